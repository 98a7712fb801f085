import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PackedPData, PDataPacker, packPdv } from '../../../app/ul/ul.ts';

/** PDUs of one PDV each, taken apart by hand: context, message control header, data. */
function pdvsOf(packed: readonly PackedPData[]): { contextId: number; control: number; data: Buffer }[] {
  return packed.flatMap(({ bytes }) => {
    const found: { contextId: number; control: number; data: Buffer }[] = [];
    const buffer = Buffer.from(bytes);
    for (let at = 0; at < buffer.byteLength; ) {
      const length = buffer.readUInt32BE(at + 2);
      assert.deepEqual([buffer[at], buffer[at + 1]], [0x04, 0x00]); // P-DATA-TF, reserved
      assert.equal(buffer.readUInt32BE(at + 6), length - 4); // Item-length
      found.push({ contextId: buffer[at + 10]!, control: buffer[at + 11]!, data: buffer.subarray(at + 12, at + 6 + length) });
      at += 6 + length;
    }
    return found;
  });
}

function packAll(fragmentBytes: number, ...pieces: readonly Uint8Array[]): PackedPData[] {
  const packer = new PDataPacker({ contextId: 3, isCommand: false, fragmentBytes });
  for (const piece of pieces) packer.put(piece);
  packer.end();
  const packed: PackedPData[] = [];
  for (let each = packer.shift(); each; each = packer.shift()) packed.push({ ...each, bytes: Uint8Array.from(each.bytes) });
  return packed;
}

describe('PS3.8 §9.3.5, Annex E.2: many PDUs in one buffer', () => {
  for (const fragmentBytes of [2, 10, 16_372, 131_066]) {
    it(`fragments of ${fragmentBytes} bytes, whatever the pieces: nothing is lost, only the last is marked`, () => {
      const data = Buffer.from(Array.from({ length: fragmentBytes * 5 + 1 }, (_, at) => at % 251));
      const pdvs = pdvsOf(
        packAll(fragmentBytes, data.subarray(0, 3), data.subarray(3, fragmentBytes * 4), data.subarray(fragmentBytes * 4)),
      );
      assert.deepEqual(Buffer.concat(pdvs.map((pdv) => pdv.data)), data);
      assert.deepEqual(
        pdvs.map(({ control, data: { byteLength } }) => [control, byteLength]),
        [...Array.from({ length: 5 }, () => [0, fragmentBytes]), [2, 1]],
      );
      assert.ok(pdvs.every(({ contextId }) => contextId === 3));
    });
  }
  for (const fragmentBytes of [2, 10, 16_372, 131_066]) {
    for (const bytes of [1, fragmentBytes, fragmentBytes * 5, fragmentBytes * 5 + 1, 1_000_001]) {
      it(`fragments of ${fragmentBytes} bytes, ${bytes} read in place: the same PDUs`, () => {
        const data = Buffer.from(Array.from({ length: bytes }, (_, at) => at % 251));
        const packer = new PDataPacker({ contextId: 3, isCommand: false, fragmentBytes });
        const packed: PackedPData[] = [];
        for (let at = 0; at < bytes; ) {
          const room = packer.room(bytes - at, 2);
          for (const view of room.views) {
            view.set(data.subarray(at, at + view.byteLength));
            at += view.byteLength;
          }
          room.filled(at === bytes);
          for (let each = packer.shift(); each; each = packer.shift()) {
            packed.push({ ...each, bytes: Uint8Array.from(each.bytes) });
            each.release();
          }
        }
        const pdvs = pdvsOf(packed);
        assert.deepEqual(Buffer.concat(pdvs.map((pdv) => pdv.data)), data);
        assert.ok(pdvs.slice(0, -1).every(({ control, data: { byteLength } }) => control === 0 && byteLength === fragmentBytes));
        assert.equal(pdvs.at(-1)?.control, 2);
        assert.equal(
          packed.reduce((sum, { dataBytes }) => sum + dataBytes, 0),
          bytes,
        );
      });
    }
  }
  it('a full last fragment is the last: no empty one follows', () =>
    assert.deepEqual(
      pdvsOf(packAll(10, Buffer.alloc(20))).map(({ control, data }) => [control, data.byteLength]),
      [
        [0, 10],
        [2, 10],
      ],
    ));
  it('nothing at all is one empty last fragment', () =>
    assert.deepEqual(
      pdvsOf(packAll(10)).map(({ control, data }) => [control, data.byteLength]),
      [[2, 0]],
    ));
  it('counts the bytes of data', () =>
    assert.equal(
      packAll(1000, Buffer.alloc(700_001)).reduce((sum, { dataBytes }) => sum + dataBytes, 0),
      700_001,
    ));
  it('one PDV by itself', () =>
    assert.deepEqual(
      Buffer.from(packPdv({ contextId: 1, isCommand: true, isLastFragment: true, data: Uint8Array.of(0xaa, 0xbb) }).bytes),
      Buffer.from([0x04, 0x00, 0, 0, 0, 8, /* item */ 0, 0, 0, 4, 0x01, 0x03, 0xaa, 0xbb]),
    ));
});
