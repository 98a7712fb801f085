import { type Archive, ArchiveError, type Vouched } from '../archive/archive.ts';
import { type Clock, DatabaseError, type Log, wordsOf } from '../base/base.ts';
import { COMMITTED, FAILURE_REASON, type JudgedReference, type Outcome, WHY } from './model.ts';
import type { CommitmentStore } from './store.ts';

export interface JudgeOptions {
  readonly store: Pick<CommitmentStore, 'references' | 'judged' | 'judgeRest' | 'change'>;
  readonly archive: Pick<Archive, 'vouch'>;
  /** Whether instances of this class are stored here. */
  readonly isStored: (sopClassUid: string) => boolean;
  /** Whether other content was sent under this UID and not kept. */
  readonly isOtherKept: (sopInstanceUid: string) => boolean;
  /** How long a request may take to be judged; what is left then has failed for want of time. */
  readonly timeoutMs: () => number;
  readonly onJudged: (id: number) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Judges the references of received requests. */
export interface Judge {
  /** Takes a request, of which any part may be judged already; the request that waited longest has its turn next. */
  add(id: number): void;
  remove(id: number): void;
  /** When it was last at work, by the monotonic clock: now, while it is; undefined where it never was. */
  workedAtMs(): number | undefined;
  close(): Promise<void>;
}

/** References that are judged in one turn and kept in one commit: then another request has its turn. */
const PAGE = 200;
const RETRY_MS = 5000;

/**
 * PS3.4 J.3.3.1.1. Committed is what is in the index under this class and whose file was read to its end just now and is what was received;
 * what lies in quarantine, is damaged, or stands for other content that was sent and not kept, never is.
 */
export function outcomeOf(reference: JudgedReference, vouched: Vouched, isOtherKept: boolean, isStored: boolean): Outcome {
  switch (vouched.kind) {
    case 'absent':
      return isStored ? FAILURE_REASON.NO_SUCH_OBJECT_INSTANCE : FAILURE_REASON.REFERENCED_SOP_CLASS_NOT_SUPPORTED;
    case 'quarantined':
      return FAILURE_REASON.PROCESSING_FAILURE;
    case 'damaged':
    case 'kept': {
      if (vouched.sopClassUid !== reference.sopClassUid) return FAILURE_REASON.CLASS_INSTANCE_CONFLICT;
      return vouched.kind === 'damaged' || isOtherKept ? FAILURE_REASON.PROCESSING_FAILURE : COMMITTED;
    }
    default:
      return vouched satisfies never;
  }
}

export function createJudge(options: JudgeOptions): Judge {
  const { store, archive, clock, log } = options;
  const stopping = new AbortController();
  /** When each began, by the monotonic clock; in the order of their turns. */
  const begun = new Map<number, number>();
  let working: Promise<void> | undefined;
  let restedAtMs: number | undefined;

  function wake(): void {
    if (working !== undefined || stopping.signal.aborted || begun.size === 0) return;
    working = work()
      .catch((error) => log.error('commitment.judge-failed', { words: wordsOf(error) }))
      .finally(() => {
        restedAtMs = clock.monotonicMs();
        working = undefined;
      });
  }

  async function work(): Promise<void> {
    while (begun.size > 0 && !stopping.signal.aborted) {
      const [id, beganMs] = begun.entries().next().value!;
      let isOver = false;
      try {
        isOver = await judgePage(id, beganMs);
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (!(error instanceof ArchiveError || error instanceof DatabaseError)) throw error;
        log.warn('commitment.judge-waits', { id, code: error.code, words: error.message });
        await store
          .change({ id, from: ['judging'], state: 'judging', why: WHY.archiveFailed(error.message), at: clock.now() })
          .catch(() => false); // the disk of the index is that of the requests
        await pause(RETRY_MS);
      }
      if (!begun.delete(id)) continue; // given up meanwhile
      if (isOver) options.onJudged(id);
      else begun.set(id, beganMs); // behind the others
    }
  }

  /** @returns whether no reference is left */
  async function judgePage(id: number, beganMs: number): Promise<boolean> {
    const leftMs = options.timeoutMs() - (clock.monotonicMs() - beganMs);
    const page = leftMs > 0 ? await store.references({ id, after: -1, most: PAGE, which: 'unjudged' }) : [];
    if (page.length > 0) {
      const late = new AbortController();
      const timer = clock.after(leftMs, () => late.abort(new Error('time is up')));
      try {
        const outcomes = await outcomesOf(page, AbortSignal.any([late.signal, stopping.signal]));
        await store.judged(id, outcomes);
        if (page.length === PAGE) return false;
      } catch (error) {
        if (!late.signal.aborted || stopping.signal.aborted) throw error;
      } finally {
        timer.cancel();
      }
    }
    await store.judgeRest(id, FAILURE_REASON.RESOURCE_LIMITATION); // in time there are none left
    return true;
  }

  async function outcomesOf(page: readonly JudgedReference[], signal: AbortSignal): Promise<readonly (readonly [number, Outcome])[]> {
    const uids = [...new Set(page.map(({ sopInstanceUid }) => sopInstanceUid))];
    const vouched = await archive.vouch(uids, signal);
    const byUid = new Map(vouched.map((each) => [each.sopInstanceUid, each]));
    return page.map((reference) => {
      const { position, sopClassUid, sopInstanceUid } = reference;
      const found = byUid.get(sopInstanceUid)!;
      if (found.kind === 'damaged') log.error('commitment.damaged', { sopInstanceUid, words: found.words });
      return [position, outcomeOf(reference, found, options.isOtherKept(sopInstanceUid), options.isStored(sopClassUid))] as const;
    });
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.after(ms, resolve);
      stopping.signal.addEventListener('abort', () => {
        timer.cancel();
        resolve();
      });
    });
  }

  return {
    add(id) {
      if (!begun.has(id)) begun.set(id, clock.monotonicMs());
      wake();
    },
    remove: (id) => void begun.delete(id),
    workedAtMs: () => (working ? clock.monotonicMs() : restedAtMs),
    async close() {
      stopping.abort(new Error('closed'));
      await working;
    },
  };
}
