import { assetText, type Migration, serveDatabase } from '../base/base.ts';
import type { DecideCall, JudgedCall } from './entries.ts';
import { EntryTable } from './entry-table.ts';

/** The thread of the inbox: every SQL statement of it runs here. Named in the list of workers of the binary build. */
const MIGRATIONS: readonly Migration[] = [{ version: 1, sql: assetText('reconcile/schema/0001-reconcile.sql') }];

type Of<Method extends (argument: never) => unknown> = Parameters<Method>[0];

serveDatabase(MIGRATIONS, (database) => {
  const entries = new EntryTable(database);
  return {
    reads: {
      entry: (studyInstanceUid: string) => entries.entry(studyInstanceUid),
      list: (call: Of<EntryTable['list']>) => entries.list(call),
      counts: () => entries.counts(),
      rejudgeable: (limit: number) => entries.rejudgeable(limit),
      history: (studyInstanceUid: string) => entries.history(studyInstanceUid),
      followed: () => entries.followed(),
    },
    writes: {
      follow: (upTo: number) => entries.follow(upTo),
      judged: (call: JudgedCall) => entries.judged(call),
      decide: (call: DecideCall) => entries.decide(call),
      finish: (call: Of<EntryTable['finish']>) => entries.finish(call),
      drop: (studyInstanceUid: string) => entries.drop(studyInstanceUid),
      prune: (call: Of<EntryTable['prune']>) => entries.prune(call),
    },
    rolledBack: () => undefined,
  };
});
