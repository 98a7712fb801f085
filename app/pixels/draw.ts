import { type Annotation, annotate } from './annotate.ts';
import { encodeJpeg } from './codecs/jpeg.ts';
import { coloursOf, isColour } from './colour.ts';
import type { DecodedFrame } from './decoded.ts';
import { PixelsError } from './errors.ts';
import { encodeGif } from './gif.ts';
import { shadesOf } from './grayscale.ts';
import { type ColourSpace, iccProfile, inColourSpace, jpegWithProfile } from './icc.ts';
import type { Grayscale, ImageHeader, VoiWindow } from './image.ts';
import { eachOverlaid } from './overlay.ts';
import { encodePng } from './png.ts';
import { cropped, flipped, type Picture, scaled } from './scale.ts';
import { storedValues } from './stored-values.ts';

export type PictureType = 'image/jpeg' | 'image/png' | 'image/gif';

/** PS3.18 §8.3.5.1.3 */
export interface Viewport {
  /** The picture is as large as fits in, its sides in proportion. */
  readonly width: number;
  readonly height: number;
  /** Of the image; all of it where absent. A negative width or height mirrors. */
  readonly source?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

export interface DrawOptions {
  readonly type: PictureType;
  /** Of JPEG, 1 to 100. */
  readonly quality?: number;
  readonly window?: VoiWindow;
  readonly viewport?: Viewport;
  /** Are the planes of group 60xx drawn, in white? */
  readonly overlays?: boolean;
  /** Burnt in when all else is done. */
  readonly annotation?: Annotation;
  /** In the picture, but a GIF, which holds none: the bytes of one that its values have already, or the space that they are turned to. */
  readonly profile?: Uint8Array | ColourSpace;
}

/** What of the header one frame is drawn by. */
export type DrawnBy = Pick<ImageHeader, 'photometric' | 'isInverse' | 'palette' | 'padding' | 'aspect' | 'overlays'> & {
  readonly grayscale: Grayscale;
  readonly frameNumber: number;
};

const DEFAULT_QUALITY = 90;
const WHITE = 255;

/** @throws PixelsError PIXELS_UNSUPPORTED, PIXELS_BROKEN, PIXELS_TOO_LARGE */
export async function draw(frame: DecodedFrame, by: DrawnBy, options: DrawOptions, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const { type, annotation, profile } = options;
  const drawn = fitted(pictureOf(frame, by, options), by.aspect, options.viewport, maxBytes);
  const coloured = typeof profile === 'string' ? inColourSpace(drawn, profile) : drawn;
  const picture = annotation ? annotate(coloured, annotation) : coloured;
  if (type === 'image/gif') return encodeGif(picture);
  const icc = typeof profile === 'string' ? iccProfile(profile) : profile;
  if (type === 'image/png') return encodePng(picture, icc);
  const jpeg = await encodeJpeg(picture, options.quality ?? DEFAULT_QUALITY);
  return icc ? jpegWithProfile(jpeg, icc) : jpeg;
}

/** Pixel for pixel as the image is. */
export function pictureOf(frame: DecodedFrame, by: DrawnBy, { window, overlays }: Pick<DrawOptions, 'window' | 'overlays'>): Picture {
  const { rows, columns, samplesPerPixel, bitsStored, photometric } = frame;
  const values = storedValues(frame);
  const inColour = isColour(photometric, samplesPerPixel);
  const samples = inColour ? 3 : 1;
  const pixels = inColour
    ? coloursOf(values, { photometric, bitsStored, ...(by.palette && { palette: by.palette }) })
    : shadesOf(values, by, window);
  if (pixels.length !== rows * columns * samples)
    throw new PixelsError('PIXELS_UNSUPPORTED', `${photometric} of ${samplesPerPixel} samples a pixel`);
  if (overlays) eachOverlaid(by.overlays, by.frameNumber, frame, (pixel) => pixels.fill(WHITE, pixel * samples, pixel * samples + samples));
  return { width: columns, height: rows, samples, pixels };
}

function fitted(picture: Picture, aspect: number, viewport: Viewport | undefined, maxBytes: number): Picture {
  const source = viewport?.source;
  const region = source && { x: source.x, y: source.y, width: Math.abs(source.width), height: Math.abs(source.height) };
  const shown = region ?? { width: picture.width, height: picture.height };
  // pixels that are no squares: the longer side is stretched, nothing is lost
  const natural = { width: shown.width * (aspect < 1 ? 1 / aspect : 1), height: shown.height * Math.max(aspect, 1) };
  const scale = viewport ? Math.min(viewport.width / natural.width, viewport.height / natural.height) : 1;
  const width = Math.max(1, Math.round(natural.width * scale));
  const height = Math.max(1, Math.round(natural.height * scale));
  const most = Math.max(width * height, shown.width * shown.height, width * shown.height) * picture.samples;
  if (most > maxBytes) throw new PixelsError('PIXELS_TOO_LARGE', `the picture has ${most} bytes, at most ${maxBytes} are made`);
  const cut = region ? cropped(picture, region) : picture;
  const turned = source && (source.width < 0 || source.height < 0) ? flipped(cut, source.width < 0, source.height < 0) : cut;
  return scaled(turned, width, height);
}
