import type { KeywordTree } from '../dataset/dataset.ts';
import { codeIn, description, type Moment, missing, momentOf, physicianName, priorityOf, textOf, wrong } from './convert.ts';
import { Hl7Error } from './errors.ts';
import type { Message, Segment } from './message.ts';
import { fieldValue } from './message.ts';
import { filled } from './patient.ts';
import { type Corrections, type MappingRule, mapped, modalityOf } from './rules.ts';

/** One order of a message: ORC, OBR, and what stands below them; one step of it where IPC has several. */
export interface OrderGroup {
  readonly orc: Segment | undefined;
  readonly obr: Segment | undefined;
  readonly tq1: Segment | undefined;
  readonly ipc: Segment | undefined;
  readonly zds: Segment | undefined;
  readonly notes: readonly Segment[];
}

/** The orders of ORM^O01 and OMI^O23: each ORC begins one, as does an OBR after the first of it. */
export function orderGroups(segments: readonly Segment[]): OrderGroup[] {
  const zdsOfAll = segments.find(({ name }) => name === 'ZDS');
  const groups: Segment[][] = [];
  for (const segment of segments) {
    const group = groups.at(-1);
    if (segment.name === 'ORC') groups.push([segment]);
    else if (segment.name === 'OBR' && (!group || group.some(({ name }) => name === 'OBR')))
      groups.push([...(group?.filter(({ name }) => name === 'ORC') ?? []), segment]);
    else group?.push(segment);
  }
  return groups.flatMap((group) => {
    const one = (name: string) => group.find((segment) => segment.name === name);
    const steps = group.filter(({ name }) => name === 'IPC');
    const shared = { orc: one('ORC'), obr: one('OBR'), tq1: one('TQ1'), zds: one('ZDS') ?? zdsOfAll };
    const notes = group.filter(({ name }) => name === 'NTE');
    return (steps.length > 0 ? steps : [undefined]).map((ipc) => ({ ...shared, ipc, notes }));
  });
}

/** What names an order: as the message says it, and made up of the order numbers where it does not. */
export interface OrderKeys {
  readonly said: { readonly accessionNumber?: string; readonly requestedProcedureId?: string; readonly scheduledProcedureStepId?: string };
  readonly accessionNumber: string | undefined;
  readonly requestedProcedureId: string | undefined;
  readonly scheduledProcedureStepId: string | undefined;
  readonly placerOrderNumber: string | undefined;
  readonly fillerOrderNumber: string | undefined;
}

export function keysOf(message: Message, group: OrderGroup, corrections: Corrections): OrderKeys {
  const { orc, obr, ipc } = group;
  const first = (...values: (string | undefined)[]) => values.find((value) => value !== undefined && value !== '');
  const of = (segment: Segment | undefined, field: number) => fieldValue(message, segment, field);
  const placerOrderNumber = first(of(orc, 2), of(obr, 2));
  const fillerOrderNumber = first(of(orc, 3), of(obr, 3));
  const accession = first(corrections.accessionNumber, of(ipc, 1), of(obr, 18));
  const procedure = first(of(ipc, 2), of(obr, 19));
  const step = first(of(ipc, 4), of(obr, 20));
  const accessionNumber = accession ?? fillerOrderNumber ?? placerOrderNumber;
  const requestedProcedureId = procedure ?? accessionNumber;
  const occurrence = ipc?.occurrence ?? 1;
  return {
    said: {
      ...(accession && { accessionNumber: accession }),
      ...(procedure && { requestedProcedureId: procedure }),
      ...(step && { scheduledProcedureStepId: step }),
    },
    ...{ accessionNumber, requestedProcedureId, placerOrderNumber, fillerOrderNumber },
    // The same message has to find the same step when it comes again.
    scheduledProcedureStepId:
      step ?? (requestedProcedureId && (occurrence > 1 ? `${requestedProcedureId.slice(0, 13)}-${occurrence}` : requestedProcedureId)),
  };
}

export interface OrderOptions {
  readonly segments: readonly Segment[];
  readonly rules: readonly MappingRule[];
  readonly corrections: Corrections;
  /** Of an order that says no time: it is for now. Undefined for a change, which leaves the time as it is. */
  readonly receivedAt: Moment | undefined;
}

/**
 * The attributes of the order but for the patient (PS3.4 Table K.6-1); `docs/hl7.md` has the table. Left out is what the message does not say.
 *
 * @throws Hl7Error HL7_FIELD_MISSING, HL7_FIELD_WRONG
 */
