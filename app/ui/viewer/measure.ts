import { type Dataset, groupOf, itemsOf, numberOf, numbersOf } from './dicom-json.ts';
import type { Point } from './look.ts';

/** A line or an angle on an image; points are in its pixels. An angle has its vertex in the middle. */
export interface Measurement {
  readonly kind: 'length' | 'angle';
  readonly points: readonly Point[];
}

/** How large a pixel is, in mm: in the patient, or where the radiation met the detector, which is not the same. */
export interface Spacing {
  readonly x: number;
  readonly y: number;
  readonly isAtDetector: boolean;
}

/** The spacing around a point of a frame; undefined where the image does not say it. */
export function spacingAt(dataset: Dataset, frame: number, at: Point): Spacing | undefined {
  const regions = itemsOf(dataset, 'SequenceOfUltrasoundRegions');
  if (regions.length > 0) return regions.map((region) => ofRegion(region, at)).find(Boolean);
  const measures = groupOf(dataset, 'PixelMeasuresSequence', frame);
  const [rows, columns] = numbersOf(measures ?? dataset, 'PixelSpacing');
  if (rows && columns) return { x: columns, y: rows, isAtDetector: false };
  const [down, across] = numbersOf(dataset, 'ImagerPixelSpacing');
  return down && across ? { x: across, y: down, isAtDetector: true } : undefined;
}

const CENTIMETRES = 3; // PS3.3 §C.8.5.5.1.15

/** US Region Calibration (PS3.3 §C.8.5.5). */
function ofRegion(region: Dataset, [x, y]: Point): Spacing | undefined {
  const within =
    x >= (numberOf(region, 'RegionLocationMinX0') ?? 0) &&
    x <= (numberOf(region, 'RegionLocationMaxX1') ?? -1) &&
    y >= (numberOf(region, 'RegionLocationMinY0') ?? 0) &&
    y <= (numberOf(region, 'RegionLocationMaxY1') ?? -1);
  const isOfLength =
    numberOf(region, 'PhysicalUnitsXDirection') === CENTIMETRES && numberOf(region, 'PhysicalUnitsYDirection') === CENTIMETRES;
  const [dx, dy] = [Math.abs(numberOf(region, 'PhysicalDeltaX') ?? 0), Math.abs(numberOf(region, 'PhysicalDeltaY') ?? 0)];
  return within && isOfLength && dx && dy ? { x: dx * 10, y: dy * 10, isAtDetector: false } : undefined;
}

/** The distance of two points, in mm where there is a spacing, else in pixels. */
export function lengthOf([from, to]: readonly Point[], spacing: Spacing | undefined): number {
  if (!from || !to) return 0;
  return Math.hypot((to[0] - from[0]) * (spacing?.x ?? 1), (to[1] - from[1]) * (spacing?.y ?? 1));
}

/** The angle at the middle one of three points, in degrees, 0 to 180. */
export function angleOf([from, vertex, to]: readonly Point[], spacing: Spacing | undefined): number {
  if (!from || !vertex || !to) return 0;
  const [sx, sy] = [spacing?.x ?? 1, spacing?.y ?? 1];
  const [ax, ay] = [(from[0] - vertex[0]) * sx, (from[1] - vertex[1]) * sy];
  const [bx, by] = [(to[0] - vertex[0]) * sx, (to[1] - vertex[1]) * sy];
  return (Math.atan2(Math.abs(ax * by - ay * bx), ax * bx + ay * by) * 180) / Math.PI;
}
