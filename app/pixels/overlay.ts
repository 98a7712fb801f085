import type { Overlay } from './image.ts';
import type { Values } from './values.ts';

const FIRST_GROUP = 0x6000;
const LAST_GROUP = 0x601e;

/** The planes of groups 6000 to 601E that have bits of their own (PS3.3 C.9.2); those in unused bits of Pixel Data are retired and are not drawn. */
export function overlaysOf(values: Values): Overlay[] {
  const overlays: Overlay[] = [];
  for (let group = FIRST_GROUP; group <= LAST_GROUP; group += 2) {
    const tag = (element: number) => group * 0x10000 + element;
    const bits = values.bytes(tag(0x3000));
    const rows = values.uint16(tag(0x0010));
    const columns = values.uint16(tag(0x0011));
    if (!bits || !rows || !columns) continue;
    const [row = 1, column = 1] = [...values.uint16s(tag(0x0050))].map((value) => (value << 16) >> 16);
    const most = Math.floor((bits.byteLength * 8) / (rows * columns));
    const frames = Math.min(values.number(tag(0x0015)) ?? 1, most);
    if (frames >= 1) overlays.push({ rows, columns, row, column, frames, firstFrame: values.uint16(tag(0x0051)) ?? 1, bits });
  }
  return overlays;
}

/** Calls `at` with each pixel of the image that the planes of a frame cover. */
export function eachOverlaid(
  overlays: readonly Overlay[],
  frameNumber: number,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  at: (pixel: number) => void,
): void {
  for (const overlay of overlays) {
    const plane = overlay.frames === 1 && overlay.firstFrame === 1 ? 0 : frameNumber - overlay.firstFrame;
    if (plane < 0 || plane >= overlay.frames) continue;
    const begin = plane * overlay.rows * overlay.columns;
    for (let y = 0; y < overlay.rows; y++) {
      const row = y + overlay.row - 1;
      if (row < 0 || row >= rows) continue;
      for (let x = 0; x < overlay.columns; x++) {
        const column = x + overlay.column - 1;
        const bit = begin + y * overlay.columns + x;
        if (column >= 0 && column < columns && (overlay.bits[bit >> 3]! >> (bit & 7)) & 1) at(row * columns + column);
      }
    }
  }
}
