/** What may happen to the disk of a box that has no power. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { partition, run } from './disk-partitions.ts';
import { inEmulator } from './in-emulator.ts';
import type { Box } from './machine.ts';

const diskOf = ({ folder }: Box) => join(folder, 'disk.img');
const SECTOR = 512;
const TABLE_BYTES = 34 * SECTOR; // protective MBR, header, 128 entries of 128 bytes (UEFI 2.10 §5.3)

/** The partition table at the beginning of a disk or an image. */
export function readTable(disk: string): Buffer {
  const table = Buffer.alloc(TABLE_BYTES);
  const file = openSync(disk, 'r');
  readSync(file, table, 0, TABLE_BYTES, 0);
  closeSync(file);
  return table;
}

export function writeTable(box: Box, table: Buffer): void {
  const file = openSync(diskOf(box), 'r+');
  writeSync(file, table, 0, table.byteLength, 0);
  closeSync(file);
}

/** As after a copy to a larger disk. */
export const growDisk = (box: Box, gigabytes: number): string => run('truncate', '--size', `${gigabytes}G`, diskOf(box));

/** Mounts /var as it is on the disk, writable; what a power cut left in its journal is replayed. */
export async function onVar<Seen>(box: Box, use: (folder: string) => Seen | Promise<Seen>): Promise<Seen> {
  const { first, sectors } = partition(diskOf(box), 'filmroom-data');
  const mounted = join(box.folder, 'var');
  mkdirSync(mounted, { recursive: true });
  run('mount', '-o', `loop,offset=${first * SECTOR},sizelimit=${sectors * SECTOR}`, diskOf(box), mounted);
  try {
    return await use(mounted);
  } finally {
    run('umount', mounted);
  }
}

/** Asks for a factory reset as app/reset writes it: in the EFI system partition. */
export function askForReset(box: Box, reset: 'keep-images' | 'wipe'): void {
  writeFileSync(join(box.folder, 'reset.json'), `${JSON.stringify({ reset, askedAt: new Date(0).toISOString() })}\n`);
  const esp = ['-i', `${diskOf(box)}@@1M`];
  const root = new URL('../../', import.meta.url).pathname;
  spawnSync(`${root}os-image/lib/in-root.sh`, ['emulator', 'mmd', '-i', `${diskOf(box).replace(root, '')}@@1M`, '::filmroom'], {
    cwd: root,
  }); // may be there
  inEmulator('mcopy', '-o', ...esp, join(box.folder, 'reset.json'), '::filmroom/reset.json');
}

/** The names in the box's folder of the EFI system partition. */
export const inEsp = (box: Box): string => inEmulator('mdir', '-b', '-i', `${diskOf(box)}@@1M`, '::filmroom').toString('utf8');

/** What tells whether anything wrote to a partition. */
export function digestOf(box: Box, name: string): string {
  const { first, sectors } = partition(diskOf(box), name);
  const bytes = `bs=1M iflag=skip_bytes,count_bytes skip=${first * SECTOR} count=${sectors * SECTOR} status=none`;
  return run('sh', '-c', `dd if='${diskOf(box)}' ${bytes} | sha256sum`);
}
