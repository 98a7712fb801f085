import type { Archive, StoredEvent } from '../archive/archive.ts';
import { type Clock, createRounds, type Database, type Log, wordsOf } from '../base/base.ts';
import type { StepsLimits } from './limits.ts';
import type { DueStudy, StepRow } from './rows.ts';
import { steadyClock } from './steady.ts';

/** Watches what the archive takes in: which of the instances that steps name are here, and when studies are complete. */
export interface Arrivals {
  /** Holds what a step names against the archive, soon. */
  recheck(sopInstanceUid: string): void;
  /** A study may be complete for another reason now. */
  wake(): void;
  /** What came is noted. */
  close(): Promise<void>;
}

export interface ArrivalsOptions {
  readonly database: Pick<Database, 'run'>;
  readonly archive: Pick<Archive, 'onStored' | 'studies' | 'instancesOf' | 'recentStudies'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: StepsLimits;
  /** How long nothing new may come of a study before it is complete; asked each time. */
  readonly quietMs: () => number;
  readonly completed: () => void;
  readonly changed: () => void;
}

/** UIDs of one question to the index. */
const AT_ONCE = 500;
/** Studies that become complete in one turn. */
const MOST_DUE = 100;
const AGAIN_MS = 10_000;
/** A setting that changes meanwhile is heard after so long. */
const LONGEST_SLEEP_MS = 30_000;
/** What was under way when the program was killed may have been received so long before it was noted. */
const IN_FLIGHT_MS = 60_000;
const MOST_CAUGHT_UP = 20_000;

/**
 * Begins with what came while nobody watched. Nothing here is awaited by who stores an image: what comes is noted in memory, and written down
 * in one commit after a while; what is lost with a power cut is found again from the index of the archive.
 */
