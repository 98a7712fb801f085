import { transferSyntaxName } from '../registry/registry.ts';
import { HeaderCursor, ITEM, SEQUENCE_DELIMITATION, UNDEFINED_LENGTH } from './cursor.ts';
import { PixelsError } from './errors.ts';
import type { ByteRange } from './frames.ts';
import type { ImageHeader } from './image.ts';
import type { ByteSource } from './source.ts';

/** (7FE0,0001), (7FE0,0002); empty where they are absent. Offsets are from the first byte after the Basic Offset Table. */
export interface OffsetTables {
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
}

interface Fragment {
  /** Of its item, from the first byte after the Basic Offset Table. */
  readonly offset: number;
  /** Of its value. */
  readonly begin: number;
  readonly end: number;
  readonly startsStream: boolean;
}

const LITTLE_ENDIAN = { implicit: false, bigEndian: false };
const WINDOW_BYTES = 4096;
const VIDEO = /^1\.2\.840\.10008\.1\.2\.4\.10[0-8](\.1)?$/;
/** PS3.5 §A.4.2, §A.4.9: one fragment, one frame. */
const ONE_FRAGMENT_A_FRAME: ReadonlySet<string> = new Set(['1.2.840.10008.1.2.5', '1.2.840.10008.1.2.1.98', '1.2.840.10008.1.2.8.1']);

/** MPEG2, MPEG-4, HEVC: a stream, no frames. */
export function isVideo(transferSyntaxUid: string): boolean {
  return VIDEO.test(transferSyntaxUid);
}

/**
 * Which fragments make which frame (PS3.5 §A.4): by the Extended Offset Table, the Basic Offset Table, one each, or where a bit stream begins.
 *
 * @param about.begin of the value of Pixel Data
 * @returns ranges by frame; a frame whose fragments are missing has none
 * @throws PixelsError PIXELS_BROKEN
 */
export async function fragmentsOfFrames(about: {
  readonly source: ByteSource;
  readonly begin: number;
  readonly transferSyntaxUid: string;
  readonly header: Pick<ImageHeader, 'numberOfFrames'>;
  readonly tables: OffsetTables;
  readonly maxFragments: number;
}): Promise<readonly (readonly ByteRange[])[]> {
  const { source, transferSyntaxUid, tables } = about;
  const { numberOfFrames } = about.header;
  const cursor = new HeaderCursor(source, WINDOW_BYTES);
  const table = await cursor.header(about.begin, LITTLE_ENDIAN);
  if (table.tag !== ITEM || table.length === UNDEFINED_LENGTH || table.length > 4 * about.maxFragments)
    throw new PixelsError('PIXELS_BROKEN', 'Pixel Data does not begin with a Basic Offset Table');
  const tableBytes = await cursor.peek(table.value, table.length);
  const basicOffsets = Array.from({ length: tableBytes.byteLength >> 2 }, (_, at) => tableBytes.readUInt32LE(at * 4));
  const fragments = await readFragments(cursor, table.value + table.length, about.maxFragments);
  if (numberOfFrames === 1) return [fragments];
  const byOffsets = framesByOffsets(fragments, tables.offsets, numberOfFrames) ?? framesByOffsets(fragments, basicOffsets, numberOfFrames);
  if (byOffsets) return trimmed(byOffsets, tables);
  if (fragments.length === numberOfFrames || ONE_FRAGMENT_A_FRAME.has(transferSyntaxUid))
    return fragments.slice(0, numberOfFrames).map((fragment) => [fragment]);
  const frames: ByteRange[][] = [];
  for (const fragment of fragments) {
    if (fragment.startsStream || frames.length === 0) frames.push([]);
    frames.at(-1)!.push(fragment);
  }
  // fewer streams than frames: the object ends early, its frames are those that are there
  if (frames.length > numberOfFrames || !fragments.every((fragment, at) => at > 0 || fragment.startsStream))
    throw new PixelsError(
      'PIXELS_BROKEN',
      `${fragments.length} fragments of ${transferSyntaxName(transferSyntaxUid)} cannot be told apart into ${numberOfFrames} frames`,
    );
  return frames;
}

async function readFragments(cursor: HeaderCursor, begin: number, maxFragments: number): Promise<Fragment[]> {
  const fragments: Fragment[] = [];
  for (let at = begin; at + 8 <= cursor.source.bytes; ) {
    const { tag, length, value } = await cursor.header(at, LITTLE_ENDIAN);
    if (tag === SEQUENCE_DELIMITATION) break;
    if (tag !== ITEM || length === UNDEFINED_LENGTH)
      throw new PixelsError('PIXELS_BROKEN', `at byte ${at} a fragment of Pixel Data must begin`);
    if (fragments.length >= maxFragments) throw new PixelsError('PIXELS_TOO_LARGE', `Pixel Data has more than ${maxFragments} fragments`);
    const end = Math.min(value + length, cursor.source.bytes);
    if (length > 0) fragments.push({ offset: at - begin, begin: value, end, startsStream: startsStream(await cursor.peek(value, 12)) });
    at = value + length;
  }
  return fragments;
}

/** JPEG and JPEG-LS begin with SOI, JPEG 2000 with SOC and SIZ, or as a JP2 file. */
function startsStream(bytes: Buffer): boolean {
  if (bytes.byteLength < 4) return false;
  const four = bytes.readUInt32BE(0);
  return four >>> 8 === 0xffd8ff || four === 0xff4fff51 || (four === 0x0000000c && bytes.toString('latin1', 4, 8) === 'jP  ');
}

/** @returns undefined where the table does not fit the fragments */
function framesByOffsets(fragments: readonly Fragment[], offsets: readonly number[], numberOfFrames: number): ByteRange[][] | undefined {
  if (offsets.length < numberOfFrames || offsets[0] !== 0) return undefined;
  const frameAt = new Map(offsets.slice(0, numberOfFrames).map((offset, frame) => [offset, frame]));
  if (frameAt.size !== numberOfFrames) return undefined;
  const frames: ByteRange[][] = Array.from({ length: numberOfFrames }, () => []);
  let frame = 0;
  let begun = 0;
  for (const fragment of fragments) {
    const starts = frameAt.get(fragment.offset);
    if (starts !== undefined) begun++;
    frame = starts ?? frame;
    frames[frame]!.push(fragment);
  }
  return begun === Math.min(numberOfFrames, fragments.length) || begun === numberOfFrames ? frames : undefined;
}

/** PS3.3 C.7.6.3.1.8: with an Extended Offset Table each frame has one fragment, and its length without padding is known. */
function trimmed(frames: readonly ByteRange[][], { offsets, lengths }: OffsetTables): readonly (readonly ByteRange[])[] {
  if (offsets.length < frames.length || lengths.length < frames.length) return frames;
  return frames.map((ranges, at) =>
    ranges.length === 1 && lengths[at]! > 0
      ? [{ begin: ranges[0]!.begin, end: Math.min(ranges[0]!.end, ranges[0]!.begin + lengths[at]!) }]
      : ranges,
  );
}
