import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { replaceFile } from '../base/base.ts';

/** Once that Filmroom gave up, and what the box did. */
export const Fall = z.object({
  at: z.number(),
  slot: z.enum(['A', 'B']),
  version: z.string(),
  /** The unit that failed, and how systemd calls it: exit-code, signal, watchdog, timeout … */
  unit: z.string(),
  result: z.string(),
  /** Exit code or signal. */
  status: z.string(),
  rung: z.enum(['note', 'restart', 'other-slot', 'rescue']),
  /** Its last errors, as the log has them; never a patient's data. */
  errors: z.array(z.string()),
});
export type Fall = z.infer<typeof Fall>;

const FILE = 'var/lib/filmroom-box/ladder.json';
export const MOST_FALLS = 20;

/** The newest last; none where they cannot be read. */
export async function readFalls(root = '/'): Promise<readonly Fall[]> {
  try {
    return z.array(Fall).parse(JSON.parse(await readFile(join(root, FILE), 'utf8')));
  } catch {
    return [];
  }
}

export function writeFalls(falls: readonly Fall[], root = '/'): Promise<void> {
  return replaceFile(join(root, FILE), `${JSON.stringify(falls.slice(-MOST_FALLS), null, 2)}\n`);
}
