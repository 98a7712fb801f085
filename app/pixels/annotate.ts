import { LETTER_HEIGHT, LETTER_WIDTH, letterRows, lettersOf } from './font.ts';
import type { Picture } from './scale.ts';

/** Lines of text burnt into a picture. */
export interface Annotation {
  readonly topLeft: readonly string[];
  readonly bottomLeft: readonly string[];
}

const WHITE = 255;
/** Side of a picture for each point that a point of a letter is wide. */
const SIDE_A_POINT = 320;
const ADVANCE = LETTER_WIDTH + 1;
const LINE = LETTER_HEIGHT + 1;

/** Writes the lines over the picture, white with a black edge, so that they can be read on anything. Long lines are cut. */
export function annotate(picture: Picture, { topLeft, bottomLeft }: Annotation): Picture {
  const point = pointOf(picture, [...topLeft, ...bottomLeft]);
  const margin = 2 * point;
  const most = Math.max(1, Math.floor((picture.width - 2 * margin) / (ADVANCE * point)));
  const out = { ...picture, pixels: picture.pixels.slice() };
  const bottom = picture.height - margin - bottomLeft.length * LINE * point;
  for (const [lines, top] of [
    [topLeft, margin],
    [bottomLeft, Math.max(bottom, margin)],
  ] as const)
    for (const [at, line] of lines.entries()) write(out, cut(line, most), { left: margin, top: top + at * LINE * point, point });
  return out;
}

function pointOf({ width, height }: Picture, lines: readonly string[]): number {
  const longest = lines.reduce((most, line) => Math.max(most, lettersOf(line).length), 1);
  const bySide = Math.round(Math.min(width, height) / SIDE_A_POINT);
  const byLines = Math.min(width / ((longest + 1) * ADVANCE), height / ((lines.length + 1) * LINE));
  return Math.max(1, Math.floor(Math.min(bySide, byLines)));
}

function cut(line: string, most: number): readonly string[] {
  const letters = lettersOf(line);
  return letters.length <= most ? letters : [...letters.slice(0, most - 1), '…'];
}

function write(
  picture: Picture,
  letters: readonly string[],
  { left, top, point }: { readonly left: number; readonly top: number; readonly point: number },
): void {
  const edge = Math.max(1, point >> 1);
  for (const [widened, shade] of [
    [edge, 0],
    [0, WHITE],
  ] as const)
    for (const [at, letter] of letters.entries())
      for (const [row, bits] of (letterRows(letter) ?? letterRows('?')!).entries())
        for (let column = 0; column < LETTER_WIDTH; column++) {
          if (((bits >> (LETTER_WIDTH - 1 - column)) & 1) === 0) continue;
          const x = left + (at * ADVANCE + column) * point;
          const y = top + row * point;
          fill(picture, { x: x - widened, y: y - widened, side: point + 2 * widened }, shade);
        }
}

function fill({ pixels, width, height, samples }: Picture, { x, y, side }: { x: number; y: number; side: number }, shade: number): void {
  const begin = Math.max(0, x);
  const end = Math.min(width, x + side);
  for (let row = Math.max(0, y); row < Math.min(height, y + side) && begin < end; row++)
    pixels.fill(shade, (row * width + begin) * samples, (row * width + end) * samples);
}
