import type { Types } from '@cornerstonejs/core';
import { type Dataset, numberOf } from '../dicom-json.ts';
import type { Window } from '../look.ts';

/** Of an image that names no window: from the least of its values to the greatest, without what is padding (PS3.3 §C.7.5.1.1.2), as the box does it. */
export function windowOfData(image: Types.IImage, dataset: Dataset): Window {
  const [slope, intercept] = [numberOf(dataset, 'RescaleSlope') ?? 1, numberOf(dataset, 'RescaleIntercept') ?? 0];
  const isScaled = image.preScale?.scaled === true;
  const [toStored, toOutput] = isScaled
    ? [(value: number) => (value - intercept) / slope, (value: number) => value]
    : [(value: number) => value, (value: number) => value * slope + intercept];
  const padding = numberOf(dataset, 'PixelPaddingValue');
  const end = numberOf(dataset, 'PixelPaddingRangeLimit') ?? padding;
  const isPadding = (stored: number) =>
    padding !== undefined && end !== undefined && stored >= Math.min(padding, end) && stored <= Math.max(padding, end);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of image.getPixelData()) {
    if (value >= least && value <= most) continue;
    if (isPadding(toStored(value))) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least > most) return { center: 0, width: 1 };
  const [from, to] = [toOutput(least), toOutput(most)];
  return { center: (from + to) / 2, width: Math.max(1, Math.abs(to - from)) };
}
