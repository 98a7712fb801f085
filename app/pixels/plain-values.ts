import type { DecodedFrame } from './decoded.ts';
import type { ImageHeader } from './image.ts';

/**
 * Decoded values laid out as the metadata of the image say (PS3.3 C.7.6.3.1.3): as wide as Bits Allocated, plane after plane where Planar
 * Configuration is 1, single bits eight in a byte. Whoever asks for octets has nothing else to read them by. Colour stays what decoding made of it.
 */
export function plainValues(
  { bytes, bitsAllocated, samplesPerPixel }: Pick<DecodedFrame, 'bytes' | 'bitsAllocated' | 'samplesPerPixel'>,
  header: Pick<ImageHeader, 'bitsAllocated' | 'planarConfiguration' | 'pixelRepresentation'>,
): Uint8Array {
  if (header.bitsAllocated === 1) return packedBits(bytes);
  const isWider = bitsAllocated === 8 && header.bitsAllocated === 16;
  const values = isWider ? widened(bytes, header.pixelRepresentation === 1) : bytes;
  if (header.planarConfiguration === 0 || samplesPerPixel === 1) return values;
  return planes(values, samplesPerPixel, (isWider ? 16 : bitsAllocated) / 8);
}

/** Values of 0 and 1 as single bits, low bit first (PS3.5 §8.1.1); what follows the last is zero. */
export function packedBits(values: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(values.length / 8));
  for (let at = 0; at < values.length; at++) out[at >> 3]! |= (values[at]! & 1) << (at & 7);
  return out;
}

function widened(bytes: Uint8Array, isSigned: boolean): Uint8Array {
  const out = new Uint8Array(bytes.byteLength * 2);
  for (let at = 0; at < bytes.byteLength; at++) {
    out[2 * at] = bytes[at]!;
    if (isSigned && bytes[at]! > 0x7f) out[2 * at + 1] = 0xff;
  }
  return out;
}

function planes(bytes: Uint8Array, samples: number, width: number): Uint8Array {
  const out = new Uint8Array(bytes.byteLength);
  const pixels = Math.floor(bytes.byteLength / samples / width);
  for (let sample = 0; sample < samples; sample++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const from = (pixel * samples + sample) * width;
      const to = (sample * pixels + pixel) * width;
      for (let byte = 0; byte < width; byte++) out[to + byte] = bytes[from + byte]!;
    }
  }
  return out;
}
