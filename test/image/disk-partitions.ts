/** The partitions of a disk that no machine is running on. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';

const SECTOR = 512;

export const run = (program: string, ...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
};

const dd = (...args: string[]) => run('dd', 'bs=1M', 'iflag=skip_bytes,count_bytes', 'status=none', ...args);
const source = (disk: string, name: string) => {
  const { first, sectors } = partition(disk, name);
  return [`if=${disk}`, `skip=${first * SECTOR}`, `count=${sectors * SECTOR}`];
};

/** Copies the partition `name` to a file. */
export const copyOut = (disk: string, name: string, to: string): string => dd(...source(disk, name), `of=${to}`, 'conv=sparse');

/** Copies one partition over another of the same size. */
export const copyWithin = (disk: string, from: string, to: string): string =>
  dd(...source(disk, from), `of=${disk}`, 'oflag=seek_bytes', `seek=${partition(disk, to).first * SECTOR}`, 'conv=notrunc');

/** Of the entry of 128 bytes that begins there. */
export const entryName = (entries: Buffer, at: number): string => entries.toString('utf16le', at + 56, at + 128).replace(/\0.*$/s, '');

/** Finds a partition by its name in the GPT (UEFI 2.10 §5.3). */
export function partition(disk: string, name: string): { first: number; sectors: number } {
  const table = Buffer.alloc(34 * SECTOR); // protective MBR, header, 128 entries of 128 bytes
  const file = openSync(disk, 'r');
  readSync(file, table);
  closeSync(file);
  for (let at = 2 * SECTOR; at < table.byteLength; at += 128) {
    if (entryName(table, at) !== name) continue;
    const first = Number(table.readBigUInt64LE(at + 32));
    return { first, sectors: Number(table.readBigUInt64LE(at + 40)) - first + 1 };
  }
  throw new Error(`${disk} has no partition ${name}`);
}
