/** What may happen to the disk of a box that has no power. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { entryName, partition, run } from './disk-partitions.ts';
import { inEmulator } from './in-emulator.ts';
import type { Box } from './machine.ts';

const diskOf = ({ folder }: Box) => join(folder, 'disk.img');
const SECTOR = 512;
const ENTRIES_BYTES = 128 * 128;

/** Takes a partition out of both tables of a disk (UEFI 2.10 §5.3): a firmware copies the first over a second that is no longer right. @returns what puts it back */
export function removePartition(box: Box, name: string): () => void {
  const disk = openSync(diskOf(box), 'r+');
  const read = (at: number, bytes: number) => {
    const part = Buffer.alloc(bytes);
    readSync(disk, part, 0, bytes, at);
    return part;
  };
  const first = read(SECTOR, SECTOR);
  const headers = [SECTOR, Number(first.readBigUInt64LE(32)) * SECTOR];
  const undone: { readonly at: number; readonly was: Buffer }[] = [];
  const change = (at: number, by: Buffer) => {
    undone.push({ at, was: read(at, by.byteLength) });
    writeSync(disk, by, 0, by.byteLength, at);
  };
  for (const at of headers) {
    const header = read(at, SECTOR);
    const entriesAt = Number(header.readBigUInt64LE(72)) * SECTOR;
    const entries = read(entriesAt, ENTRIES_BYTES);
    for (let entry = 0; entry < ENTRIES_BYTES; entry += 128) if (entryName(entries, entry) === name) entries.fill(0, entry, entry + 128);
    header.writeUInt32LE(crc32(entries), 88);
    header.writeUInt32LE(0, 16);
    header.writeUInt32LE(crc32(header.subarray(0, header.readUInt32LE(12))), 16);
    change(entriesAt, entries);
    change(at, header);
  }
  closeSync(disk);
  return () => {
    const again = openSync(diskOf(box), 'r+');
    for (const { at, was } of undone) writeSync(again, was, 0, was.byteLength, at);
    closeSync(again);
  };
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
