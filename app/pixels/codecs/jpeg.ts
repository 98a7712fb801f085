import startTurbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs';
import { type DecodedFrame, decodedAs } from '../decoded.ts';
import { PixelsError } from '../errors.ts';
import type { PixelFormat } from '../image.ts';
import type { Picture } from '../scale.ts';
import { decodeLossless } from './jpeg-lossless.ts';
import { corrupt, type JpegFrame, readJpegFrame, withTransform } from './jpeg-markers.ts';
import { decodeSequential } from './jpeg-sequential.ts';
import { checkSize } from './size.ts';
import { lazyModule, runDecoder, runEncoder } from './wasm.ts';

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

/** From here on colours have the resolution of the picture. */
const FULL_COLOUR_QUALITY = 90;

/** 8 bits a sample, one or three of them. @param quality 1 to 100 */
export async function encodeJpeg(picture: Picture, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  const { JPEGEncoder } = await turbo();
  return runEncoder('JPEG', (note) => {
    const { width, height, samples, pixels } = roomy(picture);
    const encoder = new JPEGEncoder();
    const decoded = encoder.getDecodedBuffer({ width, height, isSigned: false, ...roomOf(width, height, samples) });
    decoded.set(pixels);
    note(decoded);
    encoder.setQuality(quality);
    encoder.setProgressive(0);
    encoder.setSubSampling(quality >= FULL_COLOUR_QUALITY ? 0 : 2);
    encoder.encode();
    const encoded = new Uint8Array(encoder.getEncodedBuffer());
    encoder.delete();
    return encoded;
  });
}

/** Of a byte, which holds them in the encoder. */
const MOST_SAMPLES = 255;
const MOST_SAMPLE_BYTES = 31;

/**
 * The encoder takes as much memory for what it writes as for what it reads, and writes beyond that where noise, or the tables of a small picture,
 * need more. Of how it counts, only that there is one sample matters to it: more of them, and wider ones, give it room.
 */
function roomOf(width: number, height: number, samples: 1 | 3): { bitsPerSample: number; componentCount: number } {
  const needed = mostBytes(width, height);
  const pixels = width * height;
  const componentCount = samples === 1 ? 1 : Math.max(3, Math.min(MOST_SAMPLES, Math.ceil(needed / pixels)));
  return { componentCount, bitsPerSample: 8 * Math.min(MOST_SAMPLE_BYTES, Math.max(1, Math.ceil(needed / (pixels * componentCount)))) };
}

/** As TurboJPEG has it for colours of full resolution, with a margin. */
function mostBytes(width: number, height: number): number {
  return (width + 16) * (height + 16) * 6 + 4096;
}

/** A grey picture so small that one sample a pixel gives no room: with three of them. */
function roomy(picture: Picture): Picture {
  const { width, height, samples, pixels } = picture;
  if (samples === 3 || width * height * MOST_SAMPLE_BYTES >= mostBytes(width, height)) return picture;
  return { width, height, samples: 3, pixels: Uint8Array.from({ length: pixels.length * 3 }, (_, at) => pixels[Math.floor(at / 3)]!) };
}
