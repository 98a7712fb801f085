import {
  COLOUR_SPACES,
  type ColourSpace,
  type DrawOptions,
  type ImageHeader,
  type Viewport,
  type VoiFunction,
  type VoiWindow,
} from '../pixels/pixels.ts';
import { DicomwebError } from './errors.ts';

/** The query of a rendered resource (PS3.18 §8.3.5.1). */
export interface RenderedParameters {
  readonly quality?: number;
  readonly window?: VoiWindow;
  readonly viewport?: AskedViewport;
  /** What is burnt in. */
  readonly annotations: readonly AnnotationKind[];
  readonly profile: AskedProfile;
}

/** PS3.18 §8.3.5.1.1 */
export type AnnotationKind = 'patient' | 'technique';

/** PS3.18 §8.3.5.1.5 */
export type AskedProfile = 'no' | 'yes' | ColourSpace;

/** What is absent of the source is that of the image. */
interface AskedViewport {
  readonly width: number;
  readonly height: number;
  readonly source: readonly (number | undefined)[];
}

const FUNCTIONS: ReadonlyMap<string, VoiFunction> = new Map([
  ['linear', 'LINEAR'],
  ['linear-exact', 'LINEAR_EXACT'],
  ['sigmoid', 'SIGMOID'],
]);
const DECIMAL = /^[+-]?\d{1,12}(\.\d{1,12})?(e[+-]?\d{1,2})?$/i;
const ANNOTATIONS: readonly AnnotationKind[] = ['patient', 'technique'];
const PROFILES: readonly AskedProfile[] = ['no', 'yes', ...COLOUR_SPACES];

/**
 * Reads it. What cannot be followed is refused.
 *
 * @param maxSide of a viewport
 * @throws DicomwebError DICOMWEB_BAD_PARAMETER
 */
export function readRenderedParameters({ searchParams }: URL, maxSide: number): RenderedParameters {
  const [quality, window, viewport] = ['quality', 'window', 'viewport'].map((name) => searchParams.get(name) ?? undefined);
  const asked = searchParams.get('annotation')?.split(',') ?? [];
  const annotations = ANNOTATIONS.filter((kind) => asked.includes(kind));
  if (annotations.length < new Set(asked).size) throw bad('annotation is patient, technique, or both with a comma');
  const profile = PROFILES.find((one) => one === (searchParams.get('iccprofile') ?? 'no'));
  if (!profile) throw bad(`iccprofile is ${PROFILES.slice(0, -1).join(', ')} or ${PROFILES.at(-1)}`);
  return {
    ...(quality !== undefined && { quality: qualityOf(quality) }),
    ...(window !== undefined && { window: windowOf(window) }),
    ...(viewport !== undefined && { viewport: viewportOf(viewport, maxSide) }),
    annotations,
    profile,
  };
}

/** A viewport of a thumbnail (PS3.18 §10.4.1.1.5): its size alone. */
export function readThumbnailViewport({ searchParams }: URL, maxSide: number, side: number): Viewport {
  const text = searchParams.get('viewport');
  if (text === null) return { width: side, height: side };
  const { width, height } = viewportOf(text, maxSide);
  return { width, height };
}

/** How a frame of this image is drawn by them. */
export function drawnAs({ quality, window, viewport }: RenderedParameters, { rows, columns }: ImageHeader): Omit<DrawOptions, 'type'> {
  return {
    overlays: true,
    ...(quality !== undefined && { quality }),
    ...(window && { window }),
    ...(viewport && { viewport: viewportIn(viewport, rows, columns) }),
  };
}

function viewportIn({ width, height, source }: AskedViewport, rows: number, columns: number): Viewport {
  if (source.length === 0) return { width, height };
  const [x = 0, y = 0, sourceWidth = columns, sourceHeight = rows] = source;
  return { width, height, source: { x, y, width: sourceWidth, height: sourceHeight } };
}

function qualityOf(text: string): number {
  const quality = Number(text);
  if (!/^\d{1,3}$/.test(text) || quality < 1 || quality > 100) throw bad('quality is a whole number from 1 to 100');
  return quality;
}

/** PS3.18 §8.3.5.1.4: center, width, function. */
function windowOf(text: string): VoiWindow {
  const [center = '', width = '', name = 'linear', ...more] = text.split(',').map((one) => one.trim());
  const voiFunction = FUNCTIONS.get(name.toLowerCase());
  if (!DECIMAL.test(center) || !DECIMAL.test(width) || !voiFunction || more.length > 0)
    throw bad('window is center,width,function: two numbers, and linear, linear-exact or sigmoid');
  const window = { center: Number(center), width: Number(width), function: voiFunction };
  // PS3.3 C.11.2.1.2.1: LINEAR begins at 1
  if (!(window.width > 0) || (voiFunction === 'LINEAR' && window.width < 1))
    throw bad('the width of a window is 1 or more, of others than linear more than 0');
  return window;
}

/** PS3.18 §8.3.5.1.3: vw,vh and then sx,sy,sw,sh, each of which may be left empty. */
function viewportOf(text: string, maxSide: number): AskedViewport {
  const [width, height, ...source] = text.split(',').map((one) => one.trim());
  const side = (value: string | undefined): number => {
    const size = Number(value);
    if (value === undefined || !/^\d{1,6}$/.test(value) || size < 1 || size > maxSide)
      throw bad(
        `viewport is width,height of the picture, each from 1 to ${maxSide}, and then x,y,width,height of what is shown of the image`,
      );
    return size;
  };
  if (source.length > 4) throw bad('viewport has six numbers at most');
  const numbers = source.map((value) => {
    if (value === '') return undefined;
    const number = Number(value);
    if (!/^-?\d{1,6}(\.\d{1,6})?$/.test(value)) throw bad('what is shown of the image is said in numbers');
    return Math.round(number);
  });
  if (numbers[2] === 0 || numbers[3] === 0) throw bad('what is shown of the image has a width and a height');
  return { width: side(width), height: side(height), source: numbers };
}

function bad(words: string): DicomwebError {
  return new DicomwebError('DICOMWEB_BAD_PARAMETER', `${words}.`);
}
