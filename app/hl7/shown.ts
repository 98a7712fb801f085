import { patientName, textOf } from './convert.ts';
import type { Message } from './message.ts';
import { keysOf, orderGroups } from './order.ts';
import { identifierIn } from './patient.ts';

/** A message that waits, as far as a person needs it to see what is wrong. With patient data: for who may see the worklist. */
export interface MessageShown {
  /** Each segment as it stands. */
  readonly segments: readonly string[];
  readonly patientName: string;
  readonly patientId: string;
  /** YYYYMMDD, or what stands there instead */
  readonly patientBirthDate: string;
  readonly accessionNumber: string;
  readonly procedure: string;
  /** What stands where the modality should. */
  readonly modality: string;
  /** Where that is: `OBR-24`. */
  readonly modalityPlace: string;
  readonly stationAeTitle: string;
}

/** As good as it goes: what is wrong with it is said elsewhere. */
export function shownMessage(message: Message, assigningAuthority: string | undefined): MessageShown {
  const { segments, separators } = message;
  const one = (name: string) => segments.find((segment) => segment.name === name);
  const [group] = orderGroups(segments);
  const [modalitySegment, field] = group?.ipc ? ([group.ipc, 5] as const) : ([group?.obr, 24] as const);
  return {
    segments: segments.map(({ name, fields }) => [name, ...fields.slice(name === 'MSH' ? 2 : 1)].join(separators.field)),
    patientName: patientName(message, one('PID'), 5) ?? '',
    patientId: identifierIn(message, one('PID'), 3, assigningAuthority)?.patientId ?? '',
    patientBirthDate: textOf(message, one('PID'), 7)?.slice(0, 8) ?? '',
    accessionNumber: (group && keysOf(message, group, {}).accessionNumber) ?? '',
    procedure: textOf(message, group?.obr, 4, 2) ?? textOf(message, group?.obr, 4) ?? '',
    modality: textOf(message, modalitySegment, field) ?? '',
    modalityPlace: group?.ipc ? 'IPC-5' : 'OBR-24',
    stationAeTitle: textOf(message, group?.ipc, 9) ?? '',
  };
}
