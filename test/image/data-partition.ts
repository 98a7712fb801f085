import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
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
  const { first, sectors } = partition(disk, 'filmroom-data');
  const copy = join(box.folder, 'data.ext4');
  const mounted = join(box.folder, 'data');
  mkdirSync(mounted, { recursive: true });
  run(
    'dd',
    `if=${disk}`,
    `of=${copy}`,
    'bs=1M',
    'iflag=skip_bytes,count_bytes',
    'conv=sparse',
    'status=none',
    `skip=${first * SECTOR}`,
    `count=${sectors * SECTOR}`,
  );
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

const SECTOR = 512;

/** Finds a partition by its name in the GPT (UEFI 2.10 §5.3). */
function partition(disk: string, name: string): { first: number; sectors: number } {
  const table = Buffer.alloc(34 * SECTOR); // protective MBR, header, 128 entries of 128 bytes
  const file = openSync(disk, 'r');
  readSync(file, table);
  closeSync(file);
  for (let at = 2 * SECTOR; at < table.byteLength; at += 128) {
    if (table.toString('utf16le', at + 56, at + 128).replace(/\0.*$/s, '') !== name) continue;
    const first = Number(table.readBigUInt64LE(at + 32));
    return { first, sectors: Number(table.readBigUInt64LE(at + 40)) - first + 1 };
  }
  throw new Error(`${disk} has no partition ${name}`);
}
