import * as z from 'zod/mini';
import { type AnyVerb, defineVerb, runTool } from '../box/box.ts';
import { LOCAL } from './chrony.ts';
import { isTimeKnown, noteTimeKnown } from './time-known.ts';

/** 2024-01-01: before it, no Filmroom was made, and a browser that says so has no clock. */
const EARLIEST_MS = Date.UTC(2024, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
/** Reference IDs of chrony (chronyc(1), tracking) that stand for nobody: none at all, and its own clock that it serves to others. */
const NOBODY = ['00000000', '7F7F0101'];

/**
 * clock.set: the time by a person's browser, where no server tells it. chrony takes it as it takes any other (chronyc(1), settime), steps the clock
 * and keeps the RTC; a server that answers later counts for more. clock.known: whether anybody has told the time since the start.
 */
export function clockVerbs(run: (program: string, args: readonly string[]) => Promise<string> = runTool, root = '/'): readonly AnyVerb[] {
  return [
    defineVerb({
      name: 'clock.set',
      args: z.strictObject({ at: z.int().check(z.gte(EARLIEST_MS), z.lte(LATEST_MS)) }),
      async run({ at }) {
        const words = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
        for (const args of [['manual', 'on'], ['settime', words], ['makestep'], LOCAL.split(' ')]) await run('chronyc', ['-n', ...args]);
        await noteTimeKnown(root);
        return {};
      },
    }),
    defineVerb({
      name: 'clock.known',
      args: z.strictObject({}),
      async run() {
        if (isTimeKnown(root)) return { known: true };
        const [reference = ''] = (await run('chronyc', ['-n', '-c', 'tracking'])).split(',');
        const known = !NOBODY.includes(reference);
        if (known) await noteTimeKnown(root);
        return { known };
      },
    }),
  ];
}
