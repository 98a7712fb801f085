import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type Clock, type Log, removeFile, replaceFile, wordsOf } from '../base/base.ts';
import type { SlotName } from './grubenv.ts';

const NotKept = z.object({ at: z.number(), words: z.string() });
export type NotKept = z.infer<typeof NotKept>;

/** Of the program, which has no other place of its own. */
const FILE = 'var/lib/filmroom/slot-not-kept.json';

export interface KeepOptions {
  /** The hands. */
  readonly ask: (verb: string, args: unknown) => Promise<unknown>;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
  /** Stands for /. */
  readonly root?: string;
}

/**
 * Has the slot written down as good, once its self-test has passed. Where that fails (the EFI system partition is away or takes no writes) the box
 * works all the same: it is noted for its page and panel, and no reason to restart.
 */
export async function keepSlot({ ask, log, clock, root = '/' }: KeepOptions): Promise<void> {
  const file = join(root, FILE);
  try {
    const { slot, version } = (await ask('slot.good', {})) as { readonly slot: SlotName; readonly version: string };
    log.info('update.slot-good', { slot, version });
    await removeFile(file);
  } catch (error) {
    const words = wordsOf(error);
    log.error('update.slot-not-kept', { words });
    const note: NotKept = { at: clock.now(), words };
    await replaceFile(file, `${JSON.stringify(note)}\n`).catch((cause) => log.error('update.not-noted', { words: wordsOf(cause) }));
  }
}

/** Why the slot that works could not be written down as good; undefined where it was. */
export async function slotNotKept(root = '/'): Promise<NotKept | undefined> {
  try {
    return NotKept.parse(JSON.parse(await readFile(join(root, FILE), 'utf8')));
  } catch {
    return undefined; // none, as a rule
  }
}
