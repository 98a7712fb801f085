import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { readHead } from '../../../app/dataset/dataset.ts';
import { fixtureDataset } from '../../support/fixtures.ts';
import { element } from '../../support/raw-bytes.ts';

const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const SEQUENCE = 0x00081140;
const FILTER = 0x00181160;

const undefinedLength = (tag: number, ...content: Buffer[]) => {
  const header = element(tag, '');
  header.writeUInt32LE(0xffffffff, 4);
  return Buffer.concat([header, ...content]);
};
const endOf = (element: number) => Buffer.from([0xfe, 0xff, element & 0xff, element >> 8, 0, 0, 0, 0]);
const item = (...content: Buffer[]) => Buffer.concat([undefinedLength(0xfffee000), ...content, endOf(0xe00d)]);
const nested = undefinedLength(SEQUENCE, item(element(FILTER, 'inner '), undefinedLength(SEQUENCE, item(), endOf(0xe0dd))), endOf(0xe0dd));
const implicit = Buffer.concat([element(0x00080018, '1.2.3'), nested, element(FILTER, 'outer '), element(0x7fe00010, Buffer.alloc(5000))]);

async function* inPieces(bytes: Uint8Array, size: number, taken = { bytes: 0 }): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) {
    taken.bytes += Math.min(size, bytes.byteLength - at);
    const piece = Uint8Array.from(bytes.subarray(at, at + size));
    yield piece;
    piece.fill(0xee); // a view is its reader's until the next is asked for
  }
}

describe('elements from the head of a data set (PS3.5 §7)', () => {
  for (const size of [1, 7, 100, 10_000])
    it(`${size} bytes at a time: the top level’s, not those within sequences of undefined length`, async () => {
      const elements = await readHead(inPieces(implicit, size), IMPLICIT, [FILTER]);
      assert.deepEqual(
        elements.map(({ tag, bytes }) => [tag, Buffer.from(bytes).toString()]),
        [[FILTER, 'outer ']],
      );
    });
  it('reads no further than the last tag', async () => {
    const taken = { bytes: 0 };
    await readHead(inPieces(implicit, 50, taken), IMPLICIT, [FILTER]);
    assert.ok(taken.bytes < 300, String(taken.bytes));
  });
  it('a tag that is not there is left out', async () =>
    assert.deepEqual(await readHead(inPieces(implicit, 100), IMPLICIT, [0x00100010]), []));
  it('stops at the limit', async () => {
    const elements = await readHead(inPieces(implicit, 20), IMPLICIT, [FILTER], { maxBytes: 60, maxDepth: 64 });
    assert.deepEqual(elements, []);
  });
  it('sequences inside one another without end are refused', async () => {
    const deep = Buffer.concat(Array.from({ length: 100 }, () => Buffer.concat([undefinedLength(SEQUENCE), undefinedLength(0xfffee000)])));
    await assert.rejects(readHead(inPieces(deep, 5000), IMPLICIT, [FILTER]), { code: 'DATASET_TOO_DEEP' });
  });
  for (const [file, tag] of [
    ['pydicom/MR_small.dcm', 0x00181314],
    ['pydicom/MR_small_bigendian.dcm', 0x00181314],
    ['pydicom/MR_small_implicit.dcm', 0x00181314],
    ['pydicom/MR_small_RLE.dcm', 0x00181314],
  ] as const)
    it(`${file}: FlipAngle`, async () => {
      const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
      const [found] = await readHead(inPieces(dataset, 1000), transferSyntaxUid, [tag]);
      assert.equal(Buffer.from(found!.bytes).toString().trim(), '90');
    });
  it('deflated', async () => {
    const { dataset } = fixtureDataset('pydicom/MR_small.dcm')!;
    const [found] = await readHead(inPieces(deflateRawSync(dataset), 100), DEFLATED, [0x00181314]);
    assert.equal(Buffer.from(found!.bytes).toString().trim(), '90');
  });
  it('random bytes are refused, not followed for ever', async () => {
    const noise = Buffer.from(Array.from({ length: 400 }, (_, at) => (at * 7919 + 31) % 253));
    await assert.rejects(readHead(inPieces(noise, 400), EXPLICIT, [FILTER]), { name: 'DatasetError' });
  });
});
