import { PLAIN, rotated, zoomed } from './look.ts';
import { type Cell, countOf, goTo } from './state.ts';

const PAGE = 10;
const ZOOM_STEP = 1.25;

export const closer = (cell: Cell): void => {
  cell.look.value = zoomed(cell.look.value, ZOOM_STEP);
};
export const farther = (cell: Cell): void => {
  cell.look.value = zoomed(cell.look.value, 1 / ZOOM_STEP);
};
export const turn = (cell: Cell): void => {
  cell.look.value = rotated(cell.look.value);
};
export const invert = (cell: Cell): void => {
  cell.look.value = { ...cell.look.value, isInverted: !cell.look.value.isInverted };
};
export const reset = (cell: Cell): void => {
  cell.look.value = PLAIN;
};
export const playOrPause = (cell: Cell): void => {
  cell.isPlaying.value = !cell.isPlaying.value && countOf(cell.set.value) > 1;
};

/** What a key does over an image. */
export function runKey(event: KeyboardEvent, cell: Cell): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const by = (slices: number) => () => goTo(cell, cell.index.value + slices);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: by(1),
    ArrowRight: by(1),
    ArrowUp: by(-1),
    ArrowLeft: by(-1),
    PageDown: by(PAGE),
    PageUp: by(-PAGE),
    Home: () => goTo(cell, 0),
    End: () => goTo(cell, countOf(cell.set.value) - 1),
    '+': () => closer(cell),
    '=': () => closer(cell),
    '-': () => farther(cell),
    r: () => turn(cell),
    i: () => invert(cell),
    '0': () => reset(cell),
    ' ': () => playOrPause(cell),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
