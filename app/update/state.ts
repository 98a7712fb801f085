import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { replaceFile } from '../base/base.ts';

const SlotName = z.enum(['A', 'B']);

/** What the box remembers of its slots, beside what RAUC does. */
export const UpdateState = z.object({
  /** The version that was seen to work in each slot. */
  versions: z.object({ A: z.optional(z.string()), B: z.optional(z.string()) }),
  /** An update that was begun, and has not been found good or given up. */
  pending: z.optional(
    z.object({
      from: z.object({ slot: SlotName, version: z.string() }),
      to: z.object({ slot: SlotName, version: z.string() }),
      /** Network ports that had a link then. */
      links: z.array(z.string()),
      at: z.number(),
    }),
  ),
  /** How the last one ended. */
  last: z.optional(z.object({ outcome: z.enum(['good', 'returned', 'failed']), version: z.string(), at: z.number(), words: z.string() })),
});
export type UpdateState = z.infer<typeof UpdateState>;

const FILE = 'var/lib/filmroom-box/update.json';

/** @returns an empty one where there is none, or none that can be read */
export async function readUpdateState(root = '/'): Promise<UpdateState> {
  try {
    return UpdateState.parse(JSON.parse(await readFile(join(root, FILE), 'utf8')));
  } catch {
    return { versions: {} };
  }
}

export function writeUpdateState(state: UpdateState, root = '/'): Promise<void> {
  return replaceFile(join(root, FILE), `${JSON.stringify(state, null, 2)}\n`);
}
