import { flushCompileCache } from 'node:module';
import { type DuplicatePolicy, type IngestStep, openArchive, type RemoveStep } from '../../../app/archive/archive.ts';
import { inChunks, logInto, objectWith, send } from '../../support/archive-under-test.ts';
import { fakeClock } from '../../support/fake-clock.ts';

/** What `objectWith` is given. */
export type ObjectSpec = readonly [changes?: Record<number, string>, pixels?: { readonly bytes?: number; readonly fill?: number }];

export interface Killing {
  readonly folder: string;
  readonly policy: DuplicatePolicy;
  /** Taken in and acknowledged, one after the other. */
  readonly before: readonly ObjectSpec[];
  /** Then this one, `daysLater`, until the process kills itself. */
  readonly killed: ObjectSpec;
  readonly daysLater: number;
  /** Nothing is to remain of the last one. */
  readonly isRehearsal?: boolean;
  /** At which step, counted from 0 over all that it comes to; -1 for none. */
  readonly at: number;
}

/**
 * Takes objects in and ends this process by SIGKILL in the middle of the last. As a program of its own: `node killed-at.ts <Killing as JSON>`.
 *
 * @returns the steps that the last one came to, where `at` is none of them
 */
export async function takeIn({
  folder,
  policy,
  before,
  killed,
  daysLater,
  isRehearsal,
  at,
}: Killing): Promise<readonly (IngestStep | RemoveStep)[]> {
  const steps: (IngestStep | RemoveStep)[] = [];
  let isArmed = false;
  const clock = fakeClock();
  const archive = await openArchive({
    folder,
    log: logInto([]),
    clock,
    duplicatePolicy: policy,
    reserveBytes: 0,
    faults: {
      at(step) {
        if (!isArmed) return;
        if (steps.push(step) !== at + 1) return;
        flushCompileCache(); // where there is one, the next of these programs starts in half the time
        process.kill(process.pid, 'SIGKILL');
      },
    },
  });
  for (const spec of before) await send(archive, objectWith(...spec));
  clock.advance(daysLater * 86_400_000);
  isArmed = true;
  const { dataset, about } = objectWith(...killed);
  await archive[isRehearsal ? 'rehearse' : 'ingest'](inChunks(dataset), about).catch((error) => {
    if (error.code !== 'ARCHIVE_DUPLICATE_REFUSED') throw error;
  });
  await archive.close();
  return steps;
}

if (import.meta.main) await takeIn(JSON.parse(process.argv[2]!));
