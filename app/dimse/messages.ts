import {
  type CommandElement,
  type CommandFields,
  type CommandSet,
  commandDataSetType,
  errorCommentOf,
  NO_DATA_SET,
} from './command-set.ts';

/** Values of CommandField (0000,0100) (PS3.7 Annex E, Table E.1-1). A response is its request with bit 8000H. */
export const COMMAND_FIELD = {
  C_STORE_RQ: 0x0001,
  C_STORE_RSP: 0x8001,
  C_GET_RQ: 0x0010,
  C_GET_RSP: 0x8010,
  C_FIND_RQ: 0x0020,
  C_FIND_RSP: 0x8020,
  C_MOVE_RQ: 0x0021,
  C_MOVE_RSP: 0x8021,
  C_ECHO_RQ: 0x0030,
  C_ECHO_RSP: 0x8030,
  N_EVENT_REPORT_RQ: 0x0100,
  N_EVENT_REPORT_RSP: 0x8100,
  N_GET_RQ: 0x0110,
  N_GET_RSP: 0x8110,
  N_SET_RQ: 0x0120,
  N_SET_RSP: 0x8120,
  N_ACTION_RQ: 0x0130,
  N_ACTION_RSP: 0x8130,
  N_CREATE_RQ: 0x0140,
  N_CREATE_RSP: 0x8140,
  N_DELETE_RQ: 0x0150,
  N_DELETE_RSP: 0x8150,
  C_CANCEL_RQ: 0x0fff,
} as const;

const RESPONSE_BIT = 0x8000;

/** Priority (0000,0700) (PS3.7 Table E.1-1). */
export const PRIORITY = { MEDIUM: 0x0000, HIGH: 0x0001, LOW: 0x0002 } as const;

export interface MessageRule {
  readonly name: string;
  /** Elements with usage M, the ones common to all messages (CommandField, CommandDataSetType) aside. */
  readonly required: readonly CommandElement[];
  /** Whether a data set follows the command. */
  readonly dataSet: 'required' | 'optional' | 'none';
}

const RESPONSE = ['messageIdBeingRespondedTo', 'status'] as const;
/** Usage M in PS3.7, yet nothing depends on it: a request without it is taken as one of medium priority. */
const FORGIVEN: readonly CommandElement[] = ['priority'];

/** All DIMSE messages: PS3.7 §9.3 (C-) and §10.3 (N-), one row per table of the standard. */
export const MESSAGES: ReadonlyMap<number, MessageRule> = new Map<number, MessageRule>([
  [
    0x0001,
    { name: 'C-STORE-RQ', required: ['affectedSopClassUid', 'messageId', 'priority', 'affectedSopInstanceUid'], dataSet: 'required' },
  ],
  [0x8001, { name: 'C-STORE-RSP', required: RESPONSE, dataSet: 'none' }],
  [0x0010, { name: 'C-GET-RQ', required: ['affectedSopClassUid', 'messageId', 'priority'], dataSet: 'required' }],
  [0x8010, { name: 'C-GET-RSP', required: RESPONSE, dataSet: 'optional' }],
  [0x0020, { name: 'C-FIND-RQ', required: ['affectedSopClassUid', 'messageId', 'priority'], dataSet: 'required' }],
  [0x8020, { name: 'C-FIND-RSP', required: RESPONSE, dataSet: 'optional' }],
  [0x0021, { name: 'C-MOVE-RQ', required: ['affectedSopClassUid', 'messageId', 'priority', 'moveDestination'], dataSet: 'required' }],
  [0x8021, { name: 'C-MOVE-RSP', required: RESPONSE, dataSet: 'optional' }],
  [0x0030, { name: 'C-ECHO-RQ', required: ['affectedSopClassUid', 'messageId'], dataSet: 'none' }],
  [0x8030, { name: 'C-ECHO-RSP', required: RESPONSE, dataSet: 'none' }],
  [
    0x0100,
    {
      name: 'N-EVENT-REPORT-RQ',
      required: ['affectedSopClassUid', 'messageId', 'affectedSopInstanceUid', 'eventTypeId'],
      dataSet: 'optional',
    },
  ],
  [0x8100, { name: 'N-EVENT-REPORT-RSP', required: RESPONSE, dataSet: 'optional' }],
  [0x0110, { name: 'N-GET-RQ', required: ['requestedSopClassUid', 'messageId', 'requestedSopInstanceUid'], dataSet: 'none' }],
  [0x8110, { name: 'N-GET-RSP', required: RESPONSE, dataSet: 'optional' }],
  [0x0120, { name: 'N-SET-RQ', required: ['requestedSopClassUid', 'messageId', 'requestedSopInstanceUid'], dataSet: 'required' }],
  [0x8120, { name: 'N-SET-RSP', required: RESPONSE, dataSet: 'optional' }],
  [
    0x0130,
    {
      name: 'N-ACTION-RQ',
      required: ['requestedSopClassUid', 'messageId', 'requestedSopInstanceUid', 'actionTypeId'],
      dataSet: 'optional',
    },
  ],
  [0x8130, { name: 'N-ACTION-RSP', required: RESPONSE, dataSet: 'optional' }],
  [0x0140, { name: 'N-CREATE-RQ', required: ['affectedSopClassUid', 'messageId'], dataSet: 'optional' }],
  [0x8140, { name: 'N-CREATE-RSP', required: RESPONSE, dataSet: 'optional' }],
  [0x0150, { name: 'N-DELETE-RQ', required: ['requestedSopClassUid', 'messageId', 'requestedSopInstanceUid'], dataSet: 'none' }],
  [0x8150, { name: 'N-DELETE-RSP', required: RESPONSE, dataSet: 'none' }],
  [0x0fff, { name: 'C-CANCEL-RQ', required: ['messageIdBeingRespondedTo'], dataSet: 'none' }],
]);

