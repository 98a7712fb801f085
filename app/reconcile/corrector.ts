import { type Archive, ArchiveError, type ArchiveErrorCode, type Correction, correctionOf } from '../archive/archive.ts';
import { type Clock, type Database, type Log, type Timer, wordsOf } from '../base/base.ts';
import { correctAttributes } from '../dataset/dataset.ts';
import type { Decision, Entry } from './entries.ts';
import type { ReconcileLimits } from './limits.ts';

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Why it waits to be tried again: a code of the archive. */
  readonly fault?: string;
}

/** Rewrites the images of studies that were decided on, study by study, and puts them back. */
export interface Corrector {
  /** A study has a decision, or images that may not have what it was corrected by. */
  add(studyInstanceUid: string): void;
  /** Of the studies that are under way. */
  progressOf(studyInstanceUid: string): Progress | undefined;
  close(): Promise<void>;
}

export interface CorrectorOptions {
  readonly database: Pick<Database, 'run'>;
  readonly archive: Pick<Archive, 'instancesOf' | 'corrections' | 'onStored'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Pick<ReconcileLimits, 'parallel' | 'againMs'>;
  /** All of a study is as was decided. */
  readonly finished: (studyInstanceUid: string) => void;
  readonly changed: () => void;
}

interface Image {
  readonly uid: string;
  readonly file: string;
}

interface Change {
  /** Whether the file is as it is to be. */
  isDone(file: string): boolean;
  do(image: Image): Promise<void>;
}

/** The disk's fault, or an end: the next try may do it. Every other code is the image's own. */
const PASSING: ReadonlySet<ArchiveErrorCode> = new Set(['ARCHIVE_FULL', 'ARCHIVE_READ_ONLY', 'ARCHIVE_DISK_FAILED', 'ARCHIVE_CLOSED']);
/** Images that a correction leaves as they are, remembered so that they are not read again when others of their study come. */
const MOST_REMEMBERED = 20_000;
/** While images come, a correction rests so many times as long as it works: what is sent to us goes first. */
const REST_TIMES = 3;
const RECEIVING_MS = 2000;
const LONGEST_REST_MS = 2000;

/**
 * Nothing of what is done is written down but the decision: which images have it yet, the names of their files say. Cut short at any point, the next
 * start goes on.
 */