export function orderAttributes(message: Message, group: OrderGroup, keys: OrderKeys, options: OrderOptions): KeywordTree {
  const { orc, obr, tq1, ipc, zds } = group;
  const pv1 = options.segments.find(({ name }) => name === 'PV1');
  const pid = options.segments.find(({ name }) => name === 'PID');
  const text = (segment: Segment | undefined, field: number, component = 1) => textOf(message, segment, field, component);
  const procedure = codeIn(message, obr, 44) ?? codeIn(message, obr, 4);
  return filled({
    AdmissionID: text(pv1, 19) ?? text(pid, 18),
    CurrentPatientLocation: locationOf(message, pv1),
    ReferringPhysicianName: physicianName(message, pv1, 8),
    PatientState: description(message, obr, 12, [2, 1]),
    AccessionNumber: keys.accessionNumber,
    RequestingPhysician: physicianName(message, obr, 16) ?? physicianName(message, orc, 12),
    RequestingService: description(message, orc, 17, [2, 1]),
    PlacerOrderNumberImagingServiceRequest: keys.placerOrderNumber,
    FillerOrderNumberImagingServiceRequest: keys.fillerOrderNumber,
    RequestedProcedureID: keys.requestedProcedureId,
    RequestedProcedureDescription: description(message, obr, 44, [2, 1]) ?? description(message, obr, 4, [2, 1]),
    RequestedProcedureCodeSequence: procedure && [procedure],
    StudyInstanceUID: text(zds, 1) ?? text(ipc, 3),
    RequestedProcedurePriority:
      priorityOf(text(tq1, 9)) ?? priorityOf(text(orc, 7, 6)) ?? priorityOf(text(obr, 27, 6)) ?? priorityOf(text(obr, 5)),
    PatientTransportArrangements: description(message, obr, 30, [1]),
    ReasonForTheRequestedProcedure: description(message, obr, 31, [2, 1]),
    RequestedProcedureComments: notesOf(message, group.notes),
    ScheduledProcedureStepSequence: [stepAttributes(message, group, keys, options)],
  });
}

function stepAttributes(message: Message, group: OrderGroup, keys: OrderKeys, options: OrderOptions): KeywordTree {
  const { obr, ipc } = group;
  const { corrections, rules } = options;
  const own = Object.values(group)
    .flat()
    .filter((segment) => segment !== undefined);
  const map = mapped(message, [...own, ...options.segments], rules); // those of its own order first
  const protocol = codeIn(message, ipc, 6) ?? codeIn(message, obr, 4, 4);
  const start = startOf(message, group, options);
  return filled({
    Modality: modality(message, group, corrections.modality || map.modality, options.receivedAt !== undefined),
    ScheduledStationAETitle: corrections.stationAeTitle || map.stationAeTitle || textOf(message, ipc, 9),
    ScheduledStationName: textOf(message, ipc, 7)?.slice(0, 16),
    ScheduledProcedureStepLocation: textOf(message, ipc, 8)?.slice(0, 16),
    ScheduledProcedureStepStartDate: corrections.startDate || start?.date,
    ScheduledProcedureStepStartTime: corrections.startTime || (start && (start.time ?? '0000')),
    ScheduledPerformingPhysicianName: physicianName(message, obr, 34),
    ScheduledProcedureStepDescription: description(message, ipc, 6, [2]) ?? description(message, obr, 4, [5, 2, 1]),
    ScheduledProtocolCodeSequence: protocol && [protocol],
    ScheduledProcedureStepID: keys.scheduledProcedureStepId,
  });
}

/** @param isNeeded a new order without it would be offered to nobody */
function modality(message: Message, { obr, ipc }: OrderGroup, mappedTo: string | undefined, isNeeded: boolean): string | undefined {
  if (mappedTo) return mappedTo;
  const [segment, field] = fieldValue(message, ipc, 5) ? ([ipc, 5] as const) : ([obr, 24] as const);
  const written = fieldValue(message, segment, field);
  if (!written) {
    if (isNeeded) throw missing(ipc ? 'IPC-5' : 'OBR-24', 'for which modality the order is', (ipc ?? obr)?.occurrence);
    return undefined;
  }
  const found = modalityOf(written);
  if (found === undefined)
    throw wrong(segment, field, 1, 'names no modality of DICOM: make a rule for it, or have it sent as DICOM names it');
  return found;
}

/** When the step is to begin: OBR-36, TQ1-7, ORC-7.4, OBR-27.4, OBR-6, ORC-15. */
function startOf(message: Message, { orc, obr, tq1 }: OrderGroup, { corrections, receivedAt }: OrderOptions): Moment | undefined {
  const { startDate } = corrections;
  try {
    return (
      momentOf(message, obr, 36) ??
      momentOf(message, tq1, 7) ??
      momentOf(message, orc, 7, 4) ??
      momentOf(message, obr, 27, 4) ??
      momentOf(message, obr, 6) ??
      momentOf(message, orc, 15) ??
      receivedAt
    );
  } catch (error) {
    if (startDate && error instanceof Hl7Error) return { date: startDate, time: undefined }; // it is what was corrected
    throw error;
  }
}

function locationOf(message: Message, pv1: Segment | undefined): string | undefined {
  const parts = [1, 2, 3].map((component) => textOf(message, pv1, 3, component));
  if (parts[0] === '') return '';
  return parts.filter(Boolean).join(' ').slice(0, 64) || undefined;
}

const MAX_COMMENTS = 1024; // LT has 10240: an order is no report

function notesOf(message: Message, notes: readonly Segment[]): string | undefined {
  const lines = notes.map((note) => fieldValue(message, note, 3)).filter((line) => line !== undefined);
  return lines.length > 0 ? [...lines.join('\n')].slice(0, MAX_COMMENTS).join('') : undefined;
}
