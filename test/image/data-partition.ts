import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Box } from './machine.ts';

const run = (program: string, ...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
};

/**
 * Hands `look` the folder of Filmroom's data as the disk of a box without power has it: a copy, whose journal is replayed by mounting it.
 *
 * @returns what e2fsck says of the copy afterwards; it throws where the file system is not clean
 */
export function lookAtData(box: Box, look: (folder: string) => void): string {
  const disk = join(box.folder, 'disk.img');
  const partitions = (JSON.parse(run('sfdisk', '--json', disk)) as { partitiontable: { partitions: Partition[] } }).partitiontable
    .partitions;
  const data = partitions.find(({ name }) => name === 'filmroom-data');
  if (!data) throw new Error(`${disk} has no data partition`);
  const copy = join(box.folder, 'data.ext4');
  const mounted = join(box.folder, 'data');
  mkdirSync(mounted, { recursive: true });
  run('dd', `if=${disk}`, `of=${copy}`, 'bs=1M', 'iflag=skip_bytes,count_bytes', 'conv=sparse', 'status=none', ...rangeOf(data));
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

interface Partition {
  readonly name: string;
  /** In sectors of 512 bytes. */
  readonly start: number;
  readonly size: number;
}

const rangeOf = ({ start, size }: Partition) => [`skip=${start * 512}`, `count=${size * 512}`];
