import { BitReader, type HuffmanTable, readHuffmanTables } from './jpeg-huffman.ts';
import { corrupt, DHT, DQT, DRI, EOI, frameOf, isFrameHeader, type JpegFrame, SOS, segmentsFrom } from './jpeg-markers.ts';

/** A component of a scan and its tables. */
export interface ScanComponent {
  /** Its place in the frame. */
  readonly index: number;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable | undefined;
  /** 64 steps in zigzag order. */
  readonly quantization: Uint16Array | undefined;
}

/** A scan (T.81 B.2.3) at its first bit. */
export interface Scan {
  readonly frame: JpegFrame;
  readonly components: readonly ScanComponent[];
  /** Ss: of lossless the predictor. */
  readonly selection: number;
  /** Se */
  readonly last: number;
  /** Ah × 16 + Al; Al is the point transform of lossless. */
  readonly approximation: number;
  /** MCUs between restart markers; 0 = none. */
  readonly restartInterval: number;
  readonly bits: BitReader;
}

/**
 * Calls `decode` with each scan of a Huffman-coded stream; it leaves the reader behind the last bit.
 *
 * @throws PixelsError PIXELS_FRAME_CORRUPT
 */
export function eachScan(bytes: Uint8Array, decode: (scan: Scan) => void): void {
  const huffman = new Map<number, HuffmanTable>();
  const quantization = new Map<number, Uint16Array>();
  let frame: JpegFrame | undefined;
  let restartInterval = 0;
  for (let at = 2, scans = 0; ; ) {
    let position = bytes.length;
    for (const segment of segmentsFrom(bytes, at)) {
      const { marker, value, end } = segment;
      if (isFrameHeader(marker)) frame = frameOf(bytes, segment);
      else if (marker === DHT) readHuffmanTables(bytes, value, end, huffman);
      else if (marker === DQT) readQuantization(bytes, value, end, quantization);
      else if (marker === DRI) restartInterval = (bytes[value]! << 8) | bytes[value + 1]!;
      else if (marker === EOI) return;
      else if (marker === SOS) {
        if (!frame) throw corrupt('a scan comes before the frame header');
        const bits = new BitReader(bytes, end);
        decode({ frame, restartInterval, bits, ...scanOf(bytes, value, end, frame, huffman, quantization) });
        scans++;
        position = bits.position;
      }
    }
    at = nextMarker(bytes, position);
    if (at < 0 && scans > 0) return; // no EOI: all that was needed has come
  }
}

function scanOf(
  bytes: Uint8Array,
  value: number,
  end: number,
  frame: JpegFrame,
  huffman: ReadonlyMap<number, HuffmanTable>,
  quantization: ReadonlyMap<number, Uint16Array>,
): Pick<Scan, 'components' | 'selection' | 'last' | 'approximation'> {
  const count = bytes[value]!;
  const after = value + 1 + 2 * count;
  if (after + 3 > end || count < 1) throw corrupt('a scan header is cut short');
  const components = Array.from({ length: count }, (_, at): ScanComponent => {
    const id = bytes[value + 1 + 2 * at]!;
    const tables = bytes[value + 2 + 2 * at]!;
    const index = frame.components.findIndex((component) => component.id === id);
    const dc = huffman.get(tables >> 4);
    if (index < 0 || !dc) throw corrupt('a scan names a component or table that is not there');
    return { index, dc, ac: huffman.get(16 + (tables & 15)), quantization: quantization.get(frame.components[index]!.quantization) };
  });
  return { components, selection: bytes[after]!, last: bytes[after + 1]!, approximation: bytes[after + 2]! };
}

/** T.81 B.2.4.1 */
function readQuantization(bytes: Uint8Array, value: number, end: number, tables: Map<number, Uint16Array>): void {
  for (let at = value; at < end; ) {
    const isWide = bytes[at]! >> 4 !== 0;
    const table = new Uint16Array(64);
    if (at + 1 + (isWide ? 128 : 64) > end) throw corrupt('a quantization table is cut short');
    for (let step = 0; step < 64; step++)
      table[step] = isWide ? (bytes[at + 1 + 2 * step]! << 8) | bytes[at + 2 + 2 * step]! : bytes[at + 1 + step]!;
    tables.set(bytes[at]! & 15, table);
    at += 1 + (isWide ? 128 : 64);
  }
}

/** @returns -1 where none follows */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1]!;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return -1;
}
