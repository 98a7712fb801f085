import type { Archive } from '../archive/archive.ts';
import { type Clock, type Log, wordsOf } from '../base/base.ts';
import { COMMAND_FIELD } from '../dimse/dimse.ts';
import type { AeTable, ScuAssociations, Service } from '../services/services.ts';
import { createAsker, newTransactionUid } from './asker.ts';
import { type ByWeb, createByWeb } from './by-web.ts';
import { createJudge } from './judge.ts';
import { COMMITMENT_LIMITS, type CommitmentLimits } from './limits.ts';
import { type Commitment, CommitmentError, type CommitmentNow, type JudgedReference, type Reference, type State, WHY } from './model.ts';
import { openOtherKept } from './other-kept.ts';
import { createReporter } from './reporter.ts';
import { createRoutes } from './routes.ts';
import type { InstanceOutcome } from './rows.ts';
import { createCommitmentService } from './service.ts';
import { openStore } from './store.ts';
import { createTries } from './tries.ts';

/** What may be set; read at each use. */
export interface CommitmentSettings {
  /** How long we may take to judge a request, and a peer to report on one of ours. */
  readonly timeoutMs: number;
  /** The longest wait between two attempts to reach a peer. */
  readonly retryMs: number;
  /** After waiting for so long in all, attempts end. */
  readonly giveUpMs: number;
  readonly ownAeTitle: string;
  readonly responseTimeoutMs: number;
}

export interface CommitmentsOptions {
  /** Of the database. */
  readonly file: string;
  readonly archive: Pick<Archive, 'vouch' | 'onStored'>;
  readonly aeTable: Pick<AeTable, 'get' | 'onChange'>;
  readonly associations: ScuAssociations;
  readonly isStored: (sopClassUid: string) => boolean;
  readonly settings: () => CommitmentSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: CommitmentLimits;
}

/** What is to be committed elsewhere. */
export interface CommitmentOrder {
  /** An AE title of the AE table. */
  readonly destination: string;
  readonly references: readonly Reference[];
  /** The name of who asked. */
  readonly by: string;
}

