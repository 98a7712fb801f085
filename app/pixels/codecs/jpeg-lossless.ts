import { corrupt, type JpegFrame } from './jpeg-markers.ts';
import { eachScan, type Scan } from './jpeg-scan.ts';

/**
 * JPEG lossless with Huffman codes (T.81 Annex H; processes 14, all predictors), 2 to 16 bits.
 *
 * @param frame as `readJpegFrame` gave it, looked at
 * @returns samples together, as bytes or 16-bit words
 * @throws PixelsError PIXELS_FRAME_CORRUPT
 */
export function decodeLossless(bytes: Uint8Array, frame: JpegFrame): Uint8Array | Uint16Array {
  const count = frame.components.length;
  const size = frame.rows * frame.columns * count;
  const out = frame.precision <= 8 ? new Uint8Array(size) : new Uint16Array(size);
  const decoded = new Set<number>();
  eachScan(bytes, (scan) => {
    decodeScan(scan, frame, out);
    for (const { index } of scan.components) decoded.add(index);
  });
  if (decoded.size < count) throw corrupt('a component is missing');
  return out;
}

function decodeScan(scan: Scan, frame: JpegFrame, out: Uint8Array | Uint16Array): void {
  const { bits, components, selection, restartInterval } = scan;
  const { columns, rows, precision } = frame;
  const stride = frame.components.length;
  const shift = scan.approximation & 15;
  const initial = 1 << (precision - shift - 1);
  if (selection < 1 || selection > 7) throw corrupt(`there is no predictor ${selection}`);
  if (components.some(({ index }) => frame.components[index]!.horizontal !== frame.components[0]!.horizontal))
    throw corrupt('its components are of different sizes');
  // two lines of each component, before the point transform
  let above = components.map(() => new Int32Array(columns));
  let line = components.map(() => new Int32Array(columns));
  let untilRestart = restartInterval;
  let isFirstLine = true;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let isRestarted = false;
      if (restartInterval > 0 && untilRestart-- === 0) {
        bits.restart();
        untilRestart = restartInterval - 1;
        isRestarted = true;
        isFirstLine = true;
      }
      for (let at = 0; at < components.length; at++) {
        const { dc, index } = components[at]!;
        const length = bits.decode(dc);
        if (length > 16) throw corrupt('a difference of more than 16 bits');
        const difference = length === 16 ? 32768 : bits.extended(length);
        const current = line[at]!;
        const upper = above[at]!;
        let predicted: number;
        if (isRestarted || (isFirstLine && column === 0)) predicted = initial;
        else if (isFirstLine) predicted = current[column - 1]!;
        else if (column === 0) predicted = upper[0]!;
        else predicted = predict(selection, current[column - 1]!, upper[column]!, upper[column - 1]!);
        const value = (predicted + difference) & 0xffff; // modulo 2^16 (H.1.2.1)
        current[column] = value;
        out[(row * columns + column) * stride + index] = value << shift;
      }
    }
    [above, line] = [line, above];
    isFirstLine = false;
  }
}

/** T.81 Table H.1 */
function predict(selection: number, left: number, up: number, corner: number): number {
  switch (selection) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return corner;
    case 4:
      return left + up - corner;
    case 5:
      return left + ((up - corner) >> 1);
    case 6:
      return up + ((left - corner) >> 1);
    default:
      return (left + up) >> 1;
  }
}
