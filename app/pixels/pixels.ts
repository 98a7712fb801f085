/**
 * Pixels: where the frames of an image are, what they decode to, and how they are shown. Knows no archive and no HTTP: it is given the bytes of a data
 * set to be read at any place (`ByteSource`, which the archive's `openAnywhere` gives), and gives bytes.
 *
 * `createPixels` is all of it: `reading` gives the frames as they are stored (`readFrame`), `decodeFrame` their values, `renderFrame` a picture; the
 * last two in threads with a deadline (`decode-worker.ts`), since a bit stream from anywhere may never end or want all memory.
 * A frame goes so: `frames.ts` finds and reads it, `decode.ts` gives its values by `codecs/`, `draw.ts` makes them a picture (`grayscale.ts`,
 * `colour.ts`, `overlay.ts`, `scale.ts`) and writes it (`png.ts`, `gif.ts`, `codecs/jpeg.ts`).
 */
export { DECODED_TRANSFER_SYNTAXES } from './decode.ts';
export type { DecodedFrame } from './decoded.ts';
export { createPixels, type PixelInstance, type Pixels } from './decoder.ts';
export type { DrawOptions, PictureType, Viewport } from './draw.ts';
export { PixelsError, type PixelsErrorCode } from './errors.ts';
export { type ByteRange, type LocatedFrames, type LocateLimits, locateFrames, nativeFrameBytes, readFrame } from './frames.ts';
export type { Grayscale, ImageHeader, Lut, Overlay, Palette, PixelFormat, VoiFunction, VoiWindow } from './image.ts';
export { PIXELS_LIMITS, type PixelsLimits } from './limits.ts';
export { type ByteSource, inflatedSource, memorySource } from './source.ts';
