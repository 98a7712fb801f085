import { CodedError, type Log, wordsOf } from '../base/base.ts';
import { readElements, writeElements } from '../dataset/dataset.ts';
import { invokeNormalized, type NormalizedRequest, openRequestor, type Requestor } from '../dimse/dimse.ts';
import {
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  MODALITY_PERFORMED_PROCEDURE_STEP,
  MODALITY_PERFORMED_PROCEDURE_STEP_NOTIFICATION,
  STATUS,
  statusKind,
  statusWords,
} from '../registry/registry.ts';
import type { RemoteAe, ScuAssociations } from '../services/services.ts';
import type { OutgoingTask } from './rows.ts';

/** What the other said to one task. */
export type Told =
  | { readonly kind: 'taken' }
  /** It will not take it, however often it is asked. */
  | { readonly kind: 'refused'; readonly words: string }
  /** It could not this time. */
  | { readonly kind: 'later'; readonly words: string };

/** Failures that may pass: of the other's machine, not of what we say. */
const MAY_PASS: ReadonlySet<number> = new Set([
  STATUS.PROCESSING_FAILURE,
  STATUS.RESOURCE_LIMITATION,
  STATUS.NOT_AUTHORIZED,
  STATUS.DUPLICATE_INVOCATION,
]);
const NO_LONGER_UPDATED = 0xa710;
const UNCOMPRESSED = [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN];

const CLASS_OF = {
  create: MODALITY_PERFORMED_PROCEDURE_STEP,
  set: MODALITY_PERFORMED_PROCEDURE_STEP,
  event: MODALITY_PERFORMED_PROCEDURE_STEP_NOTIFICATION,
} as const satisfies Record<OutgoingTask['kind'], string>;

/**
 * Tells another system of steps, in order, on one association: as SCU what came as N-CREATE and N-SET (PS3.4 F.7), as SCP of the Notification class
 * events (F.9), for which it proposes the SCP role (PS3.7 D.3.3.4). Ends with the first that could not be said.
 *
 * @throws what the association throws
 */
export async function* tell(
  ae: RemoteAe,
  tasks: readonly OutgoingTask[],
  { associations, log, signal }: { readonly associations: ScuAssociations; readonly log: Log; readonly signal?: AbortSignal },
): AsyncGenerator<readonly [OutgoingTask, Told]> {
  const classes = [...new Set(tasks.map(({ kind }) => CLASS_OF[kind]))];
  const proposal = {
    contexts: classes.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: UNCOMPRESSED })),
    roles: classes.includes(CLASS_OF.event) ? [{ sopClassUid: CLASS_OF.event, scu: false, scp: true }] : [],
  };
  const association = await associations.open(ae, proposal, signal ? { signal } : {});
  const requestor = openRequestor(association, { log });
  try {
    for (const task of tasks) {
      const told = await tellOne(requestor, task);
      yield [task, told];
      if (told.kind === 'later') break;
    }
  } catch (error) {
    association.abort(wordsOf(error));
    throw error;
  } finally {
    if (!association.signal.aborted) await requestor.release().catch(() => undefined); // what was said was answered
  }
}

async function tellOne(requestor: Requestor, task: OutgoingTask): Promise<Told> {
  const sopClassUid = CLASS_OF[task.kind];
  const accepted = [...requestor.association.presentationContexts.values()].find((each) => each.abstractSyntax === sopClassUid);
  if (!accepted) return { kind: 'later', words: 'it does not take performed procedure steps (no presentation context was accepted)' };
  const isScp = requestor.association.roles.get(sopClassUid)?.scp === true;
  if (task.kind === 'event' && !isScp) return { kind: 'later', words: 'it does not let us be SCP of notifications (role selection)' };
  const { command } = await invokeNormalized(requestor, requestOf(task, sopClassUid, accepted.transferSyntax), accepted.id);
  const { status } = command;
  if (statusKind(status) === 'success' || statusKind(status) === 'warning') return { kind: 'taken' };
  if (task.kind === 'create' && status === STATUS.DUPLICATE_SOP_INSTANCE) return { kind: 'taken' }; // our answer was lost on its way
  const isOver = command.errorId === NO_LONGER_UPDATED;
  return { kind: MAY_PASS.has(status) && !isOver ? 'later' : 'refused', words: `it answered ${statusWords(status)}` };
}

function requestOf(task: OutgoingTask, sopClassUid: string, transferSyntaxUid: string): NormalizedRequest {
  const { kind, sopInstanceUid, eventType } = task;
  if (kind === 'event') return { kind: 'N-EVENT-REPORT', sopClassUid, sopInstanceUid, eventTypeId: eventType ?? 0 };
  const dataset = writeElements(readElements(task.dataset ?? new Uint8Array(), EXPLICIT_VR_LITTLE_ENDIAN), transferSyntaxUid);
  return { kind: kind === 'create' ? 'N-CREATE' : 'N-SET', sopClassUid, sopInstanceUid, dataset };
}

/** Why an association could not be had, in words without patient data. */
export function faultWords(error: unknown): string {
  return error instanceof CodedError ? error.message : wordsOf(error);
}
