import { type Clock, type Database, type Log, openDatabase, wordsOf } from '../base/base.ts';
import { type KeywordTree, tagOf, vrOf } from '../dataset/dataset.ts';
import { WorklistError } from './errors.ts';
import {
  type ChangedBy,
  type ItemChange,
  type ItemSource,
  type Order,
  type PatientReference,
  type SourceState,
  type StepReference,
  type StepStatus,
  type Taken,
  textAt,
  type WorklistItem,
} from './item.ts';
import type { Cursor, WorklistQuery } from './item-find.ts';
import type { BroughtItem, FindStep } from './item-reads.ts';
import { type ItemRow, itemOf } from './item-rows.ts';
import type { PatientCall, TakeCall, TakenRow } from './item-writes.ts';
import { KeptFinds, type KeptFindsLimits } from './kept-finds.ts';
import { WORKLIST_LIMITS } from './limits.ts';

/** The orders and steps of the worklist; every change is durable when its promise resolves. What the database says rejects with DatabaseError. */
export interface Worklist {
  /**
   * Takes an order in, or the next state of one that is here: the item with its accession number, requested procedure ID and step ID. Of those
   * that are missing, page and HTTP mean another item each time; the other sources mean the latest item that has the rest.
   *
   * @throws WorklistError WORKLIST_BAD_ATTRIBUTE, WORKLIST_NO_PATIENT
   */
  take(order: Order, by: ChangedBy & { readonly source: ItemSource }): Promise<Taken>;
  /** As `take`, of one item. @returns undefined where there is none */
  change(id: number, order: Order, by: ChangedBy): Promise<Taken | undefined>;
  /** @returns undefined where there is none */
  setStatus(id: number, status: StepStatus, by: ChangedBy): Promise<WorklistItem | undefined>;
  get(id: number): Promise<WorklistItem | undefined>;
  /** Items that all that is given names, any status, the newest first; none where nothing is given. */
  itemsOf(reference: StepReference): Promise<readonly WorklistItem[]>;
  /** Pages of items by start date and time, steps without a date first. */
  find(query: WorklistQuery, signal?: AbortSignal): AsyncGenerator<readonly WorklistItem[]>;
  /** The history of an item, oldest first. */
  history(id: number): Promise<readonly ItemChange[]>;
  /** Gives every item of a patient these attributes of the patient (ADT^A08). @returns how many items changed */
  updatePatient(patient: PatientReference, attributes: KeywordTree, by: ChangedBy): Promise<number>;
  /** Moves every item of `from` to the patient `into`, who has these attributes too (ADT^A40). @returns how many items changed */
  mergePatient(from: PatientReference, into: PatientReference, attributes: KeywordTree, by: ChangedBy): Promise<number>;
  /** Patients of past items, as attributes of the patient, whose item has words that begin so; the newest first. */
  patients(text: string, most: number): Promise<readonly KeywordTree[]>;
  /** Procedures of past items: attributes for an order of another, the most frequent first. */
  procedures(text: string, most: number): Promise<readonly KeywordTree[]>;
  sources(): Promise<readonly SourceState[]>;
  /** What files or upstream worklists have brought and not taken back. */
  broughtBy(source: SourceState['source']): Promise<readonly BroughtItem[]>;
  /** Their source has them no longer. */
  withdraw(ids: readonly number[], by: ChangedBy): Promise<void>;
  /** How a try to read a source went. @param fault words without patient data */
  sourceTried(source: SourceState['source'], name: string, fault?: string): Promise<void>;
  /** Of these kinds only those names are left. */
  keepSources(source: SourceState['source'], names: readonly string[]): Promise<void>;
  /** Removes items, with their history, whose step was to begin before a day (YYYYMMDD). @returns how many went */
  prune(before: string): Promise<number>;
  /** Calls `listener` after a change of items, or of how a source fares. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface WorklistOptions {
  /** The database; its folder is there. */
  readonly file: string;
  readonly readOnly?: boolean;
  readonly limits?: KeptFindsLimits;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Candidates that the worker looks at in one go: others have their turn after each. */
const STEP_ITEMS = 250;
/** Removed in one go, for the same reason. */
const PRUNED_AT_ONCE = 500;

/** @throws DatabaseError */
export async function openWorklist(options: WorklistOptions): Promise<Worklist> {
  const { file, readOnly = false, clock, log, limits = WORKLIST_LIMITS } = options;
  const database: Database = await openDatabase('worklist/worklist-worker.ts', { file, readOnly });
  const listeners = new Set<() => void>();
  const kept = new KeptFinds(limits);

  /** What writes items, whatever comes of it. */
  async function write<Result>(operation: string, argument: unknown): Promise<Result> {
    try {
      return await database.run<Result>(operation, argument);
    } finally {
      kept.forget();
    }
  }

  function changed(): void {
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        log.error('worklist.listener-failed', { words: wordsOf(error) });
      }
    }
  }

  async function take(call: Omit<TakeCall, 'now'>): Promise<Taken | undefined> {
    checkOrder(call.order.attributes);
    const taken = await write<TakenRow | undefined>('take', { ...call, now: clock.now() } satisfies TakeCall);
    if (taken === undefined) return undefined;
    if (taken.outcome !== 'unchanged') changed();
    return { item: itemOf(taken.row), outcome: taken.outcome };
  }

  async function ofPatient(call: Omit<PatientCall, 'now'>): Promise<number> {
    const ids = await write<number[]>('ofPatient', { ...call, now: clock.now() } satisfies PatientCall);
    if (ids.length > 0) changed();
    return ids.length;
  }

  async function* look(query: WorklistQuery, signal: AbortSignal | undefined): AsyncGenerator<readonly WorklistItem[]> {
    let after: Cursor | undefined;
    do {
      signal?.throwIfAborted();
      const { rows, next }: FindStep = await database.run<FindStep>('find', { query, after, most: STEP_ITEMS });
      if (rows.length > 0) yield rows.map(itemOf);
      after = next;
    } while (after);
  }

  return {
    async take(order, by) {
      const hasPatient = ['PatientName', 'PatientID'].some((keyword) => textAt(order.attributes, keyword).trim() !== '');
      if (!hasPatient) throw new WorklistError('WORKLIST_NO_PATIENT', 'the order has neither PatientName nor PatientID');
      return (await take({ order, by }))!; // without an id there is always an item
    },
    change: (id, order, by) => take({ order, by, id }),
    async setStatus(id, status, by) {
      const row = await write<ItemRow | undefined>('setStatus', { id, status, by, now: clock.now() });
      if (row) changed();
      return row && itemOf(row);
    },
    async get(id) {
      const row = await database.run<ItemRow | undefined>('get', id);
      return row && itemOf(row);
    },
    itemsOf: async (reference) => (await database.run<ItemRow[]>('itemsOf', reference)).map(itemOf),
    find: (query, signal) => kept.find(query, () => look(query, signal)),
    history: (id) => database.run<ItemChange[]>('history', id),
    updatePatient(patient, attributes, by) {
      checkOrder(attributes);
      return ofPatient({ patient, attributes, by, what: 'changed' });
    },
    mergePatient(from, into, attributes, by) {
      checkOrder(attributes);
      const { patientId, issuerOfPatientId } = into;
      const moved = {
        ...attributes,
        PatientID: patientId,
        ...(issuerOfPatientId !== undefined && { IssuerOfPatientID: issuerOfPatientId }),
      };
      return ofPatient({ patient: from, attributes: moved, by, what: 'merged' });
    },
    patients: async (text, most) => parsed(await database.run<string[]>('patients', { text, most })),
    procedures: async (text, most) => parsed(await database.run<string[]>('procedures', { text, most })),
    sources: () => database.run<SourceState[]>('sources'),
    broughtBy: (source) => database.run<BroughtItem[]>('broughtBy', source),
    async withdraw(ids, by) {
      if (ids.length === 0) return;
      const gone = await write<number[]>('withdraw', { ids, by, now: clock.now() });
      if (gone.length > 0) changed();
    },
    async sourceTried(source, name, fault) {
      await database.run('sourceTried', { source, name, at: clock.now(), fault: fault ?? null });
      changed();
    },
    keepSources: (source, names) => database.run('forgetSources', { source, names }),
    async prune(before) {
      let all = 0;
      for (let went = PRUNED_AT_ONCE; went === PRUNED_AT_ONCE; all += went)
        went = await write<number>('prune', { before, most: PRUNED_AT_ONCE });
      if (all > 0) changed();
      return all;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => database.close(),
  };
}

/** Every keyword is one of PS3.6, and a sequence where that has one. */
function checkOrder(attributes: KeywordTree): void {
  for (const [keyword, value] of Object.entries(attributes)) {
    const isSequence = typeof value !== 'string';
    const tag = tagOf(keyword);
    if (tag === undefined || (vrOf(tag) === 'SQ') !== isSequence)
      throw new WorklistError('WORKLIST_BAD_ATTRIBUTE', `${keyword} is no ${isSequence ? 'sequence' : 'attribute with text'} of PS3.6`);
    if (typeof value !== 'string') for (const item of value) checkOrder(item);
  }
}

function parsed(rows: readonly string[]): KeywordTree[] {
  return rows.map((row) => JSON.parse(row) as KeywordTree);
}
