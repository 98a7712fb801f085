import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import {
  createPixels,
  type LocatedImage,
  memorySource,
  PIXELS_LIMITS,
  type Pixels,
  type PixelsLimits,
  readFrame,
} from '../../../app/pixels/pixels.ts';
import { imageDataset, located, locatedFixture } from '../../support/pixels-under-test.ts';

async function withPixels(work: (pixels: Pixels) => Promise<void>, limits: Partial<PixelsLimits> = {}): Promise<void> {
  const pixels = createPixels({ clock, limits: { ...PIXELS_LIMITS, ...limits } });
  try {
    await work(pixels);
  } finally {
    await pixels.close();
  }
}

/** The same image with another bit stream for its first frame. */
async function withStream(image: LocatedImage, change: (stream: Buffer) => Uint8Array): Promise<LocatedImage> {
  const stream = change(Buffer.from(await readFrame(image.source, image.frames, 1)));
  return { source: memorySource(stream), frames: { ...image.frames, rangesOf: () => [{ begin: 0, end: stream.byteLength }] } };
}

const HTJ2K = 'pydicom-data/HTJ2KLossless_08_RGB.dcm';
const J2K = 'pydicom-data/693_J2KR.dcm';
const JPEG_12 = 'pydicom/JPGExtended.dcm';
const RLE = 'pydicom/MR_small_RLE.dcm';

describe('frames in threads', () => {
  it('values as the image says, samples of a pixel together', () =>
    withPixels(async (pixels) => {
      const planes = [
        [0x00280002, 'US', '3'],
        [0x00280004, 'CS', 'RGB'],
        [0x00280006, 'US', '1'],
      ] as const;
      const decoded = await pixels.decodeFrame(
        await located(imageDataset(planes, Uint8Array.of(1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24))),
        1,
      );
      assert.deepEqual([...decoded.bytes], [1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24]);
      assert.deepEqual(
        [decoded.rows, decoded.columns, decoded.samplesPerPixel, decoded.bitsAllocated, decoded.photometric],
        [2, 2, 3, 8, 'RGB'],
      );
    }));
  it('YBR_FULL_422 becomes YBR_FULL', () =>
    withPixels(async (pixels) => {
      const ybr = [
        [0x00280002, 'US', '3'],
        [0x00280004, 'CS', 'YBR_FULL_422'],
      ] as const;
      const decoded = await pixels.decodeFrame(await located(imageDataset(ybr, Uint8Array.of(1, 2, 100, 200, 3, 4, 101, 201))), 1);
      assert.deepEqual([...decoded.bytes], [1, 100, 200, 2, 100, 200, 3, 101, 201, 4, 101, 201]);
      assert.equal(decoded.photometric, 'YBR_FULL');
    }));
  for (const file of [HTJ2K, J2K, JPEG_12, RLE])
    it(`${file}, cut off: refused, never a picture with grey for the rest`, () =>
      withPixels(async (pixels) => {
        const image = await locatedFixture(file);
        await pixels.decodeFrame(image, 1);
        for (const part of [0.1, 0.5, 0.9])
          await assert.rejects(
            pixels.decodeFrame(await withStream(image, (stream) => stream.subarray(0, Math.floor(stream.byteLength * part))), 1),
            { code: 'PIXELS_FRAME_CORRUPT' },
            String(part),
          );
        await pixels.decodeFrame(image, 1);
      }));
  it('what would take too much is refused before anything is decoded', () =>
    withPixels(
      async (pixels) => {
        await assert.rejects(pixels.decodeFrame(await locatedFixture(RLE), 1), { code: 'PIXELS_TOO_LARGE' });
      },
      { maxFrameBytes: 8000 },
    ));
  it('a picture that would take too much is too', () =>
    withPixels(
      async (pixels) => {
        const viewport = { width: 2000, height: 2000 };
        await assert.rejects(pixels.renderFrame(await locatedFixture(RLE), 1, { type: 'image/png', viewport }), {
          code: 'PIXELS_TOO_LARGE',
        });
      },
      { maxFrameBytes: 1_000_000 },
    ));
  it('one more than may wait is refused; the others are decoded', () =>
    withPixels(
      async (pixels) => {
        const image = await locatedFixture(RLE);
        const all = await Promise.allSettled(Array.from({ length: 12 }, () => pixels.decodeFrame(image, 1)));
        const refused = all.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
        assert.ok(refused.length > 0 && refused.length < 12, `${refused.length}`);
        for (const { reason } of refused) assert.equal(reason.code, 'PIXELS_BUSY');
      },
      { maxWorkers: 1, maxWaiting: 4 },
    ));
  it('closed, it refuses', async () => {
    const pixels = createPixels({ clock });
    await pixels.close();
    await assert.rejects(pixels.decodeFrame(await locatedFixture(RLE), 1), { code: 'PIXELS_CLOSED' });
  });
  for (const [width, height] of [
    [1, 1],
    [2, 3],
    [17, 5],
    [300, 1],
    [64, 64],
  ] as const)
    it(`a JPEG of ${width} × ${height} noise in the best quality is whole`, () =>
      withPixels(async (pixels) => {
        const noise = Uint8Array.from(
          { length: width * height + ((width * height) & 1) },
          (_, at) => (at * 7919 + (at >> 2) * 104729) & 0xff,
        );
        const image = await located(
          imageDataset(
            [
              [0x00280010, 'US', String(height)],
              [0x00280011, 'US', String(width)],
            ],
            noise,
          ),
        );
        const jpeg = await pixels.renderFrame(image, 1, { type: 'image/jpeg', quality: 100 });
        assert.deepEqual([...jpeg.subarray(0, 2), ...jpeg.subarray(-2)], [0xff, 0xd8, 0xff, 0xd9]);
      }));
});
