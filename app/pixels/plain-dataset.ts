import { type DataElement, writeElements } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import { type Header, HeaderCursor, ITEM, SEQUENCE_DELIMITATION, UNDEFINED_LENGTH } from './cursor.ts';
import type { DecodedFrame } from './decoded.ts';
import type { LocatedImage } from './decoder.ts';
import { PixelsError } from './errors.ts';
import type { ImageHeader } from './image.ts';
import { PIXELS_LIMITS } from './limits.ts';
import { packedBits, plainValues } from './plain-values.ts';
import type { ByteSource } from './source.ts';

const LAYOUT = { implicit: false, bigEndian: false }; // PS3.5 §A.4: what is encapsulated is Explicit VR Little Endian
const PIXEL_DATA = 0x7fe00010;
/** Speaks of fragments alone (PS3.3 C.7.6.3.1.8 to .10); and lengths of groups and of all, retired, that would be wrong. */
const LEFT_OUT: readonly number[] = [0x00080001, 0x00280000, 0x7fe00000, 0x7fe00001, 0x7fe00002, 0x7fe00003];
const WINDOW_BYTES = 32 * 1024;
const FRAGMENT_WINDOW_BYTES = 64;
const COPIED_BYTES = 256 * 1024;
const MOST_VALUE_BYTES = 0xffff_fffe;

/**
 * The data set of an encapsulated image with its pixels decoded, in Explicit VR Little Endian (PS3.5 §A.2). Everything else stays byte for byte but
 * what speaks of the pixels: Photometric Interpretation as decoding made it, Bits and Samples where the bit stream had others than the image said,
 * no offset tables; Lossy Image Compression stays, and is 01 after a process that always loses something (PS3.3 C.7.6.1.1.5).
 *
 * One frame is in memory while the next is decoded. Nothing comes before the first of them was decoded.
 *
 * @param decode gives the values of a frame, from 1 on
 * @returns views, each valid until the next is asked for
 * @throws PixelsError PIXELS_UNSUPPORTED where the values are more than an element holds, PIXELS_BROKEN; what `decode` and the source throw
 */
export async function* plainDataset(
  { frames, source }: LocatedImage,
  decode: (frameNumber: number) => Promise<DecodedFrame>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { header, transferSyntaxUid } = frames;
  let next: Promise<DecodedFrame> | undefined = decode(1);
  try {
    const first = await next;
    const bytes = valueBytes(first, header);
    const changes = changesOf(first, header, TRANSFER_SYNTAXES.get(transferSyntaxUid)?.lossy === true);
    const cursor = new HeaderCursor(source, WINDOW_BYTES);
    const pixels = yield* untilPixels(cursor, changes);
    yield pixelHeader(bytes + (bytes % 2), header.bitsAllocated === 1 ? 1 : widthOf(first, header));
    let carried: Uint8Array = new Uint8Array(); // single bits that fill no byte yet
    for (let frameNumber = 1; frameNumber <= header.numberOfFrames; frameNumber++) {
      const frame: DecodedFrame = await next!;
      if (!isAlike(frame, first)) throw new PixelsError('PIXELS_BROKEN', `frame ${frameNumber} is of another kind than the first`);
      next = frameNumber < header.numberOfFrames ? decode(frameNumber + 1) : undefined;
      next?.catch(() => undefined); // heard when it is awaited
      if (header.bitsAllocated !== 1) yield plainValues(frame, header);
      else {
        const values = Buffer.concat([carried, frame.bytes]);
        const whole = frameNumber === header.numberOfFrames ? values.length : values.length - (values.length % 8);
        yield packedBits(values.subarray(0, whole));
        carried = values.subarray(whole);
      }
    }
    if (bytes % 2 === 1) yield new Uint8Array(1);
    yield* copied(source, await endOfFragments(source, pixels.value), source.bytes);
  } finally {
    await next?.catch(() => undefined); // it reads from the source, which is closed after us
  }
}

/** Of all frames; the same for each. */
function valueBytes(first: DecodedFrame, header: ImageHeader): number {
  const { rows, columns, samplesPerPixel } = first;
  const count = rows * columns * samplesPerPixel * header.numberOfFrames;
  const bytes = header.bitsAllocated === 1 ? Math.ceil(count / 8) : (count * widthOf(first, header)) / 8;
  if (bytes <= MOST_VALUE_BYTES) return bytes;
  throw new PixelsError(
    'PIXELS_UNSUPPORTED',
    `decoded, its pixels have ${bytes} bytes, more than an element holds: transfer-syntax=* gives it`,
  );
}

/** Bits of a value as `plainValues` lays it out. */
function widthOf(frame: DecodedFrame, header: ImageHeader): number {
  return Math.max(frame.bitsAllocated, header.bitsAllocated === 16 ? 16 : 8);
}

