import type { PixelFormat } from './image.ts';

/** The stored values of a frame: pixel after pixel, the samples of each together, little endian. */
export interface DecodedFrame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  /** 8, 16, 32 or 64; single bits come as bytes of 0 and 1. */
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly pixelRepresentation: 0 | 1;
  readonly isFloat: boolean;
  /** What the values are now: YBR_ICT and YBR_RCT, and YBR of lossy JPEG, have become RGB, YBR_FULL_422 has become YBR_FULL. */
  readonly photometric: string;
}

/** A frame as it is stored, and what it says of itself. */
export interface StoredFrame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: PixelFormat;
  readonly transferSyntaxUid: string;
  readonly isEncapsulated: boolean;
  /** Of the first of single bits. */
  readonly bitOffset: number;
}

/** Values of a codec, samples together: what it is that it gave, the rest as the image says. */
export function decodedAs(
  format: PixelFormat,
  bytes: Uint8Array<ArrayBuffer>,
  given: { readonly samplesPerPixel: number; readonly precision: number; readonly photometric?: string },
): DecodedFrame {
  const bitsAllocated = given.precision <= 8 ? 8 : 16;
  const fits = format.bitsStored <= bitsAllocated;
  const { rows, columns, pixelRepresentation } = format;
  return {
    ...{ bytes, rows, columns, pixelRepresentation, bitsAllocated },
    samplesPerPixel: given.samplesPerPixel,
    bitsStored: fits ? format.bitsStored : given.precision,
    highBit: fits ? Math.min(format.highBit, bitsAllocated - 1) : given.precision - 1,
    isFloat: false,
    photometric: given.photometric ?? format.photometric,
  };
}

/** Planes one after the other as samples together. */
export function interleaved(planes: Uint8Array, samplesPerPixel: number, sampleBytes: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(planes.byteLength);
  const pixels = planes.byteLength / samplesPerPixel / sampleBytes;
  for (let sample = 0; sample < samplesPerPixel; sample++) {
    const plane = sample * pixels * sampleBytes;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const to = (pixel * samplesPerPixel + sample) * sampleBytes;
      for (let byte = 0; byte < sampleBytes; byte++) out[to + byte] = planes[plane + pixel * sampleBytes + byte]!;
    }
  }
  return out;
}
