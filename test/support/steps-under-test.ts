import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Archive } from '../../app/archive/archive.ts';
import { systemClock } from '../../app/base/base.ts';
import { openSteps, STEPS_LIMITS, type Steps, type StepsOptions, type StepsSettings } from '../../app/steps/steps.ts';
import { type LoggedEvent, logInto } from './archive-under-test.ts';

/** Nobody else is told, and a study is complete when it is quiet for a minute. */
export const SETTINGS: StepsSettings = { validation: 'standard', completeAfterMs: 60_000, forwardTo: [], notify: [] };
/** As in the product, in a hundredth of the time. */
export const QUICK = { ...STEPS_LIMITS, batchMs: 20, settleMs: 150, arrivalGraceMs: 300 };

/** Steps in a data folder, closed after the test. */
export async function stepsFor(
  t: TestContext,
  archive: Archive,
  folder: string,
  options: Partial<StepsOptions> & { readonly set?: Partial<StepsSettings>; readonly events?: LoggedEvent[] } = {},
): Promise<Steps> {
  const { set, events = [], ...more } = options;
  const steps = await openSteps({
    file: join(folder, 'steps.sqlite'),
    ...{ archive, clock: systemClock, log: logInto(events), limits: QUICK },
    settings: () => ({ ...SETTINGS, ...set }),
    aeTable: { get: () => undefined },
    associations: { open: async () => Promise.reject(new Error('nobody is there')) },
    ...more,
  });
  t.after(() => steps.close());
  return steps;
}

/** Waits until something holds, at most twenty seconds. */
export async function until<Value>(what: string, holds: () => Promise<Value | undefined | false>): Promise<Value> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const value = await holds();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error(`not within twenty seconds: ${what}`);
}
