import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyOut, run } from './disk-partitions.ts';
import type { Box } from './machine.ts';

/**
 * Hands `look` the folder of Filmroom's data as the disk of a box without power has it: a copy, whose journal is replayed by mounting it.
 *
 * @returns what e2fsck says of the copy afterwards; it throws where the file system is not clean
 */
export function lookAtData(box: Box, look: (folder: string) => void): string {
  const copy = join(box.folder, 'data.ext4');
  const mounted = join(box.folder, 'data');
  mkdirSync(mounted, { recursive: true });
  copyOut(join(box.folder, 'disk.img'), 'filmroom-data', copy);
  run('mount', '-o', 'loop', copy, mounted);
  try {
    look(join(mounted, 'lib/filmroom'));
  } finally {
    run('umount', mounted);
  }
  const words = run('e2fsck', '-f', '-n', copy);
  rmSync(copy);
  return words;
}
