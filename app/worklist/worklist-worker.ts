import { assetText, type Migration, serveDatabase } from '../base/base.ts';
import type { ChangedBy, StepReference, StepStatus } from './item.ts';
import type { Cursor, WorklistQuery } from './item-find.ts';
import { ItemReads } from './item-reads.ts';
import { ItemWrites, type PatientCall, type TakeCall } from './item-writes.ts';

/** The thread of the worklist: every SQL statement of it runs here, and so does the matching. */
const MIGRATIONS: readonly Migration[] = [{ version: 1, sql: assetText('worklist/schema/0001-worklist.sql') }];

serveDatabase(MIGRATIONS, (database) => {
  const reads = new ItemReads(database);
  const writes = new ItemWrites(database);
  return {
    reads: {
      get: (id: number) => reads.get(id),
      find: (step: { query: WorklistQuery; after: Cursor | undefined; most: number }) => reads.find(step),
      itemsOf: (reference: StepReference) => reads.itemsOf(reference),
      history: (id: number) => reads.history(id),
      patients: (asked: { text: string; most: number }) => reads.patients(asked),
      procedures: (asked: { text: string; most: number }) => reads.procedures(asked),
      broughtBy: (source: string) => reads.broughtBy(source),
      sources: () => reads.sources(),
    },
    writes: {
      take: (call: TakeCall) => writes.take(call),
      setStatus: (call: { id: number; status: StepStatus; by: ChangedBy; now: number }) => writes.setStatus(call),
      ofPatient: (call: PatientCall) => writes.ofPatient(call),
      withdraw: (call: { ids: readonly number[]; by: ChangedBy; now: number }) => writes.withdraw(call),
      sourceTried: (state: { source: string; name: string; at: number; fault: string | null }) => writes.sourceTried(state),
      forgetSources: (call: { source: string; names: readonly string[] }) => writes.forgetSources(call),
      prune: (call: { before: string; most: number }) => writes.prune(call),
    },
    rolledBack: () => undefined,
  };
});
