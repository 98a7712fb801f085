import { createHash } from 'node:crypto';
import type { Archive } from '../archive/archive.ts';
import { type Clock, type Database, type Log, openDatabase, wordsOf } from '../base/base.ts';
import type { Steps } from '../steps/steps.ts';
import type { Worklist, WorklistItem } from '../worklist/worklist.ts';
import { createCorrector, type Progress } from './corrector.ts';
import type { Changes, DecideCall, Decided, DecideOutcome, Decision, Entry, EntryState } from './entries.ts';
import { ReconcileError } from './errors.ts';
import { orderOf, type StudyFacts } from './facts.ts';
import { followStudies } from './follow.ts';
import { type GatherParts, judgeStudy, ordersFor, studyFacts } from './gather.ts';
import type { Suggestion } from './judge.ts';
import { RECONCILE_LIMITS, type ReconcileLimits } from './limits.ts';
import { requestOf, withNumber } from './request.ts';
import { EDITABLE, faultOf, type Values, valuesOfOrder } from './values.ts';

/** `auto`: while there are orders. */
export type InboxSetting = 'auto' | 'on' | 'off';

export interface InboxOptions {
  /** `reconcile.sqlite`, made where it is not there. */
  readonly file: string;
  readonly archive: Pick<Archive, 'onStored' | 'studies' | 'search' | 'instancesOf' | 'recentStudies' | 'corrections'>;
  readonly worklist: Pick<Worklist, 'itemsOf' | 'find' | 'get' | 'onChange'>;
  readonly steps?: Pick<Steps, 'ofStudy' | 'onChange'> | undefined;
  /** Asked each time. */
  readonly settings: () => { readonly inbox: InboxSetting; readonly ownAeTitle: string };
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: ReconcileLimits;
}

/** An entry as it is now. */
export interface EntryShown extends Entry {
  /** While its images are rewritten, or put back. */
  readonly progress?: Progress;
}

/** What a person has seen, and who they are. */
export interface Deciding {
  readonly studyInstanceUid: string;
  readonly revision: number;
  readonly by: string;
}

