import type { KeywordTree } from '../dataset/dataset.ts';
import type { PatientReference, StepStatus } from '../worklist/worklist.ts';
import { missing, momentAt } from './convert.ts';
import { Hl7Error } from './errors.ts';
import { fieldValue, type Message, type Segment } from './message.ts';
import { keysOf, type OrderGroup, type OrderKeys, orderAttributes, orderGroups } from './order.ts';
import { identifierIn, patientIn } from './patient.ts';
import type { Corrections, MappingRule } from './rules.ts';

/** What a message asks for, one for each order in it. */
export type Instruction =
  /** `isNew`: NW; else XO, which takes in an order that is not here yet, too. */
  | {
      readonly kind: 'order';
      readonly isNew: boolean;
      readonly keys: OrderKeys;
      readonly patientId: string;
      readonly attributes: KeywordTree;
    }
  | { readonly kind: 'status'; readonly status: StepStatus; readonly keys: OrderKeys; readonly patientId: string }
  | { readonly kind: 'patient'; readonly patient: PatientReference; readonly attributes: KeywordTree }
  | { readonly kind: 'merge'; readonly from: PatientReference; readonly into: PatientReference; readonly attributes: KeywordTree };

export interface InstructionOptions {
  readonly rules: readonly MappingRule[];
  readonly assigningAuthority: string | undefined;
  readonly corrections: Corrections;
  /** When the message came first; milliseconds since 1970. */
  readonly receivedAt: number;
}

/** Order control (table 0119) of what has to be done, in the words of the store. */
const CONTROLS: Readonly<Record<string, 'new' | 'change' | 'cancel' | 'status'>> = {
  ...{ NW: 'new', SN: 'new' }, // SN: a new order of which we are to know the number of the filler
  ...{ XO: 'change', XX: 'change', RP: 'change' },
  ...{ CA: 'cancel', OC: 'cancel', DC: 'cancel', OD: 'cancel' },
  SC: 'status',
};

/** Order status (table 0038, ORC-5) as the status of a step; what it does not say leaves the step as it is. */
const STATUSES: Readonly<Record<string, StepStatus>> = {
  ...{ SC: 'SCHEDULED', A: 'STARTED', IP: 'STARTED', CM: 'COMPLETED', CA: 'CANCELED', DC: 'DISCONTINUED' },
};

/**
 * @throws Hl7Error where the message cannot be done, by type, by order control, or for what it lacks
 */
export function instructionsOf(message: Message, options: InstructionOptions): Instruction[] {
  const msh = message.segments.find(({ name }) => name === 'MSH');
  const type = fieldValue(message, msh, 9) ?? '';
  const event = fieldValue(message, msh, 9, { component: 2 }) ?? eventOf(message) ?? '';
  if (type === 'ORM' || type === 'OMI') {
    if (event !== (type === 'ORM' ? 'O01' : 'O23')) throw unsupportedEvent(type, event);
    return orders(message, options);
  }
  if (type !== 'ADT')
    throw new Hl7Error('HL7_UNSUPPORTED_TYPE', `MSH-9: messages of type ${shown(type)} are not taken`, {
      values: { type: shown(type) },
      location: MSH_9,
    });
  if (event === 'A08') return [{ kind: 'patient', ...patientOf(message, message.segments, options) }];
  if (event === 'A40') return merges(message, options);
  throw unsupportedEvent(type, event);
}

const MSH_9 = { segment: 'MSH', occurrence: 1, field: 9 } as const;

function unsupportedEvent(type: string, event: string): Hl7Error {
  const name = `${type}^${shown(event)}`;
  return new Hl7Error('HL7_UNSUPPORTED_EVENT', `MSH-9: messages ${name} are not taken`, { values: { type: name }, location: MSH_9 });
}

/** EVN-1, in versions that leave MSH-9.2 out. */
function eventOf(message: Message): string | undefined {
  return fieldValue(
    message,
    message.segments.find(({ name }) => name === 'EVN'),
    1,
  );
}

function shown(text: string): string {
  return text.replace(/[^\w]/g, '?').slice(0, 8) || '?';
}

function patientOf(message: Message, segments: readonly Segment[], { assigningAuthority, corrections }: InstructionOptions) {
  return patientIn(message, segments, assigningAuthority, corrections);
}

/** ADT^A40: each PID is the patient that stays, the MRG after it the one that becomes it. */
function merges(message: Message, options: InstructionOptions): Instruction[] {
  const { segments } = message;
  const pids = segments.filter(({ name }) => name === 'PID');
  if (pids.length === 0) throw missing('PID-3', 'which patient stays');
  return pids.map((pid) => {
    const after = segments.slice(segments.indexOf(pid));
    const end = after.findIndex(({ name }, at) => at > 0 && name === 'PID');
    const own = end < 0 ? after : after.slice(0, end);
    const mrg = own.find(({ name }) => name === 'MRG');
    const from = identifierIn(message, mrg, 1, options.assigningAuthority);
    if (!from) throw missing('MRG-1', 'which patient is merged', mrg?.occurrence);
    const { patient, attributes } = patientOf(message, own, options);
    return { kind: 'merge', from, into: patient, attributes };
  });
}

function orders(message: Message, options: InstructionOptions): Instruction[] {
  const groups = orderGroups(message.segments);
  if (groups.length === 0) throw missing('ORC-1', 'what is ordered');
  return groups.map((group) => orderInstruction(message, group, options));
}

function orderInstruction(message: Message, group: OrderGroup, options: InstructionOptions): Instruction {
  const { rules, corrections, receivedAt } = options;
  const written = fieldValue(message, group.orc, 1)?.toUpperCase();
  if (!written) throw missing('ORC-1', 'what is to be done with the order', group.orc?.occurrence);
  const control = CONTROLS[written];
  if (control === undefined)
    throw new Hl7Error('HL7_UNSUPPORTED_CONTROL', `ORC-1: the order control ${shown(written)} is not known here`, {
      values: { control: shown(written) },
      location: { segment: 'ORC', occurrence: group.orc?.occurrence ?? 1, field: 1 },
    });
  const keys = keysOf(message, group, corrections);
  if (!keys.accessionNumber) throw missing(group.ipc ? 'IPC-1' : 'OBR-18', 'which order is meant', group.obr?.occurrence);
  const { patient, attributes } = patientOf(message, message.segments, options);
  const { patientId } = patient;
  const status = STATUSES[fieldValue(message, group.orc, 5)?.toUpperCase() ?? ''];
  if (control === 'cancel') return { kind: 'status', status: 'CANCELED', keys, patientId };
  // IHE RAD-13 says by XO with ORC-5 that an order is done, or given up.
  if (status !== undefined && (control === 'status' || (control === 'change' && status !== 'SCHEDULED')))
    return { kind: 'status', status, keys, patientId };
  if (control === 'status') throw missing('ORC-5', 'the status of the order', group.orc?.occurrence);
  const isNew = control === 'new';
  if (isNew && !attributes.PatientName) throw missing('PID-5', 'the name of the patient');
  const moment = isNew ? momentAt(receivedAt) : undefined;
  const ordered = orderAttributes(message, group, keys, { segments: message.segments, rules, corrections, receivedAt: moment });
  return { kind: 'order', isNew, keys, patientId, attributes: { ...ordered, ...attributes } };
}
