import { type Clock, CodedError, type Log, wordsOf } from '../base/base.ts';
import { type Answers, COMMAND_FIELD, type PendingAnswer, type Request } from '../dimse/dimse.ts';
import {
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  MODALITY_WORKLIST_FIND,
  STATUS,
  sopClassName,
} from '../registry/registry.ts';
import { endFind, inBatches, readIdentifier, type Service } from '../services/services.ts';
import { type AnswerShape, createAnswerEncoders } from './answer.ts';
import { readWorklistIdentifier, type WorklistRefusal, type WorklistRequest } from './identifier.ts';
import { STEP_STATUSES, type WorklistItem } from './item.ts';
import type { WorklistQuery } from './item-find.ts';
import { WORKLIST_LIMITS, type WorklistLimits } from './limits.ts';
import type { SoughtKey } from './match.ts';
import { daysOf, type WorklistPreset } from './preset.ts';
import { withKeys, withoutKeys } from './return-keys.ts';
import type { Worklist } from './store.ts';
import { whyNothing } from './why-nothing.ts';

export interface WorklistScpOptions {
  readonly worklist: Pick<Worklist, 'find'>;
  readonly log: Log;
  readonly clock: Pick<Clock, 'monotonicMs' | 'now'>;
  /** How this modality is answered. */
  presetOf(callingAeTitle: string): WorklistPreset;
  /** Whether this peer takes ISO_IR 192 in answers though its request did not name it. */
  takesUtf8(callingAeTitle: string): boolean;
  readonly limits?: WorklistLimits;
}

interface Scp extends WorklistScpOptions {
  readonly encoderOf: (shape: AnswerShape) => (item: WorklistItem) => Uint8Array;
}

const STEP = 'ScheduledProcedureStepSequence';
const TRANSFER_SYNTAXES: ReadonlySet<string> = new Set([IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN]);
const REQUESTED = 1;

/** Modality Worklist SCP (PS3.4 Annex K, K.6.1). */
export function createWorklistScp(options: WorklistScpOptions): Service {
  const scp = { ...options, encoderOf: createAnswerEncoders() };
  return {
    name: 'worklist',
    serves: (abstractSyntax) => abstractSyntax === MODALITY_WORKLIST_FIND,
    takes: (transferSyntax) => TRANSFER_SYNTAXES.has(transferSyntax),
    extendedNegotiation: (_, applicationInformation) => answerWorklistNegotiation(applicationInformation),
    handlers: new Map([[COMMAND_FIELD.C_FIND_RQ, (request: Request) => find(request, scp)]]),
  };
}

/**
 * The acceptor's answer to an extended negotiation (PS3.4 K.5.1): two reserved bytes, always 1, then fuzzy matching of names, which we do, then
 * adjustment to time zones, which we do not.
 */
export function answerWorklistNegotiation(applicationInformation: Uint8Array): Uint8Array | undefined {
  if (applicationInformation.byteLength < 3) return undefined;
  return Uint8Array.of(1, 1, applicationInformation[2] === REQUESTED ? 1 : 0);
}

/** C-FIND of the worklist (PS3.4 K.4.1): pending answers by start date and time, then how it ended. */
async function* find(request: Request, options: Scp): Answers {
  const began = options.clock.monotonicMs();
  const { signal } = request; // from here on a C-CANCEL-RQ is heard
  const understood = await understand(request, options);
  let items = 0;
  const end = (status: number, errorComment?: string, offendingElements: readonly number[] = []) =>
    endFind(request, options, { status, errorComment, offendingElements, matches: items, began });
  if (understood.kind === 'refused') {
    yield* end(understood.status, understood.errorComment, understood.offendingElements);
    return;
  }
  const { maxAnswers } = options.limits ?? WORKLIST_LIMITS;
  try {
    for await (const batch of answersTo(understood, request, options)) {
      if (signal.aborted) break;
      if (items + batch.length > maxAnswers) {
        yield* end(STATUS.REFUSED_OUT_OF_RESOURCES, `More than ${maxAnswers} steps: ask for a day or a station`);
        return;
      }
      items += batch.length;
      yield batch;
      if (signal.aborted) break;
    }
  } catch (error) {
    if (!signal.aborted) {
      if (!(error instanceof CodedError)) throw error; // ours: the provider answers
      options.log.error('worklist.find-failed', { association: request.association.id, code: error.code, error: error.message });
      yield* end(STATUS_OF[error.code] ?? STATUS.UNABLE_TO_PROCESS, 'The worklist could not be read, see the log of this system');
      return;
    }
  }
  if (items === 0 && !signal.aborted) void sayWhyNothing(understood, request, options);
  yield* end(signal.aborted ? STATUS.CANCEL : STATUS.SUCCESS);
}