/** Studies that contradict the worklist, or are not in it, and what people decide about them. */
export interface Inbox {
  /** Those that wait or are under way, the oldest first; and those that were decided on, the newest first. */
  list(): Promise<{ readonly open: readonly EntryShown[]; readonly decided: readonly EntryShown[]; readonly waiting: number }>;
  entry(studyInstanceUid: string): Promise<(EntryShown & { readonly history: readonly Decided[] }) | undefined>;
  /** Orders that somebody looks for by words, those that fit the study best first. */
  orders(studyInstanceUid: string, text: string, most: number): Promise<readonly Suggestion[]>;
  /** Gives the images what the order says. @throws ReconcileError RECONCILE_NO_SUCH_ORDER, RECONCILE_BAD_VALUE */
  accept(deciding: Deciding, orderId: number): Promise<DecideOutcome>;
  /** Gives the images these values. @throws ReconcileError RECONCILE_BAD_VALUE */
  edit(deciding: Deciding, values: Values): Promise<DecideOutcome>;
  /** Nothing changes; it waits again when there is something new to decide by. */
  leave(deciding: Deciding): Promise<DecideOutcome>;
  /** Puts what was received back, or takes back that it was left. */
  undo(deciding: Deciding): Promise<DecideOutcome>;
  /** As last counted. */
  waiting(): number;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

const SCRIPT = 'reconcile/reconcile-worker.ts';
const OPEN: readonly EntryState[] = ['waiting', 'correcting', 'undoing'];
const DECIDED: readonly EntryState[] = ['left', 'corrected'];

/**
 * Opens the inbox of a data folder and goes on with what was under way when it was closed, or the plug was pulled.
 *
 * @throws DatabaseError
 */
export async function openInbox(options: InboxOptions): Promise<Inbox> {
  const { archive, worklist, steps, settings, clock, log, limits = RECONCILE_LIMITS } = options;
  const database: Database = await openDatabase(SCRIPT, { file: options.file, readOnly: false });
  const gather: GatherParts = { archive, worklist, steps, limits };
  const listeners = new Set<() => void>();
  let waiting = 0;

  async function changed(): Promise<void> {
    const counts = await database.run<Readonly<Record<string, number>>>('counts').catch(() => undefined);
    if (counts) waiting = counts.waiting ?? 0;
    for (const listener of listeners) listener();
  }

  const corrector = createCorrector({
    ...{ database, archive, clock, log, limits },
    finished: (study) => followed.add(study),
    changed: () => void changed(),
  });
  const followed = followStudies({
    ...{ database, archive, worklist, steps, clock, log, limits },
    isOn: () => settings().inbox,
    judge: async (study) => {
      const entry = await database.run<Entry | undefined>('entry', study);
      if (entry?.decision) corrector.add(study);
      return judgeOne(study);
    },
    isKnown: async (study) => (await database.run<Entry | undefined>('entry', study)) !== undefined,
    changed: () => void changed(),
  });
  for (const { studyInstanceUid } of await database.run<readonly Entry[]>('list', { states: ['correcting', 'undoing'], limit: 10_000 }))
    corrector.add(studyInstanceUid);
  await changed();

  async function judgeOne(studyInstanceUid: string): Promise<void> {
    const study = await studyFacts(studyInstanceUid, gather);
    if (!study) return database.run('drop', studyInstanceUid);
    const judgement = await judgeStudy(study, gather);
    await database.run('judged', { study, judgement, now: clock.now() });
  }

  const shown = (entry: Entry): EntryShown => {
    const progress = corrector.progressOf(entry.studyInstanceUid);
    return { ...entry, ...(progress && { progress }) };
  };

  async function decide(deciding: Deciding, call: Pick<DecideCall, 'what' | 'changes' | 'decision'>): Promise<DecideOutcome> {
    const { studyInstanceUid, revision, by } = deciding;
    const outcome = await database.run<DecideOutcome>('decide', { ...call, studyInstanceUid, revision, who: by, now: clock.now() });
    if (outcome !== 'done') return outcome;
    const { decision, what, changes } = call;
    const order = decision?.orderId;
    log.info('reconcile.decided', {
      ...{ studyInstanceUid, what, by, attributes: Object.keys(changes).join(' ') },
      ...(order !== undefined && { order }),
    });
    corrector.add(studyInstanceUid);
    await changed();
    return outcome;
  }

  async function correct(deciding: Deciding, what: 'accept' | 'edit', values: Values, item?: WorklistItem): Promise<DecideOutcome> {
    const fault = faultOf(values);
    if (fault)
      throw new ReconcileError('RECONCILE_BAD_VALUE', `${fault.keyword} cannot have this value: ${fault.fault}`, { values: fault });
    const entry = await database.run<Entry | undefined>('entry', deciding.studyInstanceUid);
    if (!entry) return 'gone';
    const changes = changesOf(entry.study, values);
    const at = clock.now();
    const system = `FILMROOM ${settings().ownAeTitle}`;
    const kept = { ...entry.decision?.values, ...values }; // a correction begins from what was received
    const request = item ? requestOf(item) : withNumber(entry.decision?.request, kept.AccessionNumber);
    const said = { values: kept, ...(item && { orderId: item.id }), ...(request && { request }), by: deciding.by, at, system };
    const mark = createHash('sha256')
      .update(JSON.stringify([deciding.studyInstanceUid, said]))
      .digest('hex')
      .slice(0, 16);
    const decision: Decision = { ...said, mark };
    return decide(deciding, { what, changes, decision });
  }

  return {
    async list() {
      const [open, decided] = await Promise.all([
        database.run<readonly Entry[]>('list', { states: OPEN, limit: limits.maxShown }),
        database.run<readonly Entry[]>('list', { states: DECIDED, limit: limits.maxShown }),
      ]);
      return { open: open.map(shown), decided: decided.map(shown), waiting };
    },
    async entry(studyInstanceUid) {
      const entry = await database.run<Entry | undefined>('entry', studyInstanceUid);
      return entry && { ...shown(entry), history: await database.run<readonly Decided[]>('history', studyInstanceUid) };
    },
    async orders(studyInstanceUid, text, most) {
      const entry = await database.run<Entry | undefined>('entry', studyInstanceUid);
      return entry ? ordersFor(entry.study, text, most, gather) : [];
    },
    async accept(deciding, orderId) {
      const item = await worklist.get(orderId);
      if (!item) throw new ReconcileError('RECONCILE_NO_SUCH_ORDER', 'this order is not in the worklist any more');
      return correct(deciding, 'accept', valuesOfOrder(orderOf(item)), item);
    },
    edit: (deciding, values) => correct(deciding, 'edit', values),
    leave: (deciding) => decide(deciding, { what: 'leave', changes: {} }),
    async undo(deciding) {
      return decide(deciding, { what: 'undo', changes: {} });
    },
    waiting: () => waiting,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await followed.close().catch((error) => log.warn('reconcile.not-noted', { words: wordsOf(error) }));
      await corrector.close();
      await database.close();
    },
  };
}

const SAID = {
  PatientName: 'patientName',
  PatientID: 'patientId',
  IssuerOfPatientID: 'issuerOfPatientId',
  PatientBirthDate: 'patientBirthDate',
  PatientSex: 'patientSex',
  AccessionNumber: 'accessionNumber',
  StudyDescription: 'studyDescription',
} as const satisfies Partial<Record<(typeof EDITABLE)[number], keyof StudyFacts>>;

function changesOf(study: StudyFacts, values: Values): Changes {
  return Object.fromEntries(
    EDITABLE.flatMap((keyword) => {
      const after = values[keyword];
      const before = keyword in SAID ? study[SAID[keyword as keyof typeof SAID]] : '';
      return after === undefined || after === before ? [] : [[keyword, { before, after }]];
    }),
  );
}
