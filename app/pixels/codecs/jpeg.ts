import startTurbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs';
import { type DecodedFrame, decodedAs } from '../decoded.ts';
import { PixelsError } from '../errors.ts';
import type { PixelFormat } from '../image.ts';
import { decodeLossless } from './jpeg-lossless.ts';
import { corrupt, type JpegFrame, readJpegFrame, withTransform } from './jpeg-markers.ts';
import { decodeSequential } from './jpeg-sequential.ts';
import { checkSize } from './size.ts';
import { lazyModule, runDecoder } from './wasm.ts';

const turbo = lazyModule(startTurbo, '@cornerstonejs/codec-libjpeg-turbo-8bit/wasm');

const BASELINE = 0;
const EXTENDED = 1;
const PROGRESSIVE = 2;
const LOSSLESS = 3;

/**
 * JPEG with Huffman codes (T.81): baseline, extended and progressive of 8 bits, extended of 12, lossless. What it is, the bit stream says; the
 * transfer syntax is often wrong about it.
 *
 * @throws PixelsError PIXELS_UNSUPPORTED, PIXELS_FRAME_CORRUPT, PIXELS_TOO_LARGE
 */
export async function decodeJpeg(bytes: Uint8Array, format: PixelFormat): Promise<DecodedFrame> {
  const frame = readJpegFrame(bytes);
  const { process, precision, components } = frame;
  checkSize(format, frame, components.length);
  if (process === LOSSLESS) {
    if (precision < 2 || precision > 16) throw corrupt(`its values have ${precision} bits`);
    return { ...decodedAs(format, asBytes(decodeLossless(bytes, frame)), { samplesPerPixel: components.length, precision }) };
  }
  if (precision === 8 && (process === BASELINE || process === EXTENDED || process === PROGRESSIVE)) return decode8(bytes, frame, format);
  if (precision === 12 && (process === BASELINE || process === EXTENDED)) {
    if (components.some(({ horizontal, vertical }) => components.length > 1 && (horizontal !== 1 || vertical !== 1)))
      throw new PixelsError('PIXELS_UNSUPPORTED', 'JPEG of 12 bits with colours of a lower resolution');
    return decodedAs(format, asBytes(decodeSequential(bytes, frame)), { samplesPerPixel: components.length, precision });
  }
  throw new PixelsError('PIXELS_UNSUPPORTED', `JPEG process SOF${process} of ${precision} bits`);
}

/** Little endian, as every machine that we run on is. */
function asBytes(values: Uint8Array | Uint16Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
}

async function decode8(bytes: Uint8Array, frame: JpegFrame, format: PixelFormat): Promise<DecodedFrame> {
  const samplesPerPixel = frame.components.length;
  const isYbr = samplesPerPixel === 3 && isYbrStream(frame, format.photometric);
  const { JPEGDecoder } = await turbo();
  const stream = samplesPerPixel === 3 ? withTransform(bytes, isYbr ? 1 : 0) : bytes;
  const { bytes: values, info } = runDecoder('JPEG', new JPEGDecoder(), stream, () => undefined);
  if (info.componentCount !== samplesPerPixel || values.byteLength !== frame.rows * frame.columns * samplesPerPixel)
    throw corrupt('it gives another number of samples than it says');
  return decodedAs(format, values, { samplesPerPixel, precision: 8, ...(samplesPerPixel === 3 && isYbr && { photometric: 'RGB' }) });
}

/** PS3.5 §8.2.1: Photometric Interpretation says what is coded; an Adobe marker, where there is one, knows better. */
function isYbrStream({ adobeTransform }: JpegFrame, photometric: string): boolean {
  return adobeTransform === undefined ? photometric.startsWith('YBR') : adobeTransform === 1;
}

/** 8 bits a sample, one or three of them. @param quality 1 to 100 */
export async function encodeJpeg(
  pixels: Uint8Array,
  { width, height, samples, quality }: { readonly width: number; readonly height: number; readonly samples: 1 | 3; readonly quality: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const { JPEGEncoder } = await turbo();
  const encoder = new JPEGEncoder();
  encoder
    .getDecodedBuffer({ width, height, bitsPerSample: 8, componentCount: samples, isSigned: false })
    .set(pixels.subarray(0, width * height * samples));
  encoder.setQuality(quality);
  encoder.setProgressive(0);
  encoder.setSubSampling(quality >= FULL_COLOUR_QUALITY ? 0 : 2);
  encoder.encode();
  const encoded = new Uint8Array(encoder.getEncodedBuffer());
  encoder.delete();
  return encoded;
}

/** From here on colours have the resolution of the picture. */
const FULL_COLOUR_QUALITY = 90;