/** Storage Commitment (PS3.4 Annex J) in both roles. All transactions are durable: they go on after a restart. */
export interface Commitments {
  /** For the listeners. */
  readonly service: Service;
  /** For the web services. */
  readonly byWeb: ByWeb;
  /**
   * Asks a destination to commit; durable when it resolves. More references than one request holds go in several.
   *
   * @throws CommitmentError COMMITMENT_DESTINATION_UNKNOWN, COMMITMENT_NOTHING; DatabaseError
   */
  ask(order: CommitmentOrder): Promise<readonly CommitmentNow[]>;
  /** Those that are not over first, then the newest. */
  list(most: number): Promise<readonly CommitmentNow[]>;
  get(id: number): Promise<CommitmentNow | undefined>;
  /** By position, those after one. */
  references(
    id: number,
    page: { readonly after: number; readonly most: number; readonly which: 'all' | 'failed' },
  ): Promise<readonly JudgedReference[]>;
  /** Those of these instances that we have committed to, whoever asked. */
  committedTo(sopInstanceUids: readonly string[]): Promise<readonly string[]>;
  /** What those whom we asked have said of these instances, the newest first. */
  outcomesOf(sopInstanceUids: readonly string[]): Promise<readonly InstanceOutcome[]>;
  /** When images were last read again for somebody, by the monotonic clock: now, while they are; undefined where none ever were. */
  judgedAtMs(): number | undefined;
  /** Tries now, also one that was given up or not answered. @returns undefined where there is none; one that is over stays so */
  retry(id: number): Promise<CommitmentNow | undefined>;
  /** @returns undefined where there is none; one that is over stays so */
  giveUp(id: number, by: string): Promise<CommitmentNow | undefined>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** @throws DatabaseError */
export async function openCommitments(options: CommitmentsOptions): Promise<Commitments> {
  const { archive, aeTable, associations, isStored, settings, clock, log, limits = COMMITMENT_LIMITS } = options;
  const store = await openStore(options.file, limits);
  const others = await openOtherKept(store, limits.maxOtherKept, log);
  const routes = createRoutes(clock);
  const timeoutMs = () => settings().timeoutMs;

  const report = createReporter({
    ...{ store, routes, aeTable, associations, limits, clock, log },
    responseTimeoutMs: () => settings().responseTimeoutMs,
  });
  const asker = createAsker({
    ...{ store, aeTable, associations, timeoutMs, limits, clock, log },
    eventReport: () => eventReport,
  });
  const tries = createTries({
    async attempt(id, signal) {
      const commitment = await store.get(id);
      return commitment?.direction === 'sent' ? asker.ask(id, signal) : report(id, signal);
    },
    async failed(id, why, attempts, waitMs) {
      const commitment = await store.get(id);
      if (commitment === undefined) return false;
      const { state, peer, waitedMs: before } = commitment;
      const waitedMs = before + waitMs;
      const isTooLong = waitedMs > settings().giveUpMs;
      log.warn('commitment.waits', { id, peer, state, attempts, waitMs, code: why.code, words: why.words });
      const end = { state: 'given-up', why: WHY.tooOld(Math.round(before / HOUR_MS)) } as const;
      const isKept = await store.change({
        ...{ id, from: ['reporting', 'asking'], at: clock.now(), attempts, waitedMs },
        ...(isTooLong ? end : { state, why }),
      });
      if (isTooLong) over(id);
      return isKept && !isTooLong;
    },
    mostMs: () => settings().retryMs,
    firstMs: limits.firstRetryMs,
    mostPeers: limits.maxPeersAtOnce,
    clock,
    log,
  });
  const judge = createJudge({
    ...{ store, archive, isStored, timeoutMs, clock, log },
    isOtherKept: (sopInstanceUid) => others.has(sopInstanceUid),
    onJudged: (id) => void judged(id).catch((error) => log.error('commitment.not-kept', { id, words: wordsOf(error) })),
  });
  const byWeb = createByWeb({ store, judge: (id) => judge.add(id), limits, clock, log });
  const service = createCommitmentService({
    ...{ store, limits, clock, log },
    onRequest({ kind, id }, route, peer) {
      if (route) routes.owe(id, route);
      if (kind === 'added') judge.add(id);
      else tries.add(id, peer);
      tries.wake(peer); // what else waits for it may go out now
    },
    onReport: (information, peer) => asker.report(information, peer),
  });
  const eventReport = service.handlers.get(COMMAND_FIELD.N_EVENT_REPORT_RQ)!;

  async function judged(id: number): Promise<void> {
    const commitment = await store.get(id);
    if (commitment?.state !== 'judging') return;
    if (commitment.isByWeb) return byWeb.judged(commitment);
    await store.change({ id, from: ['judging'], state: 'reporting', why: WHY.ready, at: clock.now() });
    const { peer, transactionUid, total, committed, failed } = commitment;
    log.info('commitment.judged', { id, peer, transactionUid, total, committed, failed });
    tries.add(id, peer);
    byWeb.over(id);
  }

  function over(id: number): void {
    judge.remove(id);
    tries.remove(id);
    asker.forget(id);
    routes.paid(id);
    byWeb.over(id);
  }

  function now(commitment: Commitment): CommitmentNow {
    const dueInMs = tries.dueInMs(commitment.id);
    return dueInMs === undefined ? commitment : { ...commitment, nextAt: clock.now() + dueInMs };
  }

  async function get(id: number): Promise<CommitmentNow | undefined> {
    const commitment = await store.get(id);
    return commitment && now(commitment);
  }

  function goOn({ id, state, peer, attempts }: Commitment): void {
    if (state === 'judging') judge.add(id);
    else if (state === 'reporting' || state === 'asking') tries.add(id, peer, attempts);
    else if (state === 'awaiting') asker.await(id);
  }

  for (const commitment of await store.openOnes()) goOn(commitment);
  const stopFollowing = [
    aeTable.onChange(() => tries.wake()),
    archive.onStored(({ sopInstanceUid, outcome }) => {
      others.stored(sopInstanceUid, outcome === 'kept-first', clock.now());
    }),
  ];

  /** To where a person sends one that is over without success. */
  const AGAIN: Partial<Record<State, { readonly received: State; readonly sent: State }>> = {
    'given-up': { received: 'judging', sent: 'asking' },
    failed: { received: 'judging', sent: 'asking' },
  };

  return {
    service,
    byWeb,
    async ask({ destination, references, by }) {
      if (!aeTable.get(destination))
        throw new CommitmentError('COMMITMENT_DESTINATION_UNKNOWN', `${destination} is not among the destinations`);
      if (references.length === 0) throw new CommitmentError('COMMITMENT_NOTHING', 'there is nothing to commit: it may have been deleted');
      const asked: CommitmentNow[] = [];
      for (let at = 0; at < references.length; at += limits.maxReferencesAsked) {
        const added = await store.add({
          ...{ direction: 'sent', transactionUid: newTransactionUid(), peer: destination, own: settings().ownAeTitle, address: '' },
          ...{ askedBy: by, at: clock.now(), state: 'asking', why: WHY.ready },
          references: references.slice(at, at + limits.maxReferencesAsked),
        });
        if (!('id' in added))
          throw new CommitmentError('COMMITMENT_TOO_MANY', `${limits.maxOpen} requests are waiting: wait until some are done`);
        tries.add(added.id, destination);
        asked.push((await get(added.id))!);
      }
      return asked;
    },
    list: async (most) => (await store.list(most)).map(now),
    get,
    references: (id, page) => store.references({ id, ...page }),
    committedTo: (sopInstanceUids) => store.committedTo(sopInstanceUids),
    outcomesOf: (sopInstanceUids) => store.outcomesOf(sopInstanceUids),
    judgedAtMs: () => judge.workedAtMs(),
    async retry(id) {
      const commitment = await store.get(id);
      if (commitment === undefined) return undefined;
      const { state, direction, peer } = commitment;
      const to = AGAIN[state]?.[direction];
      if (to) {
        if (to === 'asking') await store.newUid(id, newTransactionUid());
        const why = to === 'judging' ? WHY.judging : WHY.ready;
        await store.change({ id, from: [state], state: to, why, at: clock.now(), attempts: 0, waitedMs: 0 });
        goOn((await store.get(id))!);
      } else tries.wake(peer);
      return get(id);
    },
    async giveUp(id, by) {
      if (
        await store.change({
          id,
          from: ['judging', 'reporting', 'asking', 'awaiting'],
          state: 'given-up',
          why: WHY.byPerson(by),
          at: clock.now(),
        })
      ) {
        log.info('commitment.given-up', { id, by });
        over(id);
      }
      return get(id);
    },
    async close() {
      for (const stop of stopFollowing) stop();
      asker.close();
      await Promise.all([tries.close(), judge.close()]);
      await store.close();
    },
  };
}
