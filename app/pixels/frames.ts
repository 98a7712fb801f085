import { readElements } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, TRANSFER_SYNTAXES, transferSyntaxName } from '../registry/registry.ts';
import { HeaderCursor, type Layout, UNDEFINED_LENGTH } from './cursor.ts';
import { PixelsError } from './errors.ts';
import { fragmentsOfFrames, isVideo, type OffsetTables } from './fragments.ts';
import { imageHeaderOf } from './header.ts';
import type { IccProfileAt, ImageHeader } from './image.ts';
import { PIXELS_LIMITS, type PixelsLimits } from './limits.ts';
import type { ByteSource } from './source.ts';
import { Values } from './values.ts';

/** From the start of the data set, of the inflated one where it is deflated. */
export interface ByteRange {
  readonly begin: number;
  readonly end: number;
}

/** An image and where its frames are. Holds no file: it may be kept. */
export interface LocatedFrames {
  readonly header: ImageHeader;
  readonly transferSyntaxUid: string;
  /** The frames are in fragments (PS3.5 §A.4): each is a bit stream of its own. */
  readonly isEncapsulated: boolean;
  readonly isBigEndian: boolean;
  /** What Pixel Data is written as: of 8 bits in words of OW, big endian swaps the bytes. */
  readonly isWords: boolean;
  /**
   * @param frameNumber from 1 on
   * @returns where its bytes are, in order; one range where it is not encapsulated
   * @throws PixelsError PIXELS_NO_SUCH_FRAME; PIXELS_BROKEN where the bytes of this frame are not there
   */
  rangesOf(frameNumber: number): readonly ByteRange[];
  /** Of a frame of single bits: which bit of its first byte is its first (PS3.5 §8.1.1: frames follow without a gap). */
  bitOffsetOf(frameNumber: number): number;
}

export type LocateLimits = Pick<PixelsLimits, 'maxHeaderBytes' | 'maxElements' | 'maxFragments'>;

const PIXEL_TAGS: ReadonlySet<number> = new Set([0x7fe00008, 0x7fe00009, 0x7fe00010]);
const EXTENDED_OFFSET_TABLE = 0x7fe00001;
const EXTENDED_OFFSET_TABLE_LENGTHS = 0x7fe00002;
const ICC_PROFILE = 0x00282000;
const OPTICAL_PATHS = 0x00480105;
const WINDOW_BYTES = 32 * 1024;

/**
 * Finds the frames of an image (PS3.5 §8, §A.4) and reads what it is drawn by; nothing of the pixels is read.
 *
 * @param source the data set, inflated
 * @throws PixelsError PIXELS_NO_IMAGE, PIXELS_BROKEN, PIXELS_UNSUPPORTED, PIXELS_TOO_LARGE; DatasetError; what the source throws
 */
