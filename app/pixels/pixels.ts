/**
 * Pixels: where the frames of an image are, what they decode to, and how they are shown. Knows no archive and no HTTP: it is given the bytes of a data
 * set to be read at any place (`ByteSource`, which the archive's `openAnywhere` gives), and gives bytes.
 *
 * A frame goes so: `locateFrames` finds it (`frames.ts`, `fragments.ts`; it may be kept) and `readFrame` reads it; a thread with a deadline
 * (`decoder.ts`, `decode-worker.ts`), since a bit stream from anywhere may never end or want all memory, gives its values (`decode.ts`, `codecs/`)
 * or makes them a picture (`draw.ts`: `grayscale.ts`, `colour.ts`, `overlay.ts`, `scale.ts`) and writes it (`png.ts`, `gif.ts`, `codecs/jpeg.ts`).
 */

export type { Annotation } from './annotate.ts';
export type { DecodedFrame } from './decoded.ts';
export { createPixels, type LocatedImage, type Pixels } from './decoder.ts';
export type { DrawOptions, PictureType, Viewport } from './draw.ts';
export { PixelsError, type PixelsErrorCode } from './errors.ts';
export { isDrawn } from './font.ts';
export { type ByteRange, type LocatedFrames, type LocateLimits, locateFrames, nativeFrameBytes, readFrame } from './frames.ts';
export { animatedGif } from './gif.ts';
export { COLOUR_SPACES, type ColourSpace } from './icc.ts';
export type { Grayscale, ImageHeader, Lut, Overlay, Palette, PixelFormat, VoiFunction, VoiWindow } from './image.ts';
export { PIXELS_LIMITS, type PixelsLimits } from './limits.ts';
export { plainDataset } from './plain-dataset.ts';
export { plainValues } from './plain-values.ts';
export { type ByteSource, inflatedSource, memorySource } from './source.ts';
export { DECODED_TRANSFER_SYNTAXES, isDecoded } from './transfer-syntaxes.ts';