export function followArrivals(options: ArrivalsOptions): Arrivals {
  const { database, archive, clock, log, limits } = options;
  const steady = steadyClock(clock);
  let instances = new Set<string>();
  let studies = new Set<string>();
  const doubtful = new Set<string>();
  const robbed = new Set<string>(); // studies of which something was deleted
  let areAwaitingDoubtful = true;
  let isBehind = true;
  let isClosed = false;

  const hasWork = () => isBehind || areAwaitingDoubtful || [instances, studies, doubtful, robbed].some(({ size }) => size > 0);

  const rounds = createRounds(clock, async () => {
    const next = await turn();
    if (next === 'failed') return AGAIN_MS;
    return hasWork() ? limits.batchMs : next;
  });

  /** @returns when the next is due */
  async function turn(): Promise<number | 'failed' | undefined> {
    try {
      if (isBehind) await catchUp();
      await note();
      await recheckAll();
      await complete();
      const next = await database.run<number | null>('nextDue', { settleMs: limits.settleMs, quietMs: options.quietMs() });
      return next === null ? undefined : Math.min(LONGEST_SLEEP_MS, Math.max(limits.batchMs, next - steady()));
    } catch (error) {
      if (isClosed) return undefined;
      log.warn('steps.not-noted', { words: wordsOf(error) });
      return 'failed';
    }
  }

  async function note(): Promise<void> {
    if (instances.size === 0 && studies.size === 0) return;
    const [came, of] = [instances, studies];
    [instances, studies] = [new Set(), new Set()];
    try {
      await database.run('arrived', { sopInstanceUids: [...came], studyInstanceUids: [...of], steady: steady(), upTo: clock.now() });
    } catch (error) {
      for (const uid of came) instances.add(uid);
      for (const uid of of) studies.add(uid);
      throw error;
    }
    options.changed();
  }

  async function recheckAll(): Promise<void> {
    if (areAwaitingDoubtful) {
      areAwaitingDoubtful = false; // it may become so once more meanwhile
      const asked = { since: clock.now() - limits.recheckMs, most: limits.maxRechecked };
      const awaiting = await database.run<readonly string[]>('awaiting', asked).catch((error) => {
        areAwaitingDoubtful = true;
        throw error;
      });
      for (const uid of awaiting) doubtful.add(uid);
    }
    for (const study of robbed) {
      for (const { sopInstanceUid } of await database.run<readonly StepRow[]>('ofStudy', study)) doubtful.add(sopInstanceUid);
      robbed.delete(study);
    }
    for (const uid of doubtful) {
      doubtful.delete(uid); // it may be doubted once more meanwhile
      await recheck(uid).catch((error) => {
        doubtful.add(uid);
        throw error;
      });
    }
  }

  async function recheck(step: string): Promise<void> {
    const named = await database.run<readonly { readonly uid: string; readonly state: number }[]>('named', step);
    const here = new Set<string>();
    for (let at = 0; at < named.length; at += AT_ONCE) {
      const sopInstanceUids = named.slice(at, at + AT_ONCE).map(({ uid }) => uid);
      for await (const page of archive.instancesOf({ level: 'IMAGE', sopInstanceUids }))
        for (const ref of page) here.add(ref.sopInstanceUid);
    }
    const came = named.filter(({ uid, state }) => state !== 1 && here.has(uid)).map(({ uid }) => uid);
    const gone = named.filter(({ uid, state }) => state === 1 && !here.has(uid)).map(({ uid }) => uid);
    const now = clock.now();
    if (came.length > 0) await database.run('mark', { sopInstanceUids: came, state: 1, now });
    if (gone.length > 0) await database.run('mark', { sopInstanceUids: gone, state: 2, now });
    if (came.length + gone.length > 0) options.changed();
  }

  async function complete(): Promise<void> {
    for (;;) {
      const now = steady();
      const by = { settledBy: now - limits.settleMs, quietBy: now - options.quietMs() };
      const next = await database.run<number | null>('nextDue', { settleMs: limits.settleMs, quietMs: options.quietMs() });
      if (next === null || next > now) return;
      const due = await database.run<readonly DueStudy[]>('due', { ...by, most: MOST_DUE });
      for (const study of due) await completeOne(study);
      if (due.length > 0) {
        options.completed();
        options.changed();
      }
    }
  }

  async function completeOne(study: DueStudy): Promise<void> {
    const { studyInstanceUid } = study;
    const detail = await archive.studies.study(studyInstanceUid);
    if (!detail) return database.run('drop', studyInstanceUid);
    const { instances: count, lastReceivedAt: receivedAt } = detail;
    const done = await database.run('complete', { study, receivedAt, instances: count, now: clock.now() });
    if (done) log.info('study.complete', { studyInstanceUid, why: study.why, instances: count });
  }

  /** What the archive took in that is not noted here. */
  async function catchUp(): Promise<void> {
    const upTo = await database.run<number>('begin', { now: clock.now(), steady: steady() });
    const horizon = upTo - IN_FLIGHT_MS;
    for (let limit = 200; ; limit = Math.min(limit * 4, MOST_CAUGHT_UP)) {
      const recent = await archive.recentStudies(limit);
      const fresh = recent.filter(({ lastReceivedAt }) => lastReceivedAt >= horizon);
      if (fresh.length === recent.length && recent.length === limit && limit < MOST_CAUGHT_UP) continue;
      const found = fresh.map(({ studyInstanceUid: uid, lastReceivedAt: receivedAt, instances: count }) => ({
        uid,
        receivedAt,
        instances: count,
      }));
      await database.run('caughtUp', { studies: found, steady: steady() });
      isBehind = false;
      return;
    }
  }

  function came({ sopInstanceUid, studyInstanceUid, outcome }: StoredEvent): void {
    if (outcome !== 'stored' && outcome !== 'overwritten') return;
    if (instances.size < limits.maxPending) {
      studies.add(studyInstanceUid);
      instances.add(sopInstanceUid);
    } else {
      isBehind = true;
      areAwaitingDoubtful = true;
    }
    rounds.dueIn(limits.batchMs);
  }

  const stops = [
    archive.onStored(came),
    archive.studies.onRemoved(({ studyInstanceUid }) => {
      robbed.add(studyInstanceUid);
      rounds.dueIn(limits.batchMs);
    }),
  ];
  rounds.dueIn(0);

  return {
    recheck(sopInstanceUid) {
      doubtful.add(sopInstanceUid);
      rounds.dueIn(0);
    },
    wake: () => rounds.dueIn(0),
    async close() {
      for (const stop of stops) stop();
      isClosed = true;
      await rounds.close();
      await note().catch((error) => log.warn('steps.not-noted', { words: wordsOf(error) }));
    },
  };
}
