import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * The disk after a power cut, as a cache without power would leave it: what was written before the last flush is there, of what came after it
 * some is, in no order. Made from the log that QEMU's `blklogwrites` keeps beside a disk, in the format of dm-log-writes
 * (Documentation/admin-guide/device-mapper/log-writes.rst of Linux).
 */

/** One write, or a flush, in the order in which the guest had the disk do them. */
export interface LogEntry {
  /** Of the disk, in bytes. */
  readonly offset: number;
  readonly bytes: number;
  readonly isFlush: boolean;
  /** Forced to the medium by itself (FUA). */
  readonly isForced: boolean;
  /** Zeroes, or nothing that anybody may rely on. */
  readonly isDiscard: boolean;
  /** Where the log has its data. */
  readonly dataAt: number;
}

const MAGIC = 0x6a736677736872n;
const FLUSH = 1n;
const FUA = 2n;
const DISCARD = 4n;
/** What a disk writes whole, or not at all. */
const DISK_SECTOR = 512;

/**
 * Reads the entries of a log, up to one that QEMU's end has cut off in the middle. The number of entries that the log states is not asked for:
 * QEMU brings it up to date with a flush, and what comes after the last is what matters here.
 */
export function readLog(file: string): LogEntry[] {
  const log = openSync(file, 'r');
  try {
    const read = (at: number, bytes: number): Buffer => {
      const block = Buffer.alloc(bytes);
      return block.subarray(0, readSync(log, block, 0, bytes, at));
    };
    const superblock = read(0, 28); // magic, version, number of entries, size of a sector
    if (superblock.byteLength < 28 || superblock.readBigUInt64LE(0) !== MAGIC) throw new Error(`${file} is no log of dm-log-writes`);
    const sector = superblock.readUInt32LE(24);
    const entries: LogEntry[] = [];
    const end = fstatSync(log).size;
    for (let at = sector; ; ) {
      const head = read(at, 32); // sector, number of sectors, flags, length of data
      if (head.byteLength < 32) return entries;
      const flags = head.readBigUInt64LE(16);
      const bytes = Number(head.readBigUInt64LE(8)) * sector;
      const isDiscard = (flags & DISCARD) !== 0n;
      const next = at + sector + (isDiscard ? 0 : bytes);
      if ((flags === 0n && bytes === 0) || next > end) return entries; // beyond the last
      entries.push({
        ...{ offset: Number(head.readBigUInt64LE(0)) * sector, bytes, isDiscard, dataAt: at + sector },
        ...{ isFlush: (flags & FLUSH) !== 0n, isForced: (flags & FUA) !== 0n },
      });
      at = next;
    }
  } finally {
    closeSync(log);
  }
}

export interface Replayed {
  /** Entries up to the cut. */
  readonly entries: number;
  /** Of them, writes after the last flush; `dropped` of them are not on the disk. */
  readonly unflushed: number;
  readonly dropped: number;
}

/**
 * Makes `after` of `before` and the first `entries` of the log.
 *
 * @param keeps whether a write after the last flush reached the medium; asked for each 512 bytes, since that is what a disk writes whole
 */
export function replay(
  files: { readonly before: string; readonly log: string; readonly after: string },
  entries: readonly LogEntry[],
  keeps: () => boolean,
): Replayed {
  const { before, log, after } = files;
  const copied = spawnSync('cp', ['--sparse=always', before, after]);
  if (copied.status !== 0) throw new Error(`cp ${before} ${after}: ${copied.stderr}`);
  const [from, to] = [openSync(log, 'r'), openSync(after, 'r+')];
  try {
    const lastFlush = entries.findLastIndex(({ isFlush }) => isFlush);
    let unflushed = 0;
    let dropped = 0;
    for (const [index, entry] of entries.entries()) {
      const isSafe = index < lastFlush || entry.isForced;
      if (entry.bytes === 0) continue;
      if (!isSafe) unflushed++;
      const data = entry.isDiscard ? Buffer.alloc(entry.bytes) : readWhole(from, entry);
      if (isSafe) {
        write(to, data, entry.offset);
        continue;
      }
      let lost = 0;
      for (let at = 0; at < data.byteLength; at += DISK_SECTOR)
        if (keeps()) write(to, data.subarray(at, at + DISK_SECTOR), entry.offset + at);
        else lost++;
      if (lost > 0) dropped++;
    }
    return { entries: entries.length, unflushed, dropped };
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

function readWhole(log: number, { dataAt, bytes }: LogEntry): Buffer {
  const data = Buffer.alloc(bytes);
  if (readSync(log, data, 0, bytes, dataAt) !== bytes) throw new Error(`the log ends in the middle of a write, at ${dataAt}`);
  return data;
}

function write(disk: number, data: Uint8Array, at: number): void {
  for (let done = 0; done < data.byteLength; ) done += writeSync(disk, data, done, data.byteLength - done, at + done);
}
