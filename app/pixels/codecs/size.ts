import { PixelsError } from '../errors.ts';
import type { PixelFormat } from '../image.ts';

/**
 * Holds what a bit stream says of itself against the image, before anything is allocated: a stream of a few bytes may say 65535 × 65535.
 *
 * @throws PixelsError PIXELS_FRAME_CORRUPT
 */
export function checkSize(
  { rows, columns, samplesPerPixel }: PixelFormat,
  stream: { readonly rows: number; readonly columns: number },
  samples: number,
): void {
  if (stream.rows !== rows || stream.columns !== columns)
    throw new PixelsError(
      'PIXELS_FRAME_CORRUPT',
      `the bit stream has ${stream.columns} × ${stream.rows} pixels, the image ${columns} × ${rows}`,
    );
  if (samples !== samplesPerPixel)
    throw new PixelsError('PIXELS_FRAME_CORRUPT', `the bit stream has ${samples} samples a pixel, the image ${samplesPerPixel}`);
}
