import { assetText, type Migration, serveDatabase } from '../base/base.ts';
import { CommitmentRows, type NewRequest, type Page, type Prune, type StateChange } from './rows.ts';

/** The thread of the requests: every SQL statement of the folder runs here. Named in the list of workers of the binary build. */
const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: assetText('commitment/schema/0001-commitment.sql') },
  { version: 2, sql: assetText('commitment/schema/0002-by-web.sql') },
];

serveDatabase(MIGRATIONS, (database) => {
  const rows = new CommitmentRows(database);
  return {
    reads: {
      get: (id: number) => rows.get(id),
      list: (most: number) => rows.list(most),
      openOnes: () => rows.openOnes(),
      references: (page: Page) => rows.references(page),
      sentWith: (transactionUid: string) => rows.sentWith(transactionUid),
      receivedWith: (transactionUid: string) => rows.receivedWith(transactionUid),
      otherKept: () => rows.otherKept(),
      committedTo: (sopInstanceUids: readonly string[]) => rows.committedTo(sopInstanceUids),
      outcomesOf: (sopInstanceUids: readonly string[]) => rows.outcomesOf(sopInstanceUids),
    },
    writes: {
      add: (request: NewRequest) => rows.add(request),
      judged: (judged: { readonly id: number; readonly outcomes: readonly (readonly [number, number])[] }) => rows.judged(judged),
      judgeRest: ({ id, outcome }: { readonly id: number; readonly outcome: number }) => rows.judgeRest(id, outcome),
      answered: (report: { readonly id: number; readonly outcomes: readonly (readonly [string, string, number])[] }) =>
        rows.answered(report),
      change: (change: StateChange) => rows.change(change),
      newUid: ({ id, uid }: { readonly id: number; readonly uid: string }) => rows.newUid(id, uid),
      prune: (limits: Prune) => rows.prune(limits),
      noteOtherKept: (note: { readonly uid: string; readonly at: number }) => rows.noteOtherKept(note),
      forgetOtherKept: (uid: string) => rows.forgetOtherKept(uid),
    },
    rolledBack: () => {},
  };
});