export function createCorrector(options: CorrectorOptions): Corrector {
  const { database, archive, clock, log, limits } = options;
  const waiting = new Set<string>();
  const progress = new Map<string, Progress>();
  const unchanged = new Set<string>();
  let isClosed = false;
  let working: Promise<void> | undefined;
  let again: Timer | undefined;
  let storedAtMs = -Infinity;
  const stop = archive.onStored(() => {
    storedAtMs = clock.monotonicMs();
  });

  function wake(): void {
    if (working || isClosed || waiting.size === 0) return;
    working = work().finally(() => {
      working = undefined;
      wake();
    });
  }

  async function work(): Promise<void> {
    for (const study of waiting) {
      if (isClosed) return;
      waiting.delete(study); // it may be added once more meanwhile
      try {
        await run(study);
        progress.delete(study);
      } catch (error) {
        if (isClosed) return;
        const code = error instanceof ArchiveError ? error.code : undefined;
        log.warn('reconcile.interrupted', { studyInstanceUid: study, ...(code && { code }), words: wordsOf(error) });
        progress.set(study, { ...(progress.get(study) ?? { done: 0, total: 0 }), fault: code ?? 'ARCHIVE_DISK_FAILED' });
        later(study);
      }
      options.changed();
    }
  }

  const failed = new Set<string>();
  function later(study: string): void {
    failed.add(study);
    again ??= clock.after(limits.againMs, () => {
      again = undefined;
      for (const each of failed) waiting.add(each);
      failed.clear();
      wake();
    });
  }

  async function run(study: string): Promise<void> {
    const entry = await database.run<Entry | undefined>('entry', study);
    if (!entry?.decision) return;
    const isUndone = entry.state === 'undoing';
    const change = isUndone ? restoring() : correcting(entry.decision);
    const begun = clock.monotonicMs();
    const { total, failures } = await pass(study, change);
    if (entry.state !== 'correcting' && !isUndone) return; // images that came later
    await database.run('finish', { studyInstanceUid: study, failed: failures, now: clock.now() });
    const ms = Math.round(clock.monotonicMs() - begun);
    log.info(isUndone ? 'reconcile.undone' : 'reconcile.corrected', { studyInstanceUid: study, instances: total, failed: failures, ms });
    options.finished(study);
  }

  function correcting(decision: Decision): Change {
    const correction = correctionFor(decision);
    return {
      isDone: (file) => correctionOf(file) === decision.mark || unchanged.has(`${decision.mark} ${file}`),
      async do({ uid, file }) {
        if ((await archive.corrections.correct(uid, correction)) !== 'unchanged') return;
        if (unchanged.size >= MOST_REMEMBERED) unchanged.clear();
        unchanged.add(`${decision.mark} ${file}`);
      },
    };
  }

  const restoring = (): Change => ({
    isDone: (file) => correctionOf(file) === undefined,
    do: async ({ uid }) => void (await archive.corrections.restore(uid)),
  });

  async function pass(study: string, change: Change): Promise<{ readonly total: number; readonly failures: number }> {
    const left: Image[] = [];
    let total = 0;
    for await (const page of archive.instancesOf({ level: 'STUDY', studyInstanceUids: [study] })) {
      total += page.length;
      for (const { sopInstanceUid: uid, file } of page) if (!change.isDone(file)) left.push({ uid, file });
    }
    let failures = 0;
    let done = total - left.length;
    const next = left[Symbol.iterator]();
    const one = async (): Promise<void> => {
      for (const image of next) {
        if (isClosed) throw new ArchiveError('ARCHIVE_CLOSED', 'the program ends');
        const began = clock.monotonicMs();
        try {
          await change.do(image);
        } catch (error) {
          if (!(error instanceof ArchiveError) || PASSING.has(error.code)) throw error;
          failures++;
          log.warn('reconcile.image-left', { sopInstanceUid: image.uid, code: error.code, words: error.message });
        }
        progress.set(study, { done: ++done, total });
        await rest(clock.monotonicMs() - began);
        if (done % 20 === 0) options.changed();
      }
    };
    progress.set(study, { done, total });
    const ended = await Promise.allSettled(Array.from({ length: limits.parallel }, one));
    const fault = ended.find((each) => each.status === 'rejected');
    if (fault) throw fault.reason;
    return { total, failures };
  }

  async function rest(workedMs: number): Promise<void> {
    if (isClosed || clock.monotonicMs() - storedAtMs > RECEIVING_MS) return;
    await new Promise<void>((resolve) => clock.after(Math.min(LONGEST_REST_MS, REST_TIMES * workedMs), resolve));
  }

  return {
    add(study) {
      waiting.add(study);
      wake();
    },
    progressOf: (study) => progress.get(study),
    async close() {
      isClosed = true;
      stop();
      again?.cancel();
      await working;
    },
  };
}

/** PS3.3 Table C.12-1: COERCE reconciles with an order, CORRECT replaces what was wrong. */
function correctionFor({ values, orderId, request, at, system, mark }: Decision): Correction {
  return {
    mark,
    rewrite: (dataset, transferSyntaxUid, callingAeTitle) =>
      correctAttributes(dataset, transferSyntaxUid, {
        values: values as Readonly<Record<string, string>>,
        request,
        at: dateTimeOf(at),
        modifyingSystem: system,
        sourceOfPreviousValues: callingAeTitle,
        reason: orderId === undefined ? 'CORRECT' : 'COERCE',
      }),
  };
}

/** A DT value (PS3.5 §6.2), in UTC. */
function dateTimeOf(ms: number): string {
  return `${new Date(ms).toISOString().replaceAll(/[-:TZ]/g, '')}000+0000`;
}
