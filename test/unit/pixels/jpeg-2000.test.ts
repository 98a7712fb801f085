import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJpeg2000 } from '../../../app/pixels/codecs/jpeg-2000.ts';
import type { PixelFormat } from '../../../app/pixels/pixels.ts';

/** `opj_compress -F 8,8,3,16,u -n 1`: the value of sample c of pixel i is (1000 i + 5000 c) mod 65536. */
const COLOURS_OF_16_BITS = Buffer.from(
  '/0//UQAvAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAADDwEBDwEBDwEB/1IADAAAAAEBAAQEAAH/XAAEQID/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAADpAAH/k8/8MZAQ3Dq0Yd033LpQNN2/yWkxWRFQuRlZskzRzMw8WpcA36s3/YY823On/dvoiU+NgMuDUKyKvG0rdRpQOYXF+VQoB+uPnXwwbRWzg24e7TR7uULX4Snp0LdwnV6R15eXl5eXmUsv3/iRyD5iB3M6lKqi/g5vbaFCQdS6e9SuMNvhIBjtUOlqRgKyU5SJfCP9HWodLUjAVkpykS+EhIa2wGEhL9/4kZBXRnFZMhw90Z3Cx2sHdbJPhAiYSESxcKjszoWyUBhIQqTSibzOhbJQGEhIQGgGEhL/f//Z',
  'base64',
);
/** `opj_compress -F 8,8,1,8,s -n 1`: the value of pixel i is the signed byte of 5 i - 100. */
const SIGNED_BYTES = Buffer.from(
  '/0//UQApAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABhwEB/1IADAAAAAEAAAQEAAH/XAAEQED/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAABLAAH/k8+06BKM+4tKrzblN2M67GKboTUSuj9RgMA/pyOEr5jX696Bw3GkxytEvowoTmPrB77mtLqaOGwsbXl5eXn/2Q==',
  'base64',
);
const FORMAT: PixelFormat = {
  ...{ rows: 8, columns: 8, samplesPerPixel: 1, bitsAllocated: 8, bitsStored: 8, highBit: 7 },
  ...{ pixelRepresentation: 1, planarConfiguration: 0, photometric: 'MONOCHROME2', isFloat: false },
};

describe('JPEG 2000 that the corpus has not (ITU-T T.800)', () => {
  it('colours of 16 bits', async () => {
    const format = {
      ...FORMAT,
      samplesPerPixel: 3,
      bitsAllocated: 16,
      bitsStored: 16,
      highBit: 15,
      pixelRepresentation: 0,
      photometric: 'RGB',
    } as const;
    const { bytes } = await decodeJpeg2000(COLOURS_OF_16_BITS, format, false);
    const expected = Uint16Array.from({ length: 192 }, (_, at) => (1000 * Math.floor(at / 3) + 5000 * (at % 3)) & 0xffff);
    assert.deepEqual(new Uint16Array(bytes.buffer), expected);
  });
  it('signed values of 8 bits keep what is below 0', async () => {
    const { bytes } = await decodeJpeg2000(SIGNED_BYTES, FORMAT, false);
    assert.deepEqual(
      new Int8Array(bytes.buffer),
      Int8Array.from({ length: 64 }, (_, at) => 5 * at - 100),
    );
  });
  it('more samples than the image has are refused', async () => {
    await assert.rejects(decodeJpeg2000(COLOURS_OF_16_BITS, FORMAT, false), { code: 'PIXELS_FRAME_CORRUPT' });
  });
});
