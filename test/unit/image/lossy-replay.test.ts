import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { readLog, replay } from '../../image/lossy-replay.ts';

const SECTOR = 512;

const sectors = (...fills: number[]): Buffer => Buffer.concat(fills.map((fill) => Buffer.alloc(SECTOR, fill)));

function header(entry: { sector?: number; count?: number; flags?: number }): Buffer {
  const head = Buffer.alloc(SECTOR);
  head.writeBigUInt64LE(BigInt(entry.sector ?? 0), 0);
  head.writeBigUInt64LE(BigInt(entry.count ?? 0), 8);
  head.writeBigUInt64LE(BigInt(entry.flags ?? 0), 16);
  return head;
}
const written = (sector: number, data: Buffer, flags = 0) =>
  Buffer.concat([header({ sector, count: data.byteLength / SECTOR, flags }), data]);
const FLUSH = header({ flags: 1 });
const discarded = (sector: number, count: number) => header({ sector, count, flags: 4 });

function logOf(...entries: Buffer[]): Buffer {
  const superblock = Buffer.alloc(SECTOR);
  superblock.writeBigUInt64LE(0x6a736677736872n, 0); // magic
  superblock.writeBigUInt64LE(1n, 8); // version
  superblock.writeBigUInt64LE(1n, 16); // number of entries: as of some flush
  superblock.writeUInt32LE(SECTOR, 24);
  return Buffer.concat([superblock, ...entries]);
}

/** A disk of 8 sectors of 0xee, a log beside it, and what is on the disk after the replay: the first byte of each sector. */
function disk(t: TestContext, log: Buffer) {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-replay-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = { before: join(folder, 'before'), log: join(folder, 'log'), after: join(folder, 'after') };
  writeFileSync(files.before, Buffer.alloc(8 * SECTOR, 0xee));
  writeFileSync(files.log, log);
  const after = () => Array.from({ length: 8 }, (_, sector) => readFileSync(files.after)[sector * SECTOR]);
  return { files, after };
}

describe('the log that QEMU keeps of what a disk is given', () => {
  it('is read to its end, whatever number of entries it states', (t) => {
    const { files } = disk(t, logOf(written(2, sectors(1, 1)), FLUSH, discarded(4, 2), written(7, sectors(3), 2)));
    assert.deepEqual(readLog(files.log), [
      { offset: 1024, bytes: 1024, isFlush: false, isForced: false, isDiscard: false, dataAt: 1024 },
      { offset: 0, bytes: 0, isFlush: true, isForced: false, isDiscard: false, dataAt: 2560 },
      { offset: 2048, bytes: 1024, isFlush: false, isForced: false, isDiscard: true, dataAt: 3072 },
      { offset: 3584, bytes: 512, isFlush: false, isForced: true, isDiscard: false, dataAt: 3584 },
    ]);
  });
  it('ends before an entry that was cut off', (t) => {
    const log = logOf(written(0, sectors(1)), written(1, sectors(2, 3)));
    for (const bytes of [log.byteLength - 1, log.byteLength - 2 * SECTOR, log.byteLength - 2 * SECTOR - 500])
      assert.equal(readLog(disk(t, log.subarray(0, bytes)).files.log).length, 1, `${bytes} bytes`);
  });
  it('ends where nothing is written yet', (t) => {
    assert.equal(readLog(disk(t, logOf(FLUSH, Buffer.alloc(4096))).files.log).length, 1);
  });
  it('another file is none', (t) => {
    assert.throws(() => readLog(disk(t, Buffer.alloc(4096)).files.log), /no log of dm-log-writes/);
  });
});

describe('a disk that loses what was not flushed', () => {
  const LOG = logOf(written(0, sectors(1, 1)), written(1, sectors(2)), FLUSH, written(0, sectors(3)), written(4, sectors(4, 5)));
  it('has all of it where the cache was lucky', (t) => {
    const { files, after } = disk(t, LOG);
    assert.deepEqual(
      replay(files, readLog(files.log), () => true),
      { entries: 5, unflushed: 2, dropped: 0 },
    );
    assert.deepEqual(after(), [3, 2, 0xee, 0xee, 4, 5, 0xee, 0xee]);
  });
  it('has what was flushed where it was not', (t) => {
    const { files, after } = disk(t, LOG);
    assert.deepEqual(
      replay(files, readLog(files.log), () => false),
      { entries: 5, unflushed: 2, dropped: 2 },
    );
    assert.deepEqual(after(), [1, 2, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee]);
  });
  it('tears a write between sectors, and keeps a later one without an earlier one', (t) => {
    const { files, after } = disk(t, LOG);
    const kept = [false, false, true][Symbol.iterator]();
    assert.equal(replay(files, readLog(files.log), () => kept.next().value ?? false).dropped, 2);
    assert.deepEqual(after(), [1, 2, 0xee, 0xee, 0xee, 5, 0xee, 0xee]);
  });
  it('has what was forced to the medium by itself', (t) => {
    const { files, after } = disk(t, logOf(FLUSH, written(3, sectors(9), 2)));
    assert.equal(replay(files, readLog(files.log), () => false).dropped, 0);
    assert.equal(after()[3], 9);
  });
  it('discarded sectors read as zero once that is flushed', (t) => {
    const { files, after } = disk(t, logOf(discarded(2, 2), FLUSH, discarded(6, 1)));
    assert.equal(replay(files, readLog(files.log), () => false).dropped, 1);
    assert.deepEqual(after(), [0xee, 0xee, 0, 0, 0xee, 0xee, 0xee, 0xee]);
  });
  it('cut earlier, it has what was flushed by then', (t) => {
    const { files, after } = disk(t, LOG);
    assert.deepEqual(
      replay(files, readLog(files.log).slice(0, 2), () => false),
      { entries: 2, unflushed: 2, dropped: 2 },
    );
    assert.deepEqual(after(), Array(8).fill(0xee));
  });
});
