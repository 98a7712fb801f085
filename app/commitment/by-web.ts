import type { Clock, Log } from '../base/base.ts';
import type { CommitmentLimits } from './limits.ts';
import { type Commitment, CommitmentError, type JudgedReference, WHY } from './model.ts';
import type { CommitmentStore } from './store.ts';
import type { Placed } from './web-information.ts';

/** A request of Storage Commitment by PS3.18 §13.4. */
export interface WebRequest {
  readonly transactionUid: string;
  /** Each pair of class and instance once. */
  readonly references: readonly Placed[];
  /** The account or token that asks, and whence. */
  readonly by: string;
  readonly address: string;
}

/** `working`: it is being judged. `gone`: a person gave it up before it was judged. */
export type WebResult =
  | { readonly kind: 'done'; readonly references: readonly Placed<JudgedReference>[] }
  | { readonly kind: 'working' | 'gone' };

/** Storage Commitment over the web (PS3.18 chapter 13): the requests and judgements of Annex J, fetched instead of reported. */
export interface ByWeb {
  /**
   * Durable when it resolves.
   *
   * @returns false where the Transaction UID is in use
   * @throws CommitmentError COMMITMENT_TOO_LARGE, COMMITMENT_TOO_MANY; DatabaseError
   */
  request(request: WebRequest): Promise<boolean>;
  /** Of a transaction that came by web or by DIMSE; undefined where there is none. Waits for it to be judged, so long at most. */
  result(transactionUid: string, waitMs: number, signal: AbortSignal): Promise<WebResult | undefined>;
}

export interface ByWebOptions {
  readonly store: Pick<CommitmentStore, 'add' | 'receivedWith' | 'allReferences' | 'change' | 'get' | 'prune'>;
  /** A request is durable and is to be judged. */
  readonly judge: (id: number) => void;
  readonly limits: Pick<CommitmentLimits, 'maxReferences' | 'maxOpen'>;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly log: Log;
}

export function createByWeb({ store, judge, limits, clock, log }: ByWebOptions): ByWeb & {
  /** Every reference of it has its outcome: whoever asked can fetch it. */
  judged(commitment: Commitment): Promise<void>;
  /** Nothing is judged of it any more. */
  over(id: number): void;
} {
  const waiting = new Map<number, Set<() => void>>();

  function over(id: number): void {
    for (const resolve of waiting.get(id) ?? []) resolve();
  }

  function settled(id: number, waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const resolvers = waiting.get(id) ?? new Set();
      const done = () => {
        timer.cancel();
        signal.removeEventListener('abort', done);
        resolvers.delete(done);
        if (resolvers.size === 0) waiting.delete(id);
        resolve();
      };
      const timer = clock.after(waitMs, done);
      signal.addEventListener('abort', done);
      waiting.set(id, resolvers.add(done));
    });
  }

  return {
    async request({ transactionUid, references, by, address }) {
      if (references.length > limits.maxReferences)
        throw new CommitmentError(
          'COMMITMENT_TOO_LARGE',
          `${references.length} instances, at most ${limits.maxReferences} are taken at once`,
        );
      const added = await store.add({
        ...{ direction: 'received', transactionUid, peer: by, own: '', address, askedBy: '', isByWeb: true },
        ...{ at: clock.now(), state: 'judging', why: WHY.judging, references },
      });
      if (added.kind === 'full')
        throw new CommitmentError('COMMITMENT_TOO_MANY', `${limits.maxOpen} requests are waiting: wait until some are done`);
      if (added.kind === 'in-use') return false;
      log.info('commitment.requested', { by, id: added.id, transactionUid, references: references.length });
      judge(added.id);
      return true;
    },
    async result(transactionUid, waitMs, signal) {
      const found = await store.receivedWith(transactionUid);
      if (found === undefined) return undefined;
      if (found.state === 'judging' && waitMs > 0) {
        const waited = settled(found.id, waitMs, signal);
        if ((await store.get(found.id))?.state !== 'judging') over(found.id); // it was judged before we waited
        await waited;
      }
      const { id, state, total, committed, failed } = (await store.get(found.id)) ?? found;
      if (state === 'judging') return { kind: 'working' };
      if (committed + failed < total) return { kind: 'gone' };
      const references: Placed<JudgedReference>[] = [];
      for await (const reference of store.allReferences(id)) references.push(reference);
      return { kind: 'done', references };
    },
    async judged({ id, peer: by, transactionUid, total, committed, failed }) {
      await store.change({ id, from: ['judging'], state: 'reported', why: WHY.fetchable, at: clock.now() });
      log.info('commitment.judged', { id, by, transactionUid, total, committed, failed });
      over(id);
      await store.prune();
    },
    over,
  };
}
