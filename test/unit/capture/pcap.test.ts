import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { MAX_PACKET_BYTES, PacketCount } from '../../../app/capture/capture.ts';

const header = (isBigEndian = false) => {
  const bytes = Buffer.alloc(24);
  if (isBigEndian) bytes.writeUInt32BE(0xa1b2c3d4);
  else bytes.writeUInt32LE(0xa1b2c3d4);
  return bytes;
};
const packet = (length: number, isBigEndian = false) => {
  const bytes = Buffer.alloc(16 + length, 0xaa);
  bytes.fill(0, 0, 16);
  if (isBigEndian) bytes.writeUInt32BE(length, 8);
  else bytes.writeUInt32LE(length, 8);
  return bytes;
};

describe('packets of a file that is still written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-pcap-'));
  after(() => rmSync(folder, { recursive: true }));
  const whole = Buffer.concat([header(), packet(60), packet(0), packet(1500)]);

  it('are counted when they are whole: cut at every byte', async () => {
    const ends = [24 + 76, 24 + 76 + 16, whole.byteLength];
    for (let at = 0; at <= whole.byteLength; at += at < 130 ? 1 : 97) {
      const file = join(folder, `cut-${at}`);
      writeFileSync(file, whole.subarray(0, at));
      await using handle = await open(file);
      const count = new PacketCount();
      await count.look(handle);
      assert.equal(count.packets, ends.filter((end) => end <= at).length, `at ${at}`);
      assert.equal(count.wholeBytes, at < 24 ? 0 : (ends.findLast((end) => end <= at) ?? 24));
      await appendFile(file, whole.subarray(at));
      await count.look(handle);
      assert.deepEqual([count.packets, count.wholeBytes], [3, whole.byteLength], `went on at ${at}`);
    }
  });
  it('of the other byte order, and the longest there are', async () => {
    const file = join(folder, 'long');
    writeFileSync(file, Buffer.concat([header(true), ...Array.from({ length: 9 }, () => packet(MAX_PACKET_BYTES, true))]));
    await using handle = await open(file);
    const count = new PacketCount();
    await count.look(handle);
    assert.equal(count.packets, 9);
  });
  it('what is no capture has none', async () => {
    const file = join(folder, 'none');
    writeFileSync(file, Buffer.alloc(1000, 1));
    await using handle = await open(file);
    const count = new PacketCount();
    await count.look(handle);
    assert.deepEqual([count.packets, count.wholeBytes], [0, 0]);
  });
});