export async function locateFrames(
  source: ByteSource,
  transferSyntaxUid: string,
  limits: LocateLimits = PIXELS_LIMITS,
): Promise<LocatedFrames> {
  const transferSyntax = TRANSFER_SYNTAXES.get(transferSyntaxUid);
  if (!transferSyntax) throw new PixelsError('PIXELS_UNSUPPORTED', `the transfer syntax ${transferSyntaxUid} is not known`);
  const { encoding } = transferSyntax;
  const layout = { implicit: encoding === 'implicit-le', bigEndian: encoding === 'explicit-be' };
  const { elements, pixels, profile } = await readImage(source, layout, limits);
  const readAs = encoding === 'deflated-explicit-le' ? EXPLICIT_VR_LITTLE_ENDIAN : transferSyntaxUid;
  const values = new Values(
    readElements(elements, readAs, { maxBytes: limits.maxHeaderBytes, maxDepth: 64, maxElements: limits.maxElements }),
  );
  if (!pixels) {
    if (values.has(0x00287fe0)) throw new PixelsError('PIXELS_UNSUPPORTED', 'its pixels are elsewhere (Pixel Data Provider URL)');
    throw new PixelsError('PIXELS_NO_IMAGE', 'the object has no pixels');
  }
  const space = values.text(0x00282002);
  const iccProfile: IccProfileAt | undefined = profile === 'elsewhere' ? profile : profile && { ...profile, space };
  const header: ImageHeader = { ...imageHeaderOf(values, pixels.tag), ...(iccProfile && { iccProfile }) };
  const about = { header, transferSyntaxUid, isBigEndian: layout.bigEndian, isWords: layout.implicit || pixels.vr !== 'OB' };
  if (pixels.length !== UNDEFINED_LENGTH) {
    if (transferSyntax.encapsulated && pixels.length > 0)
      throw new PixelsError('PIXELS_BROKEN', `Pixel Data has no fragments, which ${transferSyntaxName(transferSyntaxUid)} asks for`);
    return { ...about, isEncapsulated: false, ...nativeFrames(header, pixels.value, Math.min(pixels.value + pixels.length, source.bytes)) };
  }
  if (!transferSyntax.encapsulated)
    throw new PixelsError('PIXELS_BROKEN', `Pixel Data has fragments, which ${transferSyntaxName(transferSyntaxUid)} has not`);
  if (isVideo(transferSyntaxUid))
    throw new PixelsError(
      'PIXELS_UNSUPPORTED',
      `it is a video (${transferSyntaxName(transferSyntaxUid)}), whose frames are not taken apart`,
    );
  const tables: OffsetTables = {
    offsets: uint64s(values.bytes(EXTENDED_OFFSET_TABLE)),
    lengths: uint64s(values.bytes(EXTENDED_OFFSET_TABLE_LENGTHS)),
  };
  const frames = await fragmentsOfFrames({
    source,
    begin: pixels.value,
    transferSyntaxUid,
    header,
    tables,
    maxFragments: limits.maxFragments,
  });
  return {
    ...about,
    isEncapsulated: true,
    rangesOf(frameNumber) {
      checkNumber(header, frameNumber);
      const ranges = frames[frameNumber - 1];
      if (!ranges?.length) throw new PixelsError('PIXELS_BROKEN', `the bytes of frame ${frameNumber} are missing`);
      return ranges;
    },
    bitOffsetOf: () => 0,
  };
}

/** Bytes of one uncompressed frame; a fraction where it is of single bits. */
export function nativeFrameBytes({ rows, columns, samplesPerPixel, bitsAllocated, photometric }: ImageHeader): number {
  // PS3.3 C.7.6.3.1.2: two pixels share their colour
  const samples = photometric === 'YBR_FULL_422' || photometric === 'YBR_PARTIAL_422' ? 2 : samplesPerPixel;
  return (rows * columns * samples * bitsAllocated) / 8;
}

function nativeFrames(header: ImageHeader, begin: number, end: number): Pick<LocatedFrames, 'rangesOf' | 'bitOffsetOf'> {
  const frameBytes = nativeFrameBytes(header);
  const firstBitOf = (frameNumber: number) => (frameNumber - 1) * frameBytes * 8;
  return {
    rangesOf(frameNumber) {
      checkNumber(header, frameNumber);
      const first = begin + Math.floor((frameNumber - 1) * frameBytes);
      const after = begin + Math.ceil(frameNumber * frameBytes);
      if (after > end) throw new PixelsError('PIXELS_BROKEN', `Pixel Data ends at byte ${end - begin}, before frame ${frameNumber} does`);
      return [{ begin: first, end: after }];
    },
    bitOffsetOf: (frameNumber) => firstBitOf(frameNumber) % 8,
  };
}

function checkNumber({ numberOfFrames }: ImageHeader, frameNumber: number): void {
  if (Number.isInteger(frameNumber) && frameNumber >= 1 && frameNumber <= numberOfFrames) return;
  throw new PixelsError('PIXELS_NO_SUCH_FRAME', `there is no frame ${frameNumber}: the image has ${numberOfFrames}`);
}

interface PixelElement {
  readonly tag: number;
  readonly vr: string;
  readonly length: number;
  readonly value: number;
}

