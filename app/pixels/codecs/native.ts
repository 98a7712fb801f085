import { type DecodedFrame, interleaved, type StoredFrame } from '../decoded.ts';
import { PixelsError } from '../errors.ts';
import type { PixelFormat } from '../image.ts';

/**
 * Uncompressed values (PS3.5 §8.1, §8.2).
 *
 * @throws PixelsError PIXELS_UNSUPPORTED, PIXELS_BROKEN
 */
export function decodeNative({ bytes, format, bitOffset }: Omit<StoredFrame, 'transferSyntaxUid' | 'isEncapsulated'>): DecodedFrame {
  const { rows, columns, samplesPerPixel, bitsAllocated, photometric } = format;
  const same = { ...format, bytes };
  if (bitsAllocated === 1) return ofBits(bytes, format, bitOffset);
  if (![8, 16, 32, 64].includes(bitsAllocated)) throw new PixelsError('PIXELS_UNSUPPORTED', `values of ${bitsAllocated} Bits Allocated`);
  if (photometric === 'YBR_FULL_422' || photometric === 'YBR_PARTIAL_422') {
    if (bitsAllocated !== 8 || samplesPerPixel !== 3 || columns % 2 !== 0)
      throw new PixelsError(
        'PIXELS_UNSUPPORTED',
        `${photometric} of ${bitsAllocated} bits, ${samplesPerPixel} samples and ${columns} columns`,
      );
    return { ...same, bytes: expanded422(bytes, rows * columns), photometric: photometric.slice(0, -4) };
  }
  const length = (rows * columns * samplesPerPixel * bitsAllocated) / 8;
  if (bytes.byteLength < length) throw new PixelsError('PIXELS_BROKEN', `the frame has ${bytes.byteLength} bytes of ${length}`);
  const values = bytes.subarray(0, length);
  if (samplesPerPixel > 1 && format.planarConfiguration === 1)
    return { ...same, bytes: interleaved(values, samplesPerPixel, bitsAllocated / 8) };
  return { ...same, bytes: values };
}

/** PS3.5 §8.1.1: the first pixel is the least significant bit. */
export function ofBits(bytes: Uint8Array, format: PixelFormat, bitOffset: number): DecodedFrame {
  const { rows, columns, samplesPerPixel } = format;
  const count = rows * columns * samplesPerPixel;
  if (bytes.byteLength * 8 < count + bitOffset)
    throw new PixelsError('PIXELS_BROKEN', `the frame has ${bytes.byteLength * 8} bits of ${count}`);
  const values = new Uint8Array(count);
  for (let at = 0; at < count; at++) values[at] = (bytes[(at + bitOffset) >> 3]! >> ((at + bitOffset) & 7)) & 1;
  return { ...format, bytes: values, bitsAllocated: 8, bitsStored: 1, highBit: 0 };
}

/** PS3.3 C.7.6.3.1.2: Y1 Y2 CB CR for two pixels. */
function expanded422(bytes: Uint8Array, pixels: number): Uint8Array<ArrayBuffer> {
  if (bytes.byteLength < pixels * 2) throw new PixelsError('PIXELS_BROKEN', `the frame has ${bytes.byteLength} bytes of ${pixels * 2}`);
  const out = new Uint8Array(pixels * 3);
  for (let from = 0, to = 0; from < pixels * 2; from += 4, to += 6) {
    const [cb, cr] = [bytes[from + 2]!, bytes[from + 3]!];
    out[to] = bytes[from]!;
    out[to + 1] = cb;
    out[to + 2] = cr;
    out[to + 3] = bytes[from + 1]!;
    out[to + 4] = cb;
    out[to + 5] = cr;
  }
  return out;
}
