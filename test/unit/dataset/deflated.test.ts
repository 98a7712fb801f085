import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { createIndexScanner } from '../../../app/dataset/dataset.ts';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';
import { every, scan } from './scan.ts';

const deflated = (dataset: Uint8Array, cuts: Iterable<number> = [], limits = {}) =>
  scan(dataset, DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, cuts, limits);

/** Modality CT, then Pixel Data of `pixelBytes` zeros. */
function image(pixelBytes: number): Buffer {
  const header = Buffer.from('08006000435302004354e07f10004f57000000000000', 'hex');
  header.writeUInt32LE(pixelBytes, header.length - 4);
  return Buffer.concat([header, Buffer.alloc(pixelBytes)]);
}

describe('PS3.5 §A.5 Deflated Explicit VR Little Endian', () => {
  it('is inflated on the way', async () => {
    const attributes = await deflated(deflateRawSync(image(100_000)));
    assert.equal(attributes.text('Modality'), 'CT');
    assert.equal(attributes.bytesScanned, 100_022);
    assert.deepEqual(attributes.faults, []);
  });
  it('padded to an even length, cut at every byte', async () => {
    const bytes = deflateRawSync(image(5000));
    const dataset = Buffer.concat([bytes, Buffer.alloc(1)]);
    const attributes = await deflated(dataset, every(1, dataset.length));
    assert.equal(attributes.text('Modality'), 'CT');
    assert.deepEqual(attributes.faults, []);
  });
  it('bytes after the end are a fault, however they come', async () => {
    const bytes = deflateRawSync(image(5000));
    const dataset = Buffer.concat([bytes, Buffer.alloc(8)]);
    for (const cuts of [[], [bytes.length], [bytes.length - 1], every(1, dataset.length)]) {
      assert.deepEqual((await deflated(dataset, cuts)).faults, ['8 bytes follow the deflated data set']);
    }
  });
  it('a stream that does not end', () =>
    assert.rejects(deflated(deflateRawSync(image(5000)).subarray(0, -3)), { code: 'DATASET_TRUNCATED' }));
  it('a data set that does not end in a stream that does', () =>
    assert.rejects(deflated(deflateRawSync(image(5000).subarray(0, 4000))), {
      code: 'DATASET_TRUNCATED',
      message: /byte 4000 inside \(7FE0,0010\)/,
    }));
  it('what is not deflated', () => assert.rejects(deflated(Buffer.from('ff'.repeat(100), 'hex')), { code: 'DATASET_INFLATE_FAILED' }));
  it('a zlib header is no part of it', () => assert.rejects(deflated(deflateSync(image(5000))), { code: 'DATASET_INFLATE_FAILED' }));
  it('malformed within', () => assert.rejects(deflated(deflateRawSync(Buffer.alloc(1000, 0x41))), { code: 'DATASET_TRUNCATED' }));
  it('nothing', () => assert.rejects(deflated(Buffer.alloc(0)), { code: 'DATASET_EMPTY' }));
  it('nothing, deflated', () => assert.rejects(deflated(deflateRawSync(Buffer.alloc(0))), { code: 'DATASET_EMPTY' }));
  it('a bomb stops at the limit, soon and in little memory', async () => {
    const bomb = deflateRawSync(image(64 * 1024 * 1024)); // 65 kB
    const before = process.memoryUsage().arrayBuffers;
    await assert.rejects(deflated(bomb, [], { maxInflatedBytes: 1_000_000 }), { code: 'DATASET_INFLATED_TOO_LARGE' });
    assert.ok(process.memoryUsage().arrayBuffers - before < 16 * 1024 * 1024);
  });
  it('once failed, it stays so', async () => {
    const scanner = createIndexScanner({ transferSyntaxUid: DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN });
    const bytes = Buffer.from('ff'.repeat(100), 'hex');
    await assert.rejects(async () => scanner.scan(bytes), { code: 'DATASET_INFLATE_FAILED' });
    await assert.rejects(async () => scanner.scan(bytes), { code: 'DATASET_INFLATE_FAILED' });
    await assert.rejects(async () => scanner.end(), { code: 'DATASET_INFLATE_FAILED' });
  });
  it('closed amid, it leaves nothing behind', async () => {
    const scanner = createIndexScanner({ transferSyntaxUid: DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN });
    await scanner.scan(deflateRawSync(image(5000)).subarray(0, 20));
    scanner.close();
    scanner.close();
  });
});
