/**
 * Pixels: where the frames of an image are, what they decode to, and how they are shown. Knows no archive and no HTTP: it is given the bytes of a data
 * set to be read at any place (`ByteSource`, which the archive's `openAnywhere` gives), and gives bytes.
 *
 * `locateFrames` reads the header alone and may be kept; `readFrame` gives one frame as it is stored.
 */
export { PixelsError, type PixelsErrorCode } from './errors.ts';
export { type ByteRange, type LocatedFrames, type LocateLimits, locateFrames, nativeFrameBytes, readFrame } from './frames.ts';
export type { Grayscale, ImageHeader, Lut, Overlay, Palette, PixelFormat, VoiFunction, VoiWindow } from './image.ts';
export { PIXELS_LIMITS, type PixelsLimits } from './limits.ts';
export { type ByteSource, inflatedSource, memorySource } from './source.ts';