function isAlike(a: DecodedFrame, b: DecodedFrame): boolean {
  return (
    a.bytes.byteLength === b.bytes.byteLength &&
    a.bitsAllocated === b.bitsAllocated &&
    a.samplesPerPixel === b.samplesPerPixel &&
    a.photometric === b.photometric
  );
}

/** What is written in place of elements, by tag in ascending order; undefined: nothing. */
function changesOf(first: DecodedFrame, header: ImageHeader, isLossy: boolean): Map<number, DataElement | undefined> {
  const changes: (DataElement | { readonly tag: number })[] = LEFT_OUT.map((tag) => ({ tag }));
  const number = (tag: number, value: number) => void changes.push({ tag, vr: 'US', bytes: Uint8Array.of(value & 0xff, value >> 8) });
  const text = (tag: number, value: string) => void changes.push({ tag, vr: 'CS', bytes: Buffer.from(value, 'latin1') });
  if (first.samplesPerPixel !== header.samplesPerPixel) number(0x00280002, first.samplesPerPixel);
  if (first.photometric !== header.photometric) text(0x00280004, first.photometric);
  if (first.samplesPerPixel > 1) number(0x00280006, header.planarConfiguration);
  const width = widthOf(first, header);
  if (header.bitsAllocated !== 1 && width !== header.bitsAllocated) {
    number(0x00280100, width);
    number(0x00280101, first.bitsStored);
    number(0x00280102, first.highBit);
  }
  if (isLossy) text(0x00282110, '01');
  return new Map(changes.toSorted((a, b) => a.tag - b.tag).map((change) => [change.tag, 'vr' in change ? change : undefined]));
}

/** The elements before Pixel Data with the changes among them; returns the header of Pixel Data. */
async function* untilPixels(
  cursor: HeaderCursor,
  changes: Map<number, DataElement | undefined>,
): AsyncGenerator<Uint8Array, Header, undefined> {
  const { source } = cursor;
  const waiting = [...changes];
  const due = (before: number): Uint8Array => {
    const later = waiting.findIndex(([tag]) => tag >= before);
    const elements = waiting.splice(0, later === -1 ? waiting.length : later).flatMap(([, element]) => element ?? []);
    return writeElements(elements, EXPLICIT_VR_LITTLE_ENDIAN);
  };
  let begun = 0; // of what goes out as it stands
  let count = 0;
  for (let at = 0; at + 8 <= source.bytes; ) {
    if (++count > PIXELS_LIMITS.maxElements)
      throw new PixelsError('PIXELS_TOO_LARGE', `more than ${PIXELS_LIMITS.maxElements} elements stand before the pixels`);
    const header = await cursor.header(at, LAYOUT);
    const written = due(header.tag);
    const isChanged = changes.has(header.tag);
    if (written.byteLength > 0 || isChanged || header.tag === PIXEL_DATA) {
      yield* copied(source, begun, at);
      begun = at;
    }
    if (written.byteLength > 0) yield written;
    if (header.tag === PIXEL_DATA) return header;
    const end = await cursor.endOf(header, LAYOUT);
    if (isChanged) {
      yield due(header.tag + 1);
      begun = end;
    }
    at = end;
  }
  throw new PixelsError('PIXELS_BROKEN', 'the pixels are gone from the data set');
}

async function* copied(source: ByteSource, begin: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
  const piece = new Uint8Array(Math.max(0, Math.min(COPIED_BYTES, end - begin)));
  for (let at = begin; at < end; ) {
    const there = await source.readAt(at, piece.subarray(0, Math.min(piece.byteLength, end - at)));
    if (there === 0) throw new PixelsError('PIXELS_BROKEN', `the data set ends at byte ${at}`);
    yield piece.subarray(0, there);
    at += there;
  }
}

/** @param bits of a value: above 8 they are words (PS3.5 §A.2) */
function pixelHeader(bytes: number, bits: number): Uint8Array {
  const header = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, bits > 8 ? 0x57 : 0x42, 0, 0, 0, 0, 0, 0]); // OW, OB
  header.writeUInt32LE(bytes, 8);
  return header;
}

/** @returns the byte after the delimiter of the fragments that begin at `at`; the end of a data set that has none */
async function endOfFragments(source: ByteSource, begin: number): Promise<number> {
  const cursor = new HeaderCursor(source, FRAGMENT_WINDOW_BYTES);
  for (let at = begin; at + 8 <= source.bytes; ) {
    const { tag, length, value } = await cursor.header(at, LAYOUT);
    if (tag === SEQUENCE_DELIMITATION) return value;
    if (tag !== ITEM || length === UNDEFINED_LENGTH)
      throw new PixelsError('PIXELS_BROKEN', `at byte ${at} a fragment of Pixel Data must begin`);
    at = value + length;
  }
  return source.bytes;
}
