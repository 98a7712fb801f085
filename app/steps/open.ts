import type { Archive } from '../archive/archive.ts';
import { type Clock, type Log, openDatabase, type Timer, wordsOf } from '../base/base.ts';
import type { AeTable, ScuAssociations, Service } from '../services/services.ts';
import { followArrivals } from './arrivals.ts';
import { type Completions, createCompletions } from './completions.ts';
import { STEPS_LIMITS, type StepsLimits } from './limits.ts';
import { createOperations, type RefusedRequest, type StepAudience, type StepOperations } from './operations.ts';
import { type GivenUp, startOutgoing } from './outgoing.ts';
import type { OutgoingState } from './outgoing-table.ts';
import type { StepPage, StepRow } from './rows.ts';
import { createScheduleTeller, type Schedule } from './schedule.ts';
import { createStepsScps } from './scp.ts';
import type { StepStatus } from './set.ts';
import { type StepShown, stepShown } from './today.ts';
import type { StepValidation } from './verdict.ts';

/** What may be set; read at each use. */
export interface StepsSettings extends StepAudience {
  readonly validation: StepValidation;
  /** A study is complete when nothing new came for so long. */
  readonly completeAfterMs: number;
}

export interface StepsOptions {
  /** `steps.sqlite`, made where it is not there. */
  readonly file: string;
  readonly archive: Pick<Archive, 'onStored' | 'studies' | 'instancesOf' | 'recentStudies'>;
  /** The worklist, where there is one. */
  readonly schedule?: Schedule;
  readonly aeTable: Pick<AeTable, 'get'>;
  readonly associations: ScuAssociations;
  readonly settings: () => StepsSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: StepsLimits;
}

export interface Steps {
  readonly operations: StepOperations;
  /** Modality Performed Procedure Step and its Retrieve class. */
  readonly services: readonly Service[];
  readonly completions: Completions;
  /** Steps that were made in this time, the newest first, and `older` ones that somebody has to look at. */
  day(page: StepPage): Promise<{ readonly steps: readonly StepShown[]; readonly older: readonly StepShown[] }>;
  /** Undefined where there is none. `missing`: what it names and has not come, as far as that is listed. */
  step(sopInstanceUid: string): Promise<(StepShown & { readonly missing: readonly string[] }) | undefined>;
  ofStudy(studyInstanceUid: string): Promise<readonly StepShown[]>;
  /** The UIDs of what it names, as long as the list of them is kept. */
  namedBy(sopInstanceUid: string): Promise<readonly string[]>;
  /** What is missing is taken as it is, and is no alarm any more. @returns false where there is no such step */
  accept(sopInstanceUid: string, by: string): Promise<boolean>;
  /** @returns undefined where there is no such step, false where it has ended already */
  end(sopInstanceUid: string, status: Exclude<StepStatus, 'IN PROGRESS'>): Promise<boolean | undefined>;
  refusals(): readonly RefusedRequest[];
  outgoing(): Promise<{ readonly queues: readonly OutgoingState[]; readonly givenUp: readonly GivenUp[] }>;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

const SCRIPT = 'steps/steps-worker.ts';
const PRUNE_EVERY_MS = 6 * 3_600_000;
const PRUNED_AT_ONCE = 1000;
const MOST_OLDER = 50;
/** Older steps are alarms for so long. */
const OLDER_MS = 14 * 24 * 3_600_000;
const MOST_MISSING = 200;

/**
 * Opens the steps of a data folder and goes on with what was under way when it was closed, or the plug was pulled.
 *
 * @throws DatabaseError
 */
export async function openSteps(options: StepsOptions): Promise<Steps> {
  const { archive, schedule, aeTable, associations, settings, clock, log, limits = STEPS_LIMITS } = options;
  const database = await openDatabase(SCRIPT, { file: options.file, readOnly: false });
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const teller = schedule && createScheduleTeller({ database, schedule, log });
  const completions = createCompletions({ database, clock, log, limits });
  const arrivals = followArrivals({
    ...{ database, archive, clock, log, limits, changed },
    quietMs: () => settings().completeAfterMs,
    completed: () => completions.wake(),
  });
  const outgoing = startOutgoing({ database, aeTable, associations, clock, log, limits, changed });
  const operations = createOperations({
    ...{ database, clock, log, limits },
    validation: () => settings().validation,
    audience: settings,
    async changed(sopInstanceUid) {
      await teller?.tell();
      arrivals.recheck(sopInstanceUid);
      outgoing.wake();
      changed();
    },
  });
  void teller?.tell();

  let pruning: Timer | undefined;
  async function prune(): Promise<void> {
    const now = clock.now();
    try {
      await database.run('prune', { listsBefore: now - limits.keepListsMs, stepsBefore: now - limits.keepStepsMs, most: PRUNED_AT_ONCE });
    } catch (error) {
      log.warn('steps.not-pruned', { words: wordsOf(error) });
    }
  }
  const pruneLater = () => {
    pruning = clock.after(PRUNE_EVERY_MS, () => void prune().then(pruneLater));
  };
  pruneLater();

  const shown = (row: StepRow) => stepShown(row, clock.now(), limits);
  const rowOf = (sopInstanceUid: string) => database.run<StepRow | undefined>('step', sopInstanceUid);
  const namedOf = (sopInstanceUid: string) =>
    database.run<readonly { readonly uid: string; readonly state: number }[]>('named', sopInstanceUid);
  return {
    operations,
    services: createStepsScps({ steps: operations, limits }),
    completions,
    async day(page) {
      const [steps, open] = await Promise.all([
        database.run<readonly StepRow[]>('page', page),
        database.run<readonly StepRow[]>('unsettled', { since: clock.now() - OLDER_MS, before: page.from, most: MOST_OLDER }),
      ]);
      return { steps: steps.map(shown), older: open.map(shown).filter(({ alarm }) => alarm !== undefined) };
    },
    async step(sopInstanceUid) {
      const row = await rowOf(sopInstanceUid);
      if (!row) return undefined;
      const named = await namedOf(sopInstanceUid);
      const missing = named.filter(({ state }) => state === 0).map(({ uid }) => uid);
      return { ...shown(row), missing: missing.slice(0, MOST_MISSING) };
    },
    namedBy: async (sopInstanceUid) => (await namedOf(sopInstanceUid)).map(({ uid }) => uid),
    ofStudy: async (studyInstanceUid) => (await database.run<readonly StepRow[]>('ofStudy', studyInstanceUid)).map(shown),
    async accept(sopInstanceUid, by) {
      const isThere = await database.run<boolean>('accept', { sopInstanceUid, by, now: clock.now() });
      if (isThere) log.info('steps.accepted', { sopInstanceUid, by });
      changed();
      return isThere;
    },
    end: (sopInstanceUid, status) => operations.end(sopInstanceUid, status),
    refusals: () => operations.refusals(),
    outgoing: async () => ({ queues: await outgoing.states(), givenUp: outgoing.givenUp() }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      pruning?.cancel();
      await outgoing.close();
      await completions.close();
      await arrivals.close();
      await database.close();
    },
  };
}
