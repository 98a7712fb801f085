import type { DecodedFrame } from '../decoded.ts';
import { PixelsError } from '../errors.ts';
import type { PixelFormat } from '../image.ts';
import { ofBits } from './native.ts';

const HEADER_BYTES = 64;
const MAX_SEGMENTS = 15;

/**
 * RLE Lossless (PS3.5 Annex G): a segment for each byte of each sample, the most significant first.
 *
 * @throws PixelsError PIXELS_FRAME_CORRUPT, PIXELS_UNSUPPORTED
 */
export function decodeRle(bytes: Uint8Array, format: PixelFormat): DecodedFrame {
  const { rows, columns, samplesPerPixel, bitsAllocated } = format;
  if (bytes.byteLength < HEADER_BYTES)
    throw new PixelsError('PIXELS_FRAME_CORRUPT', `an RLE frame of ${bytes.byteLength} bytes has no header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sampleBytes = Math.ceil(bitsAllocated / 8);
  const wanted = samplesPerPixel * sampleBytes;
  const segments = view.getUint32(0, true);
  if (segments !== wanted || segments > MAX_SEGMENTS)
    throw new PixelsError('PIXELS_FRAME_CORRUPT', `the RLE frame has ${segments} segments, ${wanted} belong to the image`);
  const offsets = Array.from({ length: segments }, (_, at) => view.getUint32(4 + at * 4, true));
  const segment = (at: number, out: Uint8Array, first: number, step: number, count: number): void => {
    const begin = offsets[at]!;
    const end = offsets[at + 1] ?? bytes.byteLength;
    if (begin < HEADER_BYTES || begin > end || end > bytes.byteLength)
      throw new PixelsError('PIXELS_FRAME_CORRUPT', `segment ${at + 1} of the RLE frame is not inside of it`);
    const filled = unpackBits(bytes.subarray(begin, end), out, first, step, count);
    if (filled < count)
      throw new PixelsError('PIXELS_FRAME_CORRUPT', `segment ${at + 1} of the RLE frame gives ${filled} of ${count} bytes`);
  };
  if (bitsAllocated === 1) {
    const packed = new Uint8Array(Math.ceil((rows * columns) / 8));
    segment(0, packed, 0, 1, packed.byteLength);
    return ofBits(packed, format, 0);
  }
  const pixelBytes = samplesPerPixel * sampleBytes;
  const out = new Uint8Array(rows * columns * pixelBytes);
  for (let sample = 0; sample < samplesPerPixel; sample++) {
    for (let byte = 0; byte < sampleBytes; byte++)
      segment(sample * sampleBytes + byte, out, sample * sampleBytes + sampleBytes - 1 - byte, pixelBytes, rows * columns);
  }
  return { ...format, bytes: out };
}

/** PackBits (PS3.5 §G.3.1) into every `step`th byte; what would come after `count` is dropped. @returns how many came */
function unpackBits(packed: Uint8Array, out: Uint8Array, first: number, step: number, count: number): number {
  let filled = 0;
  let to = first;
  for (let at = 0; at + 1 < packed.length && filled < count; ) {
    const control = packed[at++]!;
    if (control < 128) {
      const run = Math.min(control + 1, packed.length - at, count - filled);
      for (let next = 0; next < run; next++, to += step) out[to] = packed[at + next]!;
      at += control + 1;
      filled += run;
    } else if (control > 128) {
      const value = packed[at++]!;
      const run = Math.min(257 - control, count - filled);
      for (let next = 0; next < run; next++, to += step) out[to] = value;
      filled += run;
    }
  }
  return filled;
}
