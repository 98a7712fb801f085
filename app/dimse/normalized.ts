import type { Message } from './assemble.ts';
import type { CommandFields, CommandSet } from './command-set.ts';
import { COMMAND_FIELD } from './messages.ts';
import type { Requestor } from './requestor.ts';

/**
 * One operation or notification of DIMSE-N to invoke (PS3.7 §10.1). The UIDs go where its message has them: N-EVENT-REPORT and N-CREATE name what
 * is affected, the others what is requested. Data sets are in the transfer syntax of the presentation context.
 */
export type NormalizedRequest = { readonly sopClassUid: string } & (
  | { readonly kind: 'N-EVENT-REPORT'; readonly sopInstanceUid: string; readonly eventTypeId: number; readonly dataset?: Uint8Array }
  | { readonly kind: 'N-GET'; readonly sopInstanceUid: string; readonly attributeIdentifierList?: readonly number[] }
  | { readonly kind: 'N-SET'; readonly sopInstanceUid: string; readonly dataset: Uint8Array }
  | { readonly kind: 'N-ACTION'; readonly sopInstanceUid: string; readonly actionTypeId: number; readonly dataset?: Uint8Array }
  | { readonly kind: 'N-CREATE'; readonly sopInstanceUid?: string; readonly dataset?: Uint8Array }
  | { readonly kind: 'N-DELETE'; readonly sopInstanceUid: string }
);

/** Its response, whatever the status; the data set where one came. */
export interface NormalizedResponse {
  readonly command: CommandSet & { readonly status: number };
  readonly dataset?: Uint8Array;
}

/** Longest data set of a response that is kept, in bytes; of a longer one there is none. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** CommandField and elements of the request (PS3.7 §10.3), but for what every request has. */
export function normalizedCommand(request: NormalizedRequest): {
  readonly commandField: number;
  readonly fields: CommandFields;
  readonly dataset?: Uint8Array;
} {
  const affected = { affectedSopClassUid: request.sopClassUid, affectedSopInstanceUid: request.sopInstanceUid };
  const requested = { requestedSopClassUid: request.sopClassUid, requestedSopInstanceUid: request.sopInstanceUid };
  const dataset = 'dataset' in request && request.dataset ? { dataset: request.dataset } : {};
  switch (request.kind) {
    case 'N-EVENT-REPORT': {
      const { eventTypeId } = request;
      return { commandField: COMMAND_FIELD.N_EVENT_REPORT_RQ, fields: { ...affected, eventTypeId }, ...dataset };
    }
    case 'N-GET': {
      const { attributeIdentifierList } = request;
      return {
        commandField: COMMAND_FIELD.N_GET_RQ,
        fields: { ...requested, ...(attributeIdentifierList && { attributeIdentifierList }) },
      };
    }
    case 'N-SET':
      return { commandField: COMMAND_FIELD.N_SET_RQ, fields: requested, ...dataset };
    case 'N-ACTION':
      return { commandField: COMMAND_FIELD.N_ACTION_RQ, fields: { ...requested, actionTypeId: request.actionTypeId }, ...dataset };
    case 'N-CREATE':
      return { commandField: COMMAND_FIELD.N_CREATE_RQ, fields: affected, ...dataset };
    case 'N-DELETE':
      return { commandField: COMMAND_FIELD.N_DELETE_RQ, fields: requested };
    default:
      return request satisfies never;
  }
}

/** The response in memory: its data set is read to its end. */
export async function normalizedResponse({ command, dataset }: Message): Promise<NormalizedResponse> {
  const answered = { ...command, status: command.status ?? 0 };
  if (dataset === undefined) return { command: answered };
  const views: Uint8Array[] = [];
  let length = 0;
  for await (const view of dataset) {
    length += view.byteLength;
    if (length <= MAX_RESPONSE_BYTES) views.push(Uint8Array.from(view));
  }
  return length <= MAX_RESPONSE_BYTES ? { command: answered, dataset: Buffer.concat(views, length) } : { command: answered };
}

/**
 * Invokes a DIMSE-N service (PS3.7 §10.1) as requestor of the association.
 *
 * @param contextId default: an accepted context of the SOP class
 * @throws DimseError DIMSE_NO_CONTEXT, DIMSE_NO_ANSWER and the like; the association's own errors
 */
export async function invokeNormalized(requestor: Requestor, request: NormalizedRequest, contextId?: number): Promise<NormalizedResponse> {
  const on = contextId ?? requestor.contextFor(request.sopClassUid).id;
  for await (const response of requestor.request({ contextId: on, ...normalizedCommand(request) })) return normalizedResponse(response);
  throw new Error('request() ends with a final response');
}
