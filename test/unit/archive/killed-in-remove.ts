import { type Archive, openArchive, type RemovalOf } from '../../../app/archive/archive.ts';
import { logInto } from '../../support/archive-under-test.ts';
import { fakeClock } from '../../support/fake-clock.ts';

export interface KillingInRemove {
  readonly folder: string;
  readonly which: RemovalOf;
  /** At which step, counted from 0; -1 for none. */
  readonly at: number;
}

/** Deletes, and ends this process by SIGKILL in the middle of it. As a program of its own: `node killed-in-remove.ts <KillingInRemove as JSON>`. */
export async function removeIn({ folder, which, at }: KillingInRemove): Promise<readonly string[]> {
  const steps: string[] = [];
  const archive: Archive = await openArchive({
    ...{ folder, log: logInto([]), clock: fakeClock(), duplicatePolicy: 'keep-both', reserveBytes: 0 },
    faults: {
      at(step) {
        if (steps.push(step) === at + 1) process.kill(process.pid, 'SIGKILL');
      },
    },
  });
  await archive.studies.remove(which);
  await archive.close();
  return steps;
}

if (import.meta.main) await removeIn(JSON.parse(process.argv[2]!));
