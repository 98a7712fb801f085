import { type ByteSource, type DrawOptions, type ImageHeader, PixelsError } from '../pixels/pixels.ts';
import type { AskedProfile } from './rendered-parameters.ts';

/** What (0028,2002) says, by what is asked for. */
const SPACES: Readonly<Record<string, AskedProfile>> = { SRGB: 'srgb', ADOBERGB: 'adobergb', ROMMRGB: 'rommrgb', DISPLAYP3: 'displayp3' };

/**
 * The profile that goes into a picture (PS3.18 §8.3.5.1.5): the image's own, or of the space that is asked for. An image without one is taken for
 * sRGB. One that has its own is not turned to another space: that takes a colour management system, which is not here.
 *
 * @param source the data set of the image
 * @throws PixelsError PIXELS_UNSUPPORTED, PIXELS_TOO_LARGE
 */
export async function profileOf(
  asked: AskedProfile,
  { iccProfile, samplesPerPixel, photometric }: Pick<ImageHeader, 'iccProfile' | 'samplesPerPixel' | 'photometric'>,
  source: ByteSource,
  maxBytes: number,
): Promise<DrawOptions['profile']> {
  if (asked === 'no') return undefined;
  const isGrey = samplesPerPixel === 1 && photometric !== 'PALETTE COLOR';
  if (isGrey || iccProfile === undefined) return asked === 'yes' ? 'srgb' : asked;
  if (iccProfile === 'elsewhere')
    throw new PixelsError(
      'PIXELS_UNSUPPORTED',
      'each optical path of the image has a profile of its own, which is not put into pictures here',
    );
  if (asked !== 'yes' && asked !== SPACES[iccProfile.space])
    throw new PixelsError(
      'PIXELS_UNSUPPORTED',
      'the image has a profile of its own, which is not turned to another here: iccprofile=yes gives it',
    );
  const bytes = new Uint8Array(iccProfile.end - iccProfile.begin);
  if (bytes.byteLength > maxBytes) throw new PixelsError('PIXELS_TOO_LARGE', `its profile has more than ${maxBytes} bytes`);
  await source.readAt(iccProfile.begin, bytes);
  const length = new DataView(bytes.buffer).getUint32(0); // what follows pads the element
  return length >= 128 && length <= bytes.byteLength ? bytes.subarray(0, length) : bytes;
}