/** The elements before the pixels that an image is drawn by, side by side, and the header of the pixels. */
async function readImage(
  source: ByteSource,
  layout: Layout,
  limits: LocateLimits,
): Promise<{ elements: Buffer; pixels?: PixelElement; profile?: ByteRange | 'elsewhere' }> {
  const cursor = new HeaderCursor(source, WINDOW_BYTES);
  const kept: Buffer[] = [];
  let keptBytes = 0;
  let profile: ByteRange | 'elsewhere' | undefined;
  for (let at = 0; at + 8 <= source.bytes; ) {
    const header = await cursor.header(at, layout);
    if (PIXEL_TAGS.has(header.tag)) return { elements: Buffer.concat(kept), pixels: header, ...(profile && { profile }) };
    const end = await cursor.endOf(header, layout);
    if (end > source.bytes) throw new PixelsError('PIXELS_BROKEN', `the data set ends at byte ${source.bytes} inside an element`);
    if (header.tag === ICC_PROFILE && end > header.value) profile = { begin: header.value, end };
    else if (header.tag === OPTICAL_PATHS) profile ??= 'elsewhere';
    else if (isDrawnBy(header.tag)) {
      keptBytes += end - at;
      if (keptBytes > limits.maxHeaderBytes)
        throw new PixelsError('PIXELS_TOO_LARGE', `what the image is drawn by takes more than ${limits.maxHeaderBytes} bytes`);
      kept.push(Buffer.from(await cursor.peek(at, end - at)));
    }
    at = end;
  }
  return { elements: Buffer.concat(kept) };
}

/** Image Pixel, LUTs, overlays, functional groups, offset tables; the rest, patients included, is stepped over. */
function isDrawnBy(tag: number): boolean {
  const group = tag >>> 16;
  if (group === 0x0028 || group === 0x2050) return true;
  if ((group & 0xff01) === 0x6000 && group <= 0x601e) return true;
  return SINGLE_TAGS.has(tag);
}

const SINGLE_TAGS: ReadonlySet<number> = new Set([
  0x00080016,
  0x00082144,
  0x00180040,
  0x00181063,
  0x00181164,
  0x52009229,
  0x52009230,
  EXTENDED_OFFSET_TABLE,
  EXTENDED_OFFSET_TABLE_LENGTHS,
]);

function uint64s(bytes: Uint8Array | undefined): readonly number[] {
  if (!bytes) return [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: buffer.byteLength >> 3 }, (_, at) => Number(buffer.readBigUInt64LE(at * 8)));
}

/**
 * The bytes of one frame: the bit stream of an encapsulated one, its fragments joined; of another its values, little endian whatever the transfer
 * syntax. Those of single bits begin at `bitOffsetOf`.
 *
 * @throws PixelsError PIXELS_NO_SUCH_FRAME, PIXELS_BROKEN, PIXELS_TOO_LARGE; what the source throws
 */
export async function readFrame(
  source: ByteSource,
  frames: LocatedFrames,
  frameNumber: number,
  limits: Pick<PixelsLimits, 'maxFrameBytes'> = PIXELS_LIMITS,
): Promise<Uint8Array<ArrayBuffer>> {
  const { header, isBigEndian, isWords, isEncapsulated } = frames;
  const ranges = frames.rangesOf(frameNumber);
  const length = ranges.reduce((sum, { begin, end }) => sum + end - begin, 0);
  if (length > limits.maxFrameBytes)
    throw new PixelsError('PIXELS_TOO_LARGE', `frame ${frameNumber} has ${length} bytes, at most ${limits.maxFrameBytes} are taken`);
  const width = header.bitsAllocated > 8 ? header.bitsAllocated / 8 : isWords ? 2 : 1;
  if (!isEncapsulated && isBigEndian && width > 1) return swappedRange(source, ranges[0]!, width, frames.rangesOf(1)[0]!.begin);
  const bytes = new Uint8Array(length);
  let filled = 0;
  for (const { begin, end } of ranges) {
    const there = await source.readAt(begin, bytes.subarray(filled, filled + end - begin));
    if (there < end - begin) throw new PixelsError('PIXELS_BROKEN', `the data set ends inside frame ${frameNumber}`);
    filled += end - begin;
  }
  return bytes;
}

/** Big endian words, where a frame may begin in the middle of one. */
async function swappedRange(
  source: ByteSource,
  { begin, end }: ByteRange,
  width: number,
  origin: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const first = origin + Math.floor((begin - origin) / width) * width;
  const after = origin + Math.ceil((end - origin) / width) * width;
  const words = Buffer.alloc(after - first);
  const there = await source.readAt(first, words);
  if (there < end - first) throw new PixelsError('PIXELS_BROKEN', 'the data set ends inside a frame');
  if (width === 2) words.swap16();
  else if (width === 4) words.swap32();
  else words.swap64();
  return new Uint8Array(words.subarray(begin - first, end - first));
}
