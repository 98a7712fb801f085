import { type Database, openDatabase } from '../base/base.ts';
import type { CommitmentLimits } from './limits.ts';
import type { Commitment, JudgedReference } from './model.ts';
import type { Added, InstanceOutcome, NewRequest, Page, StateChange } from './rows.ts';
import type { Placed } from './web-information.ts';

/** The requests, in a SQLite file of their own; what writes is durable when it resolves. All may throw DatabaseError. */
export interface CommitmentStore {
  add(request: Omit<NewRequest, 'mostOpen'>): Promise<Added>;
  get(id: number): Promise<Commitment | undefined>;
  list(most: number): Promise<readonly Commitment[]>;
  openOnes(): Promise<readonly Commitment[]>;
  references(page: Page): Promise<readonly Placed<JudgedReference>[]>;
  /** All of a request, page by page. */
  allReferences(id: number): AsyncGenerator<Placed<JudgedReference>>;
  judged(id: number, outcomes: readonly (readonly [position: number, outcome: number])[]): Promise<void>;
  judgeRest(id: number, outcome: number): Promise<void>;
  /** @param outcomes SOP class, SOP instance, outcome */
  answered(id: number, outcomes: readonly (readonly [string, string, number])[]): Promise<void>;
  /** @returns false where it was in none of the states `from` */
  change(change: StateChange): Promise<boolean>;
  newUid(id: number, uid: string): Promise<void>;
  sentWith(transactionUid: string): Promise<Commitment | undefined>;
  receivedWith(transactionUid: string): Promise<Commitment | undefined>;
  /** The oldest first. */
  otherKept(): Promise<readonly string[]>;
  committedTo(sopInstanceUids: readonly string[]): Promise<readonly string[]>;
  outcomesOf(sopInstanceUids: readonly string[]): Promise<readonly InstanceOutcome[]>;
  noteOtherKept(uid: string, at: number): Promise<void>;
  forgetOtherKept(uid: string): Promise<void>;
  /** Forgets the oldest of those that are over, as the limits say. */
  prune(): Promise<void>;
  close(): Promise<void>;
}

const SCRIPT = 'commitment/commitment-worker.ts';
const PAGE = 1000;

/** @throws DatabaseError */
export async function openStore(file: string, limits: CommitmentLimits): Promise<CommitmentStore> {
  return storeOf(await openDatabase(SCRIPT, { file, readOnly: false }), limits);
}

function storeOf(database: Database, limits: CommitmentLimits): CommitmentStore {
  const { maxOpen: mostOpen, maxOver, maxReferencesOver } = limits;
  const references = (page: Page) => database.run<readonly Placed<JudgedReference>[]>('references', page);
  return {
    add: (request) => database.run('add', { ...request, mostOpen }),
    get: (id) => database.run('get', id),
    list: (count) => database.run('list', count),
    openOnes: () => database.run('openOnes'),
    references,
    async *allReferences(id) {
      for (let after = -1; ; ) {
        const page = await references({ id, after, most: PAGE, which: 'all' });
        yield* page;
        if (page.length < PAGE) return;
        after = page.at(-1)!.position;
      }
    },
    judged: (id, outcomes) => database.run('judged', { id, outcomes }),
    judgeRest: (id, outcome) => database.run('judgeRest', { id, outcome }),
    answered: (id, outcomes) => database.run('answered', { id, outcomes }),
    change: (change) => database.run('change', change),
    newUid: (id, uid) => database.run('newUid', { id, uid }),
    sentWith: (transactionUid) => database.run('sentWith', transactionUid),
    receivedWith: (transactionUid) => database.run('receivedWith', transactionUid),
    otherKept: () => database.run('otherKept'),
    committedTo: (sopInstanceUids) => database.run('committedTo', sopInstanceUids),
    outcomesOf: (sopInstanceUids) => database.run('outcomesOf', sopInstanceUids),
    noteOtherKept: (uid, at) => database.run('noteOtherKept', { uid, at }),
    forgetOtherKept: (uid) => database.run('forgetOtherKept', uid),
    prune: () => database.run('prune', { maxOver, maxReferencesOver }),
    close: () => database.close(),
  };
}
