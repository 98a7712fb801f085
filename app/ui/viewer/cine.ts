import { effect } from '@preact/signals';
import { type Cell, countOf } from './state.ts';

/** Plays a cell while its `isPlaying` is set: the next frame when its time has come and the one before it was seen. */
export function startCine(cell: Cell): () => void {
  let due = 0;
  let request = 0;
  const step = (now: number) => {
    request = requestAnimationFrame(step);
    const gap = 1000 / cell.framesPerSecond.peek();
    const isSeen = cell.shown.peek() === cell.index.peek();
    if (now < due || !isSeen || document.hidden) return;
    due = Math.max(due + gap, now - gap); // a frame that was late is made up for, not a pause
    cell.index.value = (cell.index.peek() + 1) % Math.max(1, countOf(cell.set.peek()));
  };
  const stop = effect(() => {
    cancelAnimationFrame(request);
    if (!cell.isPlaying.value) return;
    due = 0;
    request = requestAnimationFrame(step);
  });
  return () => {
    stop();
    cancelAnimationFrame(request);
  };
}
