import { inverseDct } from './jpeg-idct.ts';
import { corrupt, type JpegFrame } from './jpeg-markers.ts';
import { eachScan, type Scan } from './jpeg-scan.ts';

/** T.81 Figure A.6: row-by-row place of each coefficient as it comes. */
const ZIGZAG = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28],
  ...[35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
);

/**
 * JPEG extended sequential of 12 bits with Huffman codes (T.81 Annex F; process 4), which the libraries at hand do not decode.
 *
 * @param frame as `readJpegFrame` gave it, looked at: its components are all of the size of the frame
 * @returns samples together
 * @throws PixelsError PIXELS_FRAME_CORRUPT
 */
export function decodeSequential(bytes: Uint8Array, frame: JpegFrame): Uint16Array {
  const out = new Uint16Array(frame.rows * frame.columns * frame.components.length);
  const decoded = new Set<number>();
  eachScan(bytes, (scan) => {
    decodeScan(scan, frame, out);
    for (const { index } of scan.components) decoded.add(index);
  });
  if (decoded.size < frame.components.length) throw corrupt('a component is missing');
  return out;
}

function decodeScan({ bits, components, restartInterval }: Scan, frame: JpegFrame, out: Uint16Array): void {
  const across = Math.ceil(frame.columns / 8);
  const down = Math.ceil(frame.rows / 8);
  const block = new Int32Array(64);
  const previous = new Int32Array(components.length);
  let untilRestart = restartInterval;
  for (let unit = 0; unit < across * down; unit++) {
    if (restartInterval > 0 && untilRestart-- === 0) {
      bits.restart();
      untilRestart = restartInterval - 1;
      previous.fill(0);
    }
    for (const [at, { dc, ac, quantization, index }] of components.entries()) {
      if (!ac || !quantization) throw corrupt('a table is missing');
      block.fill(0);
      const length = bits.decode(dc);
      if (length > 16) throw corrupt('a difference of more than 16 bits');
      previous[at]! += bits.extended(length);
      block[0] = previous[at]! * quantization[0]!;
      for (let k = 1; k < 64; k++) {
        const code = bits.decode(ac);
        const size = code & 15;
        if (size === 0) {
          if (code !== 0xf0) break; // end of block
          k += 15;
          continue;
        }
        k += code >> 4;
        if (k > 63) throw corrupt('a block of more than 64 coefficients');
        block[ZIGZAG[k]!] = bits.extended(size) * quantization[k]!;
      }
      inverseDct(block, frame.precision);
      place(block, frame, unit % across, Math.floor(unit / across), index, out);
    }
  }
}

function place(block: Int32Array, frame: JpegFrame, blockColumn: number, blockRow: number, index: number, out: Uint16Array): void {
  const most = (1 << frame.precision) - 1;
  const level = 1 << (frame.precision - 1);
  const stride = frame.components.length;
  const width = Math.min(8, frame.columns - blockColumn * 8);
  const height = Math.min(8, frame.rows - blockRow * 8);
  for (let y = 0; y < height; y++) {
    let to = ((blockRow * 8 + y) * frame.columns + blockColumn * 8) * stride + index;
    for (let x = 0; x < width; x++, to += stride) out[to] = Math.max(0, Math.min(most, block[y * 8 + x]! + level));
  }
}
