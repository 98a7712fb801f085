/** Letters of 5 × 7 dots, a row a byte, the leftmost dot the highest of five bits. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  A: [0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
  E: [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f],
  F: [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x10],
  G: [0x0e, 0x11, 0x10, 0x17, 0x11, 0x11, 0x0e],
  I: [0x0e, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0e],
  L: [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1f],
  M: [0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11],
  N: [0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11],
  O: [0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e],
  P: [0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10],
  R: [0x1e, 0x11, 0x11, 0x1e, 0x14, 0x12, 0x11],
  S: [0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e],
  T: [0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04],
};

export const SIDE = 512;
const STEPS = 16;
const BLACK = 0;
const WHITE = 255;

/**
 * Grey levels of 8 bits: sixteen steps from black to white, squares of 5 % in black and 95 % in white, lines one pixel wide, a frame, and what it
 * is in letters. Who sees all sixteen steps and both squares has a screen that can be used.
 */
export function testPattern(): Uint8Array {
  const pixels = new Uint8Array(SIDE * SIDE).fill(0x60);
  const fill = (x: number, y: number, width: number, height: number, value: number) => {
    for (let row = y; row < y + height; row++) pixels.fill(value, row * SIDE + x, row * SIDE + x + width);
  };
  for (let step = 0; step < STEPS; step++) fill(32 + step * 28, 200, 28, 96, Math.round((step * WHITE) / (STEPS - 1)));
  fill(64, 320, 96, 96, BLACK);
  fill(96, 352, 32, 32, Math.round(0.05 * WHITE));
  fill(352, 320, 96, 96, WHITE);
  fill(384, 352, 32, 32, Math.round(0.95 * WHITE));
  for (let line = 0; line < 48; line += 2) {
    fill(208 + line, 320, 1, 96, WHITE);
    fill(256, 320 + 2 * line, 48, 1, WHITE);
  }
  for (const at of [0, SIDE - 1]) {
    fill(0, at, SIDE, 1, WHITE);
    for (let row = 0; row < SIDE; row++) pixels[row * SIDE + at] = WHITE;
  }
  write('FILMROOM', 5, 40);
  write('TEST IMAGE', 6, 100);
  write('NOT A PATIENT', 4, 440);
  return pixels;

  /** In the middle of the line at `y`, each dot `size` pixels wide. */
  function write(text: string, size: number, y: number): void {
    let x = Math.round((SIDE - text.length * 6 * size) / 2);
    for (const letter of text) {
      for (const [row, bits] of (GLYPHS[letter] ?? []).entries())
        for (let column = 0; column < 5; column++) if (bits & (0x10 >> column)) fill(x + column * size, y + row * size, size, size, WHITE);
      x += 6 * size;
    }
  }
}