export function isResponse(command: CommandSet): boolean {
  return (command.commandField & RESPONSE_BIT) !== 0;
}

/** The CommandField of the response to a request. */
export function responseField(commandField: number): number {
  return commandField | RESPONSE_BIT;
}

export function hasDataSet(command: CommandSet): boolean {
  return command.commandDataSetType !== NO_DATA_SET;
}

/** The name of a message for logs and error words, e.g. `C-STORE-RQ`. */
export function messageName(commandField: number): string {
  return MESSAGES.get(commandField)?.name ?? `command ${commandField.toString(16).padStart(4, '0').toUpperCase()}H`;
}

/** The elements that PS3.7 §9.3 and §10.3 demand of this message and that it does not have; `commandDataSetType` stands for a missing data set. */
export function missingElements(command: CommandSet): CommandElement[] {
  const rule = MESSAGES.get(command.commandField);
  if (rule === undefined) return [];
  const missing = rule.required.filter((name) => command[name] === undefined && !FORGIVEN.includes(name));
  if (rule.dataSet === 'required' && !hasDataSet(command)) missing.push('commandDataSetType');
  return missing;
}

/** A pending response (FF00H, FF01H) is followed by more (PS3.7 Annex C.2.3). */
export function isPending(status: number): boolean {
  return status === 0xff00 || status === 0xff01;
}

/** A request to send; `messageId` is the requestor's to give. */
export function requestOf(commandField: number, fields: CommandFields, withDataSet: boolean): CommandSet {
  return { ...fields, commandField, commandDataSetType: commandDataSetType(withDataSet) };
}

/** C-CANCEL-RQ (PS3.7 §9.3.2.3, §9.3.3.3, §9.3.4.3). */
export function cancelRequestOf(messageIdBeingRespondedTo: number): CommandSet {
  return { commandField: COMMAND_FIELD.C_CANCEL_RQ, messageIdBeingRespondedTo, commandDataSetType: NO_DATA_SET };
}

/**
 * The response to `request` (PS3.7 §9.3, §10.3): MessageIDBeingRespondedTo, the SOP Class and Instance UIDs (the requested ones of an N-
 * request come back as the affected ones), the event and the action type are the request's; `fields` may add or replace.
 */
export function responseTo(request: CommandSet, status: number, fields: CommandFields = {}, withDataSet = false): CommandSet {
  const response: CommandSet = {
    affectedSopClassUid: request.affectedSopClassUid ?? request.requestedSopClassUid,
    commandField: responseField(request.commandField),
    messageIdBeingRespondedTo: request.messageId,
    commandDataSetType: commandDataSetType(withDataSet),
    status,
    affectedSopInstanceUid: request.affectedSopInstanceUid ?? request.requestedSopInstanceUid,
    eventTypeId: request.eventTypeId,
    actionTypeId: request.actionTypeId,
    ...fields,
  };
  return fields.errorComment === undefined ? response : { ...response, errorComment: errorCommentOf(fields.errorComment) };
}
