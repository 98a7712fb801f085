import * as z from 'zod/mini';
import { type AnyVerb, defineVerb, runTool } from '../box/box.ts';

/** 2024-01-01: before it, no Filmroom was made, and a browser that says so has no clock. */
const EARLIEST_MS = Date.UTC(2024, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

/**
 * clock.set: the time by a person's browser, where no server tells it. chrony takes it as it takes any other (chronyc(1), settime), steps the clock
 * and keeps the RTC; a server that answers later counts for more.
 */
export function clockVerbs(run: (program: string, args: readonly string[]) => Promise<string> = runTool): readonly AnyVerb[] {
  return [
    defineVerb({
      name: 'clock.set',
      args: z.strictObject({ at: z.int().check(z.gte(EARLIEST_MS), z.lte(LATEST_MS)) }),
      async run({ at }) {
        const words = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
        for (const args of [['manual', 'on'], ['settime', words], ['makestep']]) await run('chronyc', ['-n', ...args]);
        return {};
      },
    }),
  ];
}
