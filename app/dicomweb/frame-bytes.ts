import { type ByteRange, type ByteSource, type LocatedFrames, nativeFrameBytes, readFrame } from '../pixels/pixels.ts';
import type { Pieces, SendBuffers } from './sending.ts';

/** Bytes of a frame as it is stored, of a plain one in little endian, of single bits with its first bit first. */
export function storedFrameBytes(frames: LocatedFrames, frameNumber: number): number {
  if (!frames.isEncapsulated) return Math.ceil(nativeFrameBytes(frames.header));
  return frames.rangesOf(frameNumber).reduce((sum, { begin, end }) => sum + end - begin, 0);
}

/** What stands around the bytes in a body. */
export interface Around {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** That frame, with what stands around it. */
export async function* storedFrame(
  source: ByteSource,
  frames: LocatedFrames,
  frameNumber: number,
  around: Around,
  buffers: SendBuffers,
): Pieces {
  if (isAsItLies(frames)) {
    yield* rangesOf(source, frames.rangesOf(frameNumber), around, buffers);
    return;
  }
  const bytes = await readFrame(source, frames, frameNumber);
  const offset = frames.bitOffsetOf(frameNumber);
  const { header } = frames;
  const isBits = header.bitsAllocated === 1;
  const plain = isBits ? shifted(bytes, offset, header.rows * header.columns * header.samplesPerPixel) : bytes;
  yield Buffer.concat([around.before, plain, around.after]);
}

/** Plain values of words in big endian, and single bits, have to be turned round in memory; everything else goes from the file to the wire. */
function isAsItLies({ isEncapsulated, isBigEndian, header }: LocatedFrames): boolean {
  return isEncapsulated || (!isBigEndian && header.bitsAllocated !== 1);
}

/** Ranges of a source one after the other: of a CT image all is one piece, which is one write. */
export async function* rangesOf(source: ByteSource, ranges: readonly ByteRange[], { before, after }: Around, buffers: SendBuffers): Pieces {
  let left = ranges.reduce((sum, { begin, end }) => sum + end - begin, before.byteLength + after.byteLength);
  let piece = buffers.take(left);
  piece.set(before);
  let filled = before.byteLength;
  left -= filled;
  for (const { begin, end } of ranges) {
    for (let at = begin; at < end; ) {
      if (filled === piece.byteLength) {
        yield piece;
        piece = buffers.take(left);
        filled = 0;
      }
      const there = await source.readAt(at, piece.subarray(filled, Math.min(piece.byteLength, filled + end - at)));
      if (there === 0) throw new RangeError('a range ends beyond its source'); // `rangesOf` of the image has looked
      at += there;
      filled += there;
      left -= there;
    }
  }
  if (filled + after.byteLength > piece.byteLength) {
    yield piece.subarray(0, filled);
    piece = buffers.take(left);
    filled = 0;
  }
  piece.set(after, filled);
  yield piece.subarray(0, filled + after.byteLength);
}

/** Single bits, low bit first (PS3.5 §8.1.1), from one that is not the first of its byte on; what follows the last is zero. */
export function shifted(bytes: Uint8Array, offset: number, bits: number): Uint8Array {
  const out = new Uint8Array(Math.ceil(bits / 8));
  for (let at = 0; at < out.byteLength; at++) out[at] = ((bytes[at]! >>> offset) | ((bytes[at + 1] ?? 0) << (8 - offset))) & 0xff;
  const last = out.byteLength - 1;
  if (bits % 8 !== 0) out[last] = out[last]! & ((1 << (bits % 8)) - 1);
  return out;
}
