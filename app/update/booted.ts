import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SlotName } from './grubenv.ts';

const words = (root: string): readonly string[] => readFileSync(join(root, 'proc/cmdline'), 'utf8').trim().split(/\s+/);

/** The slot that GRUB started; undefined on a machine that has none. */
export function bootedSlot(root = '/'): SlotName | undefined {
  const name = words(root)
    .find((word) => word.startsWith('rauc.slot='))
    ?.slice('rauc.slot='.length);
  return name === 'A' || name === 'B' ? name : undefined;
}

/** GRUB found no slot with a try left, and started this one all the same. */
export function isRescueBoot(root = '/'): boolean {
  return words(root).includes('filmroom.rescue');
}
