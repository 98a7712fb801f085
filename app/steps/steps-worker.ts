import { assetText, type Migration, serveDatabase } from '../base/base.ts';
import { ListenerTable } from './listener-table.ts';
import { OutgoingTable } from './outgoing-table.ts';
import { type PruneCall, pruneSteps } from './prune.ts';
import type { StepPage, StepWrite } from './rows.ts';
import { StepReads } from './step-reads.ts';
import { StepWrites } from './step-writes.ts';
import { StudyTable } from './study-table.ts';

/** The thread of the steps: every SQL statement of them runs here. Named in the list of workers of the binary build. */
const MIGRATIONS: readonly Migration[] = [{ version: 1, sql: assetText('steps/schema/0001-steps.sql') }];

type Of<Method extends (argument: never) => unknown> = Parameters<Method>[0];

serveDatabase(MIGRATIONS, (database) => {
  const steps = new StepWrites(database);
  const reads = new StepReads(database);
  const studies = new StudyTable(database);
  const listeners = new ListenerTable(database);
  const outgoing = new OutgoingTable(database);
  return {
    reads: {
      step: (sopInstanceUid: string) => reads.step(sopInstanceUid),
      dataset: (sopInstanceUid: string) => reads.dataset(sopInstanceUid),
      page: (page: StepPage) => reads.page(page),
      ofStudy: (studyInstanceUid: string) => reads.ofStudy(studyInstanceUid),
      awaiting: (call: Of<StepReads['awaiting']>) => reads.awaiting(call),
      unsettled: (call: Of<StepReads['unsettled']>) => reads.unsettled(call),
      untold: (most: number) => reads.untold(most),
      named: (sopInstanceUid: string) => reads.named(sopInstanceUid),
      completion: (studyInstanceUid: string) => studies.completion(studyInstanceUid),
      nextDue: (call: Of<StudyTable['nextDue']>) => studies.nextDue(call),
      completionsAfter: (call: Of<ListenerTable['after']>) => listeners.after(call),
      nextOutgoing: (call: Of<OutgoingTable['next']>) => outgoing.next(call),
      outgoingStates: () => outgoing.states(),
    },
    writes: {
      create: (step: StepWrite) => steps.create(step),
      set: (call: Of<StepWrites['set']>) => steps.set(call),
      mark: (call: Of<StepWrites['mark']>) => steps.mark(call),
      told: (call: Of<StepWrites['told']>) => steps.told(call),
      arrived(call: Of<StudyTable['seen']> & { readonly sopInstanceUids: readonly string[] }) {
        steps.mark({ sopInstanceUids: call.sopInstanceUids, state: 1, now: call.upTo });
        studies.seen(call);
      },
      begin: (call: Of<StudyTable['begin']>) => studies.begin(call),
      caughtUp: (call: Of<StudyTable['caughtUp']>) => studies.caughtUp(call),
      due: (call: Of<StudyTable['due']>) => studies.due(call),
      complete: (call: Of<StudyTable['complete']>) => studies.complete(call),
      drop: (studyInstanceUid: string) => studies.drop(studyInstanceUid),
      listen: (name: string) => listeners.begin(name),
      markListener: (call: Of<ListenerTable['mark']>) => listeners.mark(call),
      outgoingDone: (id: number) => outgoing.done(id),
      outgoingFailed: (call: Of<OutgoingTable['failed']>) => outgoing.failed(call),
      prune: (call: PruneCall) => pruneSteps(database, call),
      accept: (call: Of<StepWrites['accept']>) => steps.accept(call),
    },
    rolledBack: () => undefined,
  };
});
