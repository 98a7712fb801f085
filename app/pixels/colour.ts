import { PixelsError } from './errors.ts';
import type { Lut, Palette } from './image.ts';
import type { StoredValues } from './stored-values.ts';

/**
 * Values as RGB of 8 bits (PS3.3 C.7.6.3.1.2).
 *
 * @param values the samples of each pixel together; one for palettes
 * @throws PixelsError PIXELS_UNSUPPORTED, PIXELS_BROKEN
 */
export function coloursOf(
  values: StoredValues,
  about: { readonly photometric: string; readonly bitsStored: number; readonly palette?: Palette },
): Uint8Array<ArrayBuffer> {
  const { photometric, bitsStored, palette } = about;
  if (photometric === 'PALETTE COLOR') {
    if (!palette) throw new PixelsError('PIXELS_BROKEN', 'the palette is missing');
    return throughPalette(values, palette);
  }
  const bytes = eightBits(values, bitsStored);
  switch (photometric) {
    case 'RGB':
    case 'YBR_ICT': // the transform is undone by whoever decodes; a stream without one is RGB
    case 'YBR_RCT':
      return bytes;
    case 'YBR_FULL':
      return fromYbr(bytes, 1, 0, 1);
    case 'YBR_PARTIAL':
      return fromYbr(bytes, 255 / 219, 16, 255 / 224);
    default:
      throw new PixelsError('PIXELS_UNSUPPORTED', `the photometric interpretation ${photometric}`);
  }
}

export function isColour(photometric: string, samplesPerPixel: number): boolean {
  return samplesPerPixel > 1 || photometric === 'PALETTE COLOR';
}

function eightBits(values: StoredValues, bitsStored: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(values.length);
  const divisor = 2 ** (bitsStored - 8);
  if (divisor === 1) out.set(values as Uint8Array);
  else if (divisor > 1) for (let at = 0; at < out.length; at++) out[at] = Math.floor(values[at]! / divisor);
  else for (let at = 0; at < out.length; at++) out[at] = Math.round((values[at]! * 255) / (2 ** bitsStored - 1));
  return out;
}

function throughPalette(values: StoredValues, { red, green, blue }: Palette): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(values.length * 3);
  for (const [sample, lut] of [red, green, blue].entries()) {
    const bytes = entryBytes(lut);
    const last = bytes.length - 1;
    for (let at = 0, to = sample; at < values.length; at++, to += 3) {
      const index = values[at]! - lut.first;
      out[to] = bytes[Math.max(0, Math.min(index, last))]!;
    }
  }
  return out;
}

function entryBytes({ entries, bits }: Lut): Uint8Array {
  return bits <= 8 ? Uint8Array.from(entries) : Uint8Array.from(entries, (entry) => entry >> (bits - 8));
}

/** ITU-R BT.601 (PS3.3 C.7.6.3.1.2). */
function fromYbr(ybr: Uint8Array<ArrayBuffer>, lumaGain: number, black: number, chromaGain: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8ClampedArray(ybr.length); // rounds
  for (let at = 0; at < ybr.length; at += 3) {
    const y = (ybr[at]! - black) * lumaGain;
    const cb = (ybr[at + 1]! - 128) * chromaGain;
    const cr = (ybr[at + 2]! - 128) * chromaGain;
    out[at] = y + 1.402 * cr;
    out[at + 1] = y - 0.344136 * cb - 0.714136 * cr;
    out[at + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(out.buffer);
}
