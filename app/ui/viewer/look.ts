import { type Dataset, groupOf, numbersOf, textsOf } from './dicom-json.ts';

/** Window Center and Window Width (PS3.3 §C.11.2.1.2), in the units of the Modality LUT's output. */
export interface Window {
  readonly center: number;
  readonly width: number;
}

/** How an image is looked at. */
export interface Look {
  /** Undefined: as the image itself asks. */
  readonly window: Window | undefined;
  readonly isInverted: boolean;
  /** 1: the whole image fits. */
  readonly zoom: number;
  /** From the middle of the place to the middle of the image, in CSS pixels. */
  readonly pan: Point;
  /** Clockwise, in degrees. */
  readonly rotation: number;
}

export type Point = readonly [x: number, y: number];
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Takes a point of the image (in pixels, from the corner at its top left) to the place where it is drawn (CSS pixels): `a c e / b d f`. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const PLAIN: Look = { window: undefined, isInverted: false, zoom: 1, pan: [0, 0], rotation: 0 };

const LEAST_ZOOM = 0.2;
const MOST_ZOOM = 40;

/** Zooms by `factor`; what is at `at` (from the middle of the place) stays there. */
export function zoomed(look: Look, factor: number, at: Point = [0, 0]): Look {
  const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, look.zoom * factor));
  const by = zoom / look.zoom;
  return { ...look, zoom, pan: [at[0] - (at[0] - look.pan[0]) * by, at[1] - (at[1] - look.pan[1]) * by] };
}

export const panned = (look: Look, [x, y]: Point): Look => ({ ...look, pan: [look.pan[0] + x, look.pan[1] + y] });

export const rotated = (look: Look): Look => ({ ...look, rotation: (look.rotation + 90) % 360, pan: [-look.pan[1], look.pan[0]] });

/** Sideways changes the width, up and down the center; `range` is how much of it there is to go through. */
export function windowed(look: Look, now: Window, [x, y]: Point, range: number): Look {
  const perPixel = Math.max(range, 1) / 400;
  return { ...look, window: { center: now.center + y * perPixel, width: Math.max(1, now.width + x * perPixel) } };
}

/** Where an image of `columns` × `rows` is drawn in a place of `size`; `aspect` is the height of a pixel over its width. */
export function matrixOf(look: Look, image: { columns: number; rows: number; aspect: number }, size: Size): Matrix {
  const [width, height] = [image.columns, image.rows * image.aspect];
  const scale = look.zoom * fitOf({ width, height }, size);
  const turn = (look.rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
  const [x, y] = [size.width / 2 + look.pan[0], size.height / 2 + look.pan[1]];
  return [
    ...([cos, sin, -sin * image.aspect, cos * image.aspect] as const),
    x - (cos * width) / 2 + (sin * height) / 2,
    y - (sin * width) / 2 - (cos * height) / 2,
  ];
}

/** The scale at which the whole of it fits. */
export const fitOf = (image: Size, place: Size): number => Math.min(place.width / image.width, place.height / image.height) || 1;

export const toPlace = ([a, b, c, d, e, f]: Matrix, [x, y]: Point): Point => [a * x + c * y + e, b * x + d * y + f];

export function toImage([a, b, c, d, e, f]: Matrix, [x, y]: Point): Point {
  const det = a * d - b * c || 1;
  return [(d * (x - e) - c * (y - f)) / det, (a * (y - f) - b * (x - e)) / det];
}

/** The windows that the image names, first the one that it is shown with, each with what it is for where that is said. */
export function windowsOf(dataset: Dataset, frame: number): (Window & { readonly words: string })[] {
  const from = groupOf(dataset, 'FrameVOILUTSequence', frame) ?? dataset;
  const [centers, widths] = [numbersOf(from, 'WindowCenter'), numbersOf(from, 'WindowWidth')];
  const words = textsOf(from, 'WindowCenterWidthExplanation');
  return centers.flatMap((center, n) => {
    const width = widths[n];
    return width !== undefined && width >= 1 ? [{ center, width, words: words[n] ?? '' }] : [];
  });
}

/** Customary windows of CT, in Hounsfield units. */
export const CT_WINDOWS = {
  softTissue: { center: 40, width: 400 },
  lung: { center: -600, width: 1500 },
  bone: { center: 480, width: 2500 },
  brain: { center: 40, width: 80 },
} as const satisfies Record<string, Window>;
