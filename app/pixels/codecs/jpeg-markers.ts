import { PixelsError } from '../errors.ts';

export interface JpegComponent {
  readonly id: number;
  readonly horizontal: number;
  readonly vertical: number;
  readonly quantization: number;
}

/** A frame header (ITU-T T.81 B.2.2). */
export interface JpegFrame {
  /** 0 to 15, 55 for JPEG-LS (T.87). */
  readonly process: number;
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: readonly JpegComponent[];
  /** Of an Adobe marker (APP14): 0 none, 1 YCbCr, 2 YCCK. */
  readonly adobeTransform?: number;
}

export interface Segment {
  /** The second byte of the marker. */
  readonly marker: number;
  /** Of its FFH. */
  readonly begin: number;
  /** Of its parameters, behind the length. */
  readonly value: number;
  readonly end: number;
}

export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DQT = 0xdb;
export const DHT = 0xc4;
export const DRI = 0xdd;
const DAC = 0xcc;
const JPG = 0xc8;
const SOF_JPEG_LS = 0xf7;
const APP14 = 0xee;

/**
 * The marker segments from `at` up to and with the next SOS, or EOI.
 *
 * @throws PixelsError PIXELS_FRAME_CORRUPT
 */
export function* segmentsFrom(bytes: Uint8Array, begin: number): Generator<Segment> {
  for (let at = begin; at + 1 < bytes.length; ) {
    if (bytes[at] !== 0xff) throw corrupt(`no marker at byte ${at}`);
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++; // fill
      continue;
    }
    if (marker === SOI || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
      continue;
    }
    if (marker === EOI) {
      yield { marker, begin: at, value: at + 2, end: at + 2 };
      return;
    }
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const end = at + 2 + length;
    if (!(length >= 2 && end <= bytes.length)) throw corrupt(`the segment at byte ${at} reaches beyond the end`);
    yield { marker, begin: at, value: at + 4, end };
    if (marker === SOS) return;
    at = end;
  }
  throw corrupt('it ends before its first scan');
}

export function isFrameHeader(marker: number): boolean {
  return marker === SOF_JPEG_LS || (marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== JPG && marker !== DAC);
}

/**
 * What the frame header says, before anything is decoded or allocated.
 *
 * @throws PixelsError PIXELS_FRAME_CORRUPT
 */
export function readJpegFrame(bytes: Uint8Array): JpegFrame {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw corrupt('it does not begin with SOI');
  let adobeTransform: number | undefined;
  let frame: JpegFrame | undefined;
  for (const segment of segmentsFrom(bytes, 0)) {
    const { marker, value, end } = segment;
    if (marker === APP14 && end - value >= 12 && String.fromCharCode(...bytes.subarray(value, value + 5)) === 'Adobe')
      adobeTransform = bytes[value + 11];
    if (isFrameHeader(marker)) frame = frameOf(bytes, segment);
  }
  if (!frame) throw corrupt('it has no frame header');
  return { ...frame, ...(adobeTransform !== undefined && { adobeTransform }) };
}

export function frameOf(bytes: Uint8Array, { marker, value, end }: Segment): JpegFrame {
  const count = bytes[value + 5] ?? 0;
  if (end < value + 6 + 3 * count || count < 1) throw corrupt('its frame header is cut short');
  return {
    process: marker === SOF_JPEG_LS ? 55 : marker - 0xc0,
    precision: bytes[value]!,
    rows: (bytes[value + 1]! << 8) | bytes[value + 2]!,
    columns: (bytes[value + 3]! << 8) | bytes[value + 4]!,
    components: Array.from({ length: count }, (_, at) => {
      const component = value + 6 + 3 * at;
      const sampling = bytes[component + 1]!;
      return { id: bytes[component]!, horizontal: sampling >> 4, vertical: sampling & 15, quantization: bytes[component + 2]! };
    }),
  };
}

/**
 * The same stream with an Adobe marker that says whether its colours are YCbCr, in place of every JFIF and Adobe marker: whoever decodes it has
 * nothing to guess.
 */
export function withTransform(bytes: Uint8Array, transform: 0 | 1): Uint8Array<ArrayBuffer> {
  const adobe = Uint8Array.of(0xff, APP14, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform);
  const out = new Uint8Array(bytes.length + adobe.length);
  let to = 0;
  const put = (part: Uint8Array) => {
    out.set(part, to);
    to += part.length;
  };
  put(bytes.subarray(0, 2));
  put(adobe);
  let from = 2;
  for (const { marker, begin, end } of segmentsFrom(bytes, 2)) {
    if (marker !== 0xe0 && marker !== APP14) continue;
    put(bytes.subarray(from, begin));
    from = end;
  }
  put(bytes.subarray(from));
  return out.subarray(0, to);
}

export function corrupt(words: string): PixelsError {
  return new PixelsError('PIXELS_FRAME_CORRUPT', `the JPEG bit stream cannot be decoded: ${words}`);
}
