import startOpenJpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import startOpenJph from '@cornerstonejs/codec-openjph/wasmjs';
import { type DecodedFrame, decodedAs } from '../decoded.ts';
import { PixelsError } from '../errors.ts';
import type { PixelFormat } from '../image.ts';
import { checkSize } from './size.ts';
import { lazyModule, runDecoder } from './wasm.ts';

const openJpeg = lazyModule(startOpenJpeg, '@cornerstonejs/codec-openjpeg/decodewasm');
const openJph = lazyModule(startOpenJph, '@cornerstonejs/codec-openjph/wasm');

interface ImageSize {
  readonly rows: number;
  readonly columns: number;
  readonly precision: number;
  readonly isSigned: boolean;
  readonly samples: number;
  /** Where the sign and depth of each component stand (Ssiz). */
  readonly depthAt: number;
}

const SOC_SIZ = 0xff4fff51;
const SIGN = 0x80;
const COMPONENTS = 3;

/**
 * JPEG 2000 (ITU-T T.800) and, where it is high-throughput, HTJ2K (T.814). The colour transform of the stream is undone.
 *
 * @throws PixelsError PIXELS_UNSUPPORTED, PIXELS_FRAME_CORRUPT
 */
export async function decodeJpeg2000(bytes: Uint8Array, format: PixelFormat, isHighThroughput: boolean): Promise<DecodedFrame> {
  const stream = codestreamOf(bytes);
  checkWhole(stream);
  const size = readSize(stream);
  const { samples, precision, isSigned } = size;
  checkSize(format, size, samples);
  const name = isHighThroughput ? 'HTJ2K' : 'JPEG 2000';
  if (precision > 16 || (samples !== 1 && samples !== 3))
    throw new PixelsError('PIXELS_UNSUPPORTED', `${name} of ${samples} samples of ${precision} bits`);
  // The decoders cut signed values of 8 bits at 0. Told that they are unsigned, they give them raised by half their range.
  const isRaised = isSigned && precision <= 8;
  const given = isRaised ? asUnsigned(stream, size) : stream;
  const decoder = isHighThroughput ? new (await openJph()).HTJ2KDecoder() : new (await openJpeg()).J2KDecoder();
  const { bytes: values } = runDecoder(name, decoder, given, () => undefined);
  const sampleBytes = precision <= 8 ? 1 : 2;
  if (values.byteLength !== size.rows * size.columns * samples * sampleBytes)
    throw new PixelsError('PIXELS_FRAME_CORRUPT', `the ${name} bit stream cannot be decoded`);
  if (isRaised) for (let at = 0; at < values.length; at++) values[at]! -= 1 << (precision - 1);
  const wasYbr = /^YBR_(ICT|RCT)$/.test(format.photometric);
  return decodedAs(format, values, { samplesPerPixel: samples, precision, ...(wasYbr && { photometric: 'RGB' }) });
}

/** The code stream, out of the JP2 file that some wrap it in. */
function codestreamOf(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 <= bytes.length; ) {
    if (view.getUint32(at) === SOC_SIZ) return bytes.subarray(at);
    const type = view.getUint32(at + 4);
    const length = view.getUint32(at);
    const header = length === 1 ? 16 : 8;
    if (type === 0x6a703263)
      at += header; // jp2c
    else if (length < 8) break;
    else at += length;
  }
  throw new PixelsError('PIXELS_FRAME_CORRUPT', 'the JPEG 2000 bit stream does not begin with SOC and SIZ');
}

/** T.800 A.5.1 */
function readSize(stream: Uint8Array): ImageSize {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const samples = stream.length >= 43 ? view.getUint16(40) : 0;
  if (samples < 1 || stream.length < 42 + COMPONENTS * samples)
    throw new PixelsError('PIXELS_FRAME_CORRUPT', 'the JPEG 2000 bit stream is cut short');
  const depth = stream[42]!;
  for (let at = 1; at < samples; at++)
    if (stream[42 + COMPONENTS * at] !== depth) throw new PixelsError('PIXELS_UNSUPPORTED', 'JPEG 2000 whose samples differ in depth');
  return {
    columns: view.getUint32(8) - view.getUint32(16),
    rows: view.getUint32(12) - view.getUint32(20),
    precision: (depth & 0x7f) + 1,
    isSigned: (depth & SIGN) !== 0,
    samples,
    depthAt: 42,
  };
}

const SOT = 0xff90;

/**
 * Holds the lengths of the tile-parts (T.800 A.4.2) against what is there: the decoders make grey of what is missing, and say nothing.
 *
 * @throws PixelsError PIXELS_FRAME_CORRUPT
 */
function checkWhole(stream: Uint8Array): void {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  let at = 2;
  // the main header: segments with their lengths
  while (at + 4 <= stream.length && view.getUint16(at) !== SOT) at += 2 + view.getUint16(at + 2);
  while (at + 12 <= stream.length && view.getUint16(at) === SOT) {
    const tilePart = view.getUint32(at + 6);
    if (tilePart === 0) return; // the last one, up to the end
    at += tilePart;
  }
  if (at > stream.length) throw new PixelsError('PIXELS_FRAME_CORRUPT', `the JPEG 2000 bit stream ends ${at - stream.length} bytes early`);
}

function asUnsigned(stream: Uint8Array, { samples, depthAt }: ImageSize): Uint8Array {
  const copy = Uint8Array.from(stream);
  for (let at = 0; at < samples; at++) copy[depthAt + COMPONENTS * at]! &= ~SIGN;
  return copy;
}
