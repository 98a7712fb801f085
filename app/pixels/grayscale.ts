import type { Grayscale, ImageHeader, Lut, VoiWindow } from './image.ts';
import type { StoredValues } from './stored-values.ts';

/** What a value is on the way to the screen: from stored value to 0 … 255, 255 being the brightest. */
type Shade = (stored: number) => number;

const MOST_TABLED = 0x10000;

/**
 * The grayscale pipeline (PS3.4 N.2): modality LUT or rescale, VOI LUT or window, presentation LUT shape.
 *
 * @param window in place of those of the image
 */
export function shadesOf(
  values: StoredValues,
  image: Pick<ImageHeader, 'photometric' | 'isInverse' | 'padding'> & { readonly grayscale: Grayscale },
  window: VoiWindow | undefined,
): Uint8Array<ArrayBuffer> {
  const isInverted = image.photometric === 'MONOCHROME1' || image.isInverse; // in DX both say the same
  const shade = shadeOf(values, image, window);
  const final: Shade = isInverted ? (stored) => 255 - shade(stored) : shade;
  const out = new Uint8Array(values.length);
  const table = tableOf(values, final);
  if (table) for (let at = 0; at < out.length; at++) out[at] = table.shades[values[at]! - table.from]!;
  else for (let at = 0; at < out.length; at++) out[at] = final(values[at]!);
  return out;
}

/** Every value that the type can hold, computed once; undefined where it holds too many, or there are fewer pixels than values. */
function tableOf(values: StoredValues, shade: Shade): { from: number; shades: Uint8Array } | undefined {
  const bits = values.BYTES_PER_ELEMENT * 8;
  if (bits > 16) return undefined;
  const { from, to } = rangeOf(values);
  if (to - from >= MOST_TABLED || to - from > values.length) return undefined;
  const shades = new Uint8Array(to - from + 1);
  for (let at = 0; at < shades.length; at++) shades[at] = shade(from + at);
  return { from, shades };
}

function rangeOf(values: StoredValues, padding?: ImageHeader['padding']): { from: number; to: number } {
  let from = Infinity;
  let to = -Infinity;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (padding && value >= padding.from && value <= padding.to) continue;
    if (value < from) from = value;
    if (value > to && value !== Infinity) to = value;
  }
  return from <= to ? { from, to } : { from: 0, to: 0 };
}

function shadeOf(
  values: StoredValues,
  image: Pick<ImageHeader, 'padding'> & { readonly grayscale: Grayscale },
  asked: VoiWindow | undefined,
): Shade {
  const { slope, intercept, modalityLut, windows, voiLuts } = image.grayscale;
  const modality = modalityLut ? (stored: number) => looked(modalityLut, stored) : (stored: number) => stored * slope + intercept;
  const [voiLut] = voiLuts;
  if (!asked && voiLut) {
    const most = 2 ** voiLut.bits - 1;
    return (stored) => Math.round((looked(voiLut, Math.round(modality(stored))) * 255) / most);
  }
  const window = asked ?? windows[0] ?? windowOfData(values, image.padding, modality);
  const shade = windowShade(window);
  return (stored) => shade(modality(stored));
}

function looked({ first, entries }: Lut, value: number): number {
  return entries[Math.max(0, Math.min(entries.length - 1, Math.trunc(value) - first))]!;
}

/** From the least to the greatest of what is there. */
function windowOfData(values: StoredValues, padding: ImageHeader['padding'], modality: Shade): VoiWindow {
  const { from, to } = rangeOf(values, padding);
  const ends = [modality(from), modality(to)];
  const least = Math.min(...ends);
  const greatest = Math.max(...ends);
  if (greatest === least) return { center: least, width: 1, function: 'LINEAR_EXACT' };
  return { center: (least + greatest) / 2, width: greatest - least, function: 'LINEAR_EXACT' };
}

/** PS3.3 C.11.2.1.2, C.11.2.1.3 with an output of 0 … 255. */
export function windowShade({ center, width, function: name }: VoiWindow): Shade {
  if (name === 'SIGMOID') return (value) => Math.round(255 / (1 + Math.exp((-4 * (value - center)) / width)));
  const isExact = name === 'LINEAR_EXACT';
  const middle = isExact ? center : center - 0.5;
  const span = isExact ? width : width - 1;
  const low = middle - span / 2;
  const high = middle + span / 2;
  return (value) => {
    if (value <= low) return 0;
    if (value > high) return 255;
    return Math.round(((value - middle) / span + 0.5) * 255);
  };
}
