import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { inflatedSource, locateFrames, memorySource, PIXELS_LIMITS, readFrame } from '../../../app/pixels/pixels.ts';
import { EXPLICIT_VR_BIG_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';
import { encapsulatedDataset, imageDataset, located } from '../../support/pixels-under-test.ts';

const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
const RLE = '1.2.840.10008.1.2.5';
const TWO_FRAMES = [0x00280008, 'IS', '2'] as const;
const THREE_FRAMES = [0x00280008, 'IS', '3'] as const;
/** Fragments that begin a bit stream, and one that goes on with it. */
const SOI_A = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 1);
const SOI_B = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 2, 2);
const MORE = Uint8Array.of(7, 7);
const NO_TABLE = new Uint8Array();

const table = (...offsets: number[]): Uint8Array => new Uint8Array(Uint32Array.from(offsets).buffer);
const all = async ({ frames, source }: Awaited<ReturnType<typeof located>>) => {
  const read: number[][] = [];
  for (let at = 1; at <= frames.header.numberOfFrames; at++) read.push([...(await readFrame(source, frames, at))]);
  return read;
};

describe('PS3.5 §8.1.1 frames without fragments', () => {
  it('follow one another without a gap', async () => {
    const image = await located(imageDataset([TWO_FRAMES], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
    assert.deepEqual(await all(image), [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
  });
  it('in implicit VR, as in explicit', async () => {
    const dataset = imageDataset([], Uint8Array.of(1, 2, 3, 4), IMPLICIT_VR_LITTLE_ENDIAN);
    assert.deepEqual(await all(await located(dataset, IMPLICIT_VR_LITTLE_ENDIAN)), [[1, 2, 3, 4]]);
  });
  it('of 16 bits in big endian come in little endian', async () => {
    const wide = [
      [0x00280100, 'US', '16'],
      [0x00280101, 'US', '16'],
      [0x00280102, 'US', '15'],
    ] as const;
    const dataset = imageDataset(wide, Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0), EXPLICIT_VR_BIG_ENDIAN); // the writer turns OW round
    assert.deepEqual(await all(await located(dataset, EXPLICIT_VR_BIG_ENDIAN)), [[1, 0, 2, 0, 3, 0, 4, 0]]);
  });
  it('of 8 bits in words of big endian, frames of an odd size', async () => {
    const odd = [[0x00280010, 'US', '1'], [0x00280011, 'US', '3'], TWO_FRAMES] as const;
    const dataset = imageDataset(odd, Uint8Array.of(1, 2, 3, 4, 5, 6), EXPLICIT_VR_BIG_ENDIAN);
    assert.deepEqual(await all(await located(dataset, EXPLICIT_VR_BIG_ENDIAN)), [
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });
  it('of single bits begin in the middle of a byte', async () => {
    const bits = [[0x00280100, 'US', '1'], [0x00280101, 'US', '1'], [0x00280102, 'US', '0'], THREE_FRAMES] as const;
    const { frames } = await located(imageDataset(bits, Uint8Array.of(0xff, 0x0f)));
    assert.deepEqual(
      [1, 2, 3].map((at) => frames.bitOffsetOf(at)),
      [0, 4, 0],
    );
  });
  it('a frame that is not there, and one whose bytes are not', async () => {
    const { frames } = await located(imageDataset([TWO_FRAMES], Uint8Array.of(1, 2, 3, 4, 5, 6)));
    assert.equal(frames.rangesOf(1).length, 1);
    assert.throws(() => frames.rangesOf(2), { code: 'PIXELS_BROKEN' });
    for (const none of [0, 3, 1.5, Number.NaN]) assert.throws(() => frames.rangesOf(none), { code: 'PIXELS_NO_SUCH_FRAME' });
  });
  it('of a deflated data set, inflated within the limit', async () => {
    const deflated = () => memorySource(deflateRawSync(imageDataset([], Uint8Array.of(1, 2, 3, 4))));
    const source = await inflatedSource(deflated(), 4096);
    assert.deepEqual([...(await readFrame(source, await locateFrames(source, EXPLICIT_VR_LITTLE_ENDIAN), 1))], [1, 2, 3, 4]);
    await assert.rejects(inflatedSource(deflated(), 64), { code: 'PIXELS_TOO_LARGE' });
    await assert.rejects(inflatedSource(memorySource(Buffer.from('no deflate stream')), 4096), { code: 'PIXELS_BROKEN' });
  });
});

describe('PS3.5 §A.4 frames in fragments', () => {
  const framesOf = async (
    items: readonly Uint8Array[],
    changes: Parameters<typeof encapsulatedDataset>[0] = [TWO_FRAMES],
    syntax = JPEG_BASELINE,
  ) => all(await located(encapsulatedDataset(changes, items), syntax));

  it('one frame: all fragments', async () => {
    assert.deepEqual(await framesOf([NO_TABLE, SOI_A, MORE], []), [[...SOI_A, ...MORE]]);
  });
  it('by the Basic Offset Table', async () => {
    assert.deepEqual(await framesOf([table(0, 24), SOI_A, MORE, SOI_B]), [[...SOI_A, ...MORE], [...SOI_B]]);
  });
  it('by where a bit stream begins, where the table is empty', async () => {
    assert.deepEqual(await framesOf([NO_TABLE, SOI_A, SOI_B, MORE, MORE]), [[...SOI_A], [...SOI_B, ...MORE, ...MORE]]);
  });
  it('by where a bit stream begins, where the table does not fit', async () => {
    assert.deepEqual(await framesOf([table(0, 4), SOI_A, SOI_B, MORE]), [[...SOI_A], [...SOI_B, ...MORE]]);
  });
  it('as many fragments as frames: one each', async () => {
    assert.deepEqual(await framesOf([NO_TABLE, MORE, MORE], [TWO_FRAMES], RLE), [[...MORE], [...MORE]]);
  });
  it('by the Extended Offset Table, without the padding of its lengths', async () => {
    const extended = [
      TWO_FRAMES,
      [0x7fe00001, 'OV', new Uint8Array(BigUint64Array.of(0n, 14n).buffer)],
      [0x7fe00002, 'OV', new Uint8Array(BigUint64Array.of(6n, 5n).buffer)],
    ] as const;
    assert.deepEqual(await framesOf([NO_TABLE, SOI_A, SOI_B], extended), [[...SOI_A], [...SOI_B.subarray(0, 5)]]);
  });
  it('fragments that nothing tells apart are refused', async () => {
    await assert.rejects(framesOf([NO_TABLE, MORE, MORE, MORE]), { code: 'PIXELS_BROKEN' });
  });
  it('fewer streams than frames: those that are there', async () => {
    const { frames } = await located(encapsulatedDataset([THREE_FRAMES], [NO_TABLE, SOI_A, SOI_B]), JPEG_BASELINE);
    assert.equal(frames.rangesOf(2).length, 1);
    assert.throws(() => frames.rangesOf(3), { code: 'PIXELS_BROKEN' });
  });
  it('more fragments than are followed', async () => {
    const source = memorySource(encapsulatedDataset([], [NO_TABLE, SOI_A, MORE, MORE]));
    await assert.rejects(locateFrames(source, JPEG_BASELINE, { ...PIXELS_LIMITS, maxFragments: 2 }), { code: 'PIXELS_TOO_LARGE' });
  });
  it('a data set that ends inside of a fragment gives what there is', async () => {
    const whole = encapsulatedDataset([], [NO_TABLE, SOI_A, SOI_B]);
    const image = await located(whole.subarray(0, whole.byteLength - 8 - 2), JPEG_BASELINE);
    assert.deepEqual(await all(image), [[...SOI_A, ...SOI_B.subarray(0, 4)]]);
  });
  it('fragments where the transfer syntax has none, and none where it has', async () => {
    await assert.rejects(located(encapsulatedDataset([], [NO_TABLE, SOI_A])), { code: 'PIXELS_BROKEN' });
    await assert.rejects(located(imageDataset([], Uint8Array.of(1, 2, 3, 4)), JPEG_BASELINE), { code: 'PIXELS_BROKEN' });
  });
  it('a video is no row of frames', async () => {
    await assert.rejects(located(encapsulatedDataset([], [NO_TABLE, MORE]), '1.2.840.10008.1.2.4.102'), { code: 'PIXELS_UNSUPPORTED' });
  });
});

describe('what is no image, or cannot be one', () => {
  it('an object without pixels', async () => {
    await assert.rejects(located(Buffer.alloc(0)), { code: 'PIXELS_NO_IMAGE' });
  });
  it('attributes that contradict one another', async () => {
    for (const change of [
      [0x00280010, 'US', '0'],
      [0x00280101, 'US', '9'],
      [0x00280102, 'US', '8'],
      [0x00280008, 'IS', '0'],
      [0x00280008, 'IS', '-1'],
    ] as const)
      await assert.rejects(located(imageDataset([change], Uint8Array.of(1, 2, 3, 4))), { code: 'PIXELS_BROKEN' }, change.join());
  });
  it('cut off at every byte, it says so or has less, and never fails otherwise', async () => {
    const whole = encapsulatedDataset([TWO_FRAMES], [table(0, 14), SOI_A, SOI_B]);
    for (let length = 0; length < whole.byteLength; length++) {
      try {
        const { frames, source } = await located(whole.subarray(0, length), JPEG_BASELINE);
        await readFrame(source, frames, 1);
      } catch (error) {
        assert.match(String((error as { code?: string }).code), /^(PIXELS|DATASET)_/, `${length}: ${error}`);
      }
    }
  });
});
