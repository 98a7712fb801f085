import startCharls from '@cornerstonejs/codec-charls/decodewasmjs';
import { type DecodedFrame, decodedAs, interleaved } from '../decoded.ts';
import { PixelsError } from '../errors.ts';
import type { PixelFormat } from '../image.ts';
import { corrupt, readJpegFrame } from './jpeg-markers.ts';
import { checkSize } from './size.ts';
import { lazyModule, runDecoder } from './wasm.ts';

const charls = lazyModule(startCharls, '@cornerstonejs/codec-charls/decodewasm');

const PLANE_AFTER_PLANE = 0;

/**
 * JPEG-LS (ITU-T T.87), lossless and near-lossless.
 *
 * @throws PixelsError PIXELS_UNSUPPORTED, PIXELS_FRAME_CORRUPT
 */
export async function decodeJpegLs(bytes: Uint8Array, format: PixelFormat): Promise<DecodedFrame> {
  const { process, precision, components, ...size } = readJpegFrame(bytes);
  if (process !== 55) throw new PixelsError('PIXELS_UNSUPPORTED', 'JPEG where JPEG-LS is said to be');
  checkSize(format, size, components.length);
  const { JpegLSDecoder } = await charls();
  const { bytes: values, about } = runDecoder('JPEG-LS', new JpegLSDecoder(), bytes, (decoder) => decoder.getInterleaveMode());
  const samplesPerPixel = components.length;
  const sampleBytes = precision <= 8 ? 1 : 2;
  if (values.byteLength !== size.rows * size.columns * samplesPerPixel * sampleBytes) throw corrupt('it gives too few values');
  const together = samplesPerPixel > 1 && about === PLANE_AFTER_PLANE ? interleaved(values, samplesPerPixel, sampleBytes) : values;
  return decodedAs(format, together, { samplesPerPixel, precision });
}
