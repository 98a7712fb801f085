import type { Archive, StoredEvent } from '../archive/archive.ts';
import { type Clock, createRounds, type Database, type Log, wordsOf } from '../base/base.ts';
import type { Steps } from '../steps/steps.ts';
import { STEP_STATUSES, type Worklist } from '../worklist/worklist.ts';
import type { ReconcileLimits } from './limits.ts';

/** Sees which studies are to be held against the worklist. */
export interface Followed {
  /** One of them, soon. */
  add(studyInstanceUid: string): void;
  close(): Promise<void>;
}

export interface FollowOptions {
  readonly database: Pick<Database, 'run'>;
  readonly archive: Pick<Archive, 'onStored' | 'studies' | 'recentStudies'>;
  readonly worklist: Pick<Worklist, 'find' | 'onChange'>;
  readonly steps: Pick<Steps, 'onChange'> | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: ReconcileLimits;
  readonly isOn: () => 'auto' | 'on' | 'off';
  readonly judge: (studyInstanceUid: string) => Promise<void>;
  /** Whether it was held against the worklist before. */
  readonly isKnown: (studyInstanceUid: string) => Promise<boolean>;
  readonly changed: () => void;
}

/** What was under way when the program was killed may have been received so long before it was noted. */
const IN_FLIGHT_MS = 60_000;
const MOST_CAUGHT_UP = 5000;
const PRUNE_EVERY_MS = 3_600_000;
const PRUNED_AT_ONCE = 500;
/** Between two times of holding all of them against the orders it rests so many times as long. */
const REST_TIMES = 20;

/**
 * Nothing here is awaited by who stores an image: which studies had one is noted in memory; what is lost with a power cut is found again from the
 * index of the archive. Studies that came while the inbox was off, or before there were orders, are not looked at.
 */
export function followStudies(options: FollowOptions): Followed {
  const { database, archive, worklist, steps, clock, log, limits } = options;
  const studies = new Set<string>();
  let isBehind = true;
  let areOrdersNew = false;
  let rejudgedAt = -Infinity;
  let tookMs = 0; // holding them against the orders the last time
  let prunedAt = -Infinity;
  let isClosed = false;

  const rounds = createRounds(clock, async () => {
    if (!(await turn())) return limits.againMs;
    if (studies.size > 0 || isBehind) return limits.batchMs;
    return areOrdersNew ? untilRejudged() : undefined;
  });
  const gapMs = () => Math.max(limits.rejudgeMs, REST_TIMES * tookMs);
  const untilRejudged = () => Math.max(limits.batchMs, rejudgedAt + gapMs() - clock.monotonicMs());

  /** @returns false where it is to be tried again later */
  async function turn(): Promise<boolean> {
    try {
      if (isBehind) await catchUp();
      const isRejudging = areOrdersNew && clock.monotonicMs() - rejudgedAt >= gapMs();
      if (isRejudging) await rejudge();
      await judgeAll();
      if (isRejudging) tookMs = clock.monotonicMs() - rejudgedAt;
      await prune();
      return true;
    } catch (error) {
      if (!isClosed) log.warn('reconcile.not-judged', { words: wordsOf(error) });
      return isClosed;
    }
  }

  async function judgeAll(): Promise<void> {
    if (studies.size === 0) return;
    const upTo = clock.now();
    const isOn = await isInUse();
    for (const study of studies) {
      if (isClosed) return;
      studies.delete(study); // something new of it may come meanwhile
      try {
        if (isOn || (await options.isKnown(study))) await options.judge(study);
      } catch (error) {
        studies.add(study);
        throw error;
      }
    }
    await database.run('follow', upTo);
    options.changed();
  }

  async function isInUse(): Promise<boolean> {
    const setting = options.isOn();
    if (setting !== 'auto') return setting === 'on';
    for await (const page of worklist.find({ keys: [], statuses: STEP_STATUSES })) if (page.length > 0) return true;
    return false;
  }

  async function rejudge(): Promise<void> {
    areOrdersNew = false; // they may change once more meanwhile
    rejudgedAt = clock.monotonicMs();
    for (const study of await database.run<readonly string[]>('rejudgeable', limits.maxRejudged)) studies.add(study);
  }

  /** What the archive took in while nobody watched. */
  async function catchUp(): Promise<void> {
    const upTo = await database.run<number | null | undefined>('followed');
    isBehind = false;
    if (upTo == null) return database.run('follow', clock.now());
    for (let limit = 100; ; limit = Math.min(limit * 4, MOST_CAUGHT_UP)) {
      const recent = await archive.recentStudies(limit);
      const fresh = recent.filter(({ lastReceivedAt }) => lastReceivedAt >= upTo - IN_FLIGHT_MS);
      if (fresh.length === recent.length && recent.length === limit && limit < MOST_CAUGHT_UP) continue;
      for (const { studyInstanceUid } of fresh) studies.add(studyInstanceUid);
      areOrdersNew = true; // they may have changed as well
      return;
    }
  }

  async function prune(): Promise<void> {
    if (clock.monotonicMs() - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = clock.monotonicMs();
    await database.run('prune', { before: clock.now() - limits.keepMs, most: PRUNED_AT_ONCE, maxWaiting: limits.maxWaiting });
  }

  function came({ studyInstanceUid, outcome }: StoredEvent): void {
    if (outcome !== 'stored' && outcome !== 'overwritten') return;
    if (studies.size < limits.maxPending) studies.add(studyInstanceUid);
    else isBehind = true;
    rounds.dueIn(limits.batchMs);
  }

  function ordersChanged(): void {
    areOrdersNew = true;
    rounds.dueIn(untilRejudged());
  }

  const stops = [
    archive.onStored(came),
    archive.studies.onRemoved(({ studyInstanceUid }) => {
      studies.add(studyInstanceUid);
      rounds.dueIn(limits.batchMs);
    }),
    worklist.onChange(ordersChanged),
    steps?.onChange(ordersChanged),
  ];
  rounds.dueIn(0);

  return {
    add(study) {
      studies.add(study);
      rounds.dueIn(0);
    },
    async close() {
      for (const stop of stops) stop?.();
      isClosed = true;
      await rounds.close();
    },
  };
}