/** A list that is empty since the device is set wrongly looks like a day without patients: the log says which key it is. */
async function sayWhyNothing(
  understood: WorklistRequest,
  { association }: Request,
  { worklist, log, clock, presetOf }: WorklistScpOptions,
): Promise<void> {
  try {
    const callingAeTitle = association.callingAeTitle.trim();
    const query = queryOf(understood, presetOf(callingAeTitle), callingAeTitle, clock.now());
    const suspects = await whyNothing(query, worklist, association.signal);
    if (suspects.length === 0) return;
    const found = suspects.map(({ keyword, items }) => `${items} without ${keyword}`).join(', ');
    log.warn('worklist.nothing-for', { association: association.id, callingAeTitle, found });
  } catch (error) {
    log.debug('worklist.why-nothing-failed', { words: wordsOf(error) }); // the association ended, or the list is being closed
  }
}

/** Table K.4-1: what passes by itself is A700H. */
const STATUS_OF: Readonly<Record<string, number>> = {
  DATABASE_FULL: STATUS.REFUSED_OUT_OF_RESOURCES,
  DATABASE_LOCKED: STATUS.REFUSED_OUT_OF_RESOURCES,
};

async function understand(request: Request, options: WorklistScpOptions): Promise<WorklistRequest | WorklistRefusal> {
  const { association, context, command } = request;
  const { affectedSopClassUid = '' } = command;
  if (affectedSopClassUid !== context.abstractSyntax) {
    const errorComment = `${sopClassName(affectedSopClassUid)} on a context of ${sopClassName(context.abstractSyntax)}`;
    return { kind: 'refused', status: STATUS.SOP_CLASS_NOT_SUPPORTED, errorComment, offendingElements: [] };
  }
  const limits = options.limits ?? WORKLIST_LIMITS;
  const elements = await readIdentifier(request, limits.maxIdentifierBytes);
  if ('status' in elements) return { kind: 'refused', offendingElements: [], ...elements };
  const asked = association.extendedNegotiation.get(context.abstractSyntax);
  const fuzzy = asked !== undefined && answerWorklistNegotiation(asked)?.[2] === REQUESTED;
  return readWorklistIdentifier(elements, { fuzzy }, limits);
}

/** The question to the store: what was asked, as the preset of the modality turns it. */
export function queryOf(
  asked: Pick<WorklistRequest, 'keys' | 'fuzzy'>,
  preset: WorklistPreset,
  callingAeTitle: string,
  now: number,
): WorklistQuery {
  const step = asked.keys.find(({ keyword }) => keyword === STEP)?.within ?? [];
  const isAsAsked = (preset.stations ?? 'as-asked') === 'as-asked';
  const keys = isAsAsked ? asked.keys : withoutStation(asked.keys);
  const asksForStatus = step.some(({ keyword }) => keyword === 'ScheduledProcedureStepStatus');
  const days = daysOf(preset, now);
  return {
    keys,
    fuzzy: asked.fuzzy,
    ...(asksForStatus && { statuses: STEP_STATUSES }),
    ...((days.from ?? days.to) !== undefined && { days }),
    ...(preset.stations === 'own' && { station: callingAeTitle }),
  };
}

function withoutStation(keys: readonly SoughtKey[]): readonly SoughtKey[] {
  return keys.map((key) =>
    key.keyword === STEP && key.within
      ? { ...key, within: key.within.filter(({ keyword }) => keyword !== 'ScheduledStationAETitle') }
      : key,
  );
}

/** The answers in batches that are worth a write. */
async function* answersTo(understood: WorklistRequest, request: Request, options: Scp): AsyncGenerator<PendingAnswer[]> {
  const { association, context, signal } = request;
  const callingAeTitle = association.callingAeTitle.trim();
  const preset = options.presetOf(callingAeTitle);
  const { maxBatchBytes } = options.limits ?? WORKLIST_LIMITS;
  const own = preset.characterSet;
  const encode = options.encoderOf({
    returned: withoutKeys(withKeys(understood.returned, preset.extraKeys ?? []), preset.omittedKeys ?? []),
    transferSyntaxUid: context.transferSyntax,
    characterSets: [
      ...(own === undefined ? [] : [own.split('\\')]),
      ...(understood.characterSets.length > 0 ? [understood.characterSets] : []),
      ...(options.takesUtf8(callingAeTitle) ? [['ISO_IR 192']] : []),
    ],
  });
  let left = preset.maxItems ?? Number.POSITIVE_INFINITY;
  const query = queryOf(understood, preset, callingAeTitle, options.clock.now());
  for await (const page of options.worklist.find(query, signal)) {
    const pendingStatus = understood.pendingStatus;
    yield* inBatches(page.slice(0, left), encode, { pendingStatus, maxBatchBytes, clock: options.clock, signal });
    if (signal.aborted) return;
    left -= Math.min(left, page.length);
    if (left === 0) return;
  }
}
