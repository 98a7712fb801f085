import { flushCompileCache } from 'node:module';
import { type IngestStep, openArchive, type RemoveStep } from '../../../app/archive/archive.ts';
import { correctAttributes } from '../../../app/dataset/dataset.ts';
import { logInto, objectWith, SOP_INSTANCE_UID, send } from '../../support/archive-under-test.ts';
import { fakeClock } from '../../support/fake-clock.ts';

export interface CorrectKilling {
  readonly folder: string;
  /** Corrections that are done first, by what they make of the patient ID. */
  readonly before: readonly string[];
  /** What is under way: to this patient ID, or putting back what was received. */
  readonly killed: string | 'restore';
  /** At which step, counted from 0; -1 for none. */
  readonly at: number;
}

/** Corrects an instance, and ends this process by SIGKILL in the middle. As a program of its own: `node killed-in-correct.ts <CorrectKilling as JSON>`. */
export async function correctAndDie({ folder, before, killed, at }: CorrectKilling): Promise<readonly string[]> {
  const steps: (IngestStep | RemoveStep)[] = [];
  let isArmed = false;
  const archive = await openArchive({
    ...{ folder, log: logInto([]), clock: fakeClock(), duplicatePolicy: 'reject', reserveBytes: 0 },
    faults: {
      at(step) {
        if (!isArmed) return;
        if (steps.push(step) !== at + 1) return;
        flushCompileCache();
        process.kill(process.pid, 'SIGKILL');
      },
    },
  });
  await send(archive, objectWith());
  for (const patientId of before) await archive.corrections.correct(SOP_INSTANCE_UID, correctionTo(patientId));
  isArmed = true;
  if (killed === 'restore') await archive.corrections.restore(SOP_INSTANCE_UID);
  else await archive.corrections.correct(SOP_INSTANCE_UID, correctionTo(killed));
  await archive.close();
  return steps;
}

export function correctionTo(PatientID: string) {
  return {
    mark: Buffer.from(PatientID.padEnd(8)).toString('hex'),
    rewrite: (dataset: AsyncIterable<Uint8Array>, syntax: string) =>
      correctAttributes(dataset, syntax, {
        values: { PatientID },
        ...{ at: '20261122050000.000000+0000', modifyingSystem: 'TEST', sourceOfPreviousValues: '', reason: 'CORRECT' },
      }),
  };
}

if (import.meta.main) await correctAndDie(JSON.parse(process.argv[2]!));
