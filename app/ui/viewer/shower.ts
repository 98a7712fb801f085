import { effect } from '@preact/signals';
import { itemsOf, numberOf, textOf } from './dicom-json.ts';
import { whyNoPicture } from './dicom-web.ts';
import type { Frame, ImageSet } from './display-sets.ts';
import { loadEngine } from './load-engine.ts';
import { openRenderedScreen } from './rendered-screen.ts';
import type { Screen } from './screen.ts';
import type { Cell } from './state.ts';
import { texts as T } from './texts/en.ts';

const AHEAD = 12;
const BEHIND = 3;
/** A frame that takes longer is given up. */
const DEADLINE_MS = 30_000;
/** What `cannotShow` says; anything else, a network that is gone or a busy box, is no fault of the image and has its own words. */
const DAMAGED: ReadonlySet<string> = new Set(['PIXELS_FRAME_CORRUPT', 'PIXELS_BROKEN']);
/** What takes longer is said to be loading. */
const PATIENCE_MS = 250;

/**
 * Keeps what is seen in a cell at what its signals ask for: by the engine where it is there and can, else by pictures of the box.
 * Frames that were asked for while another was drawn are passed over, but for the last.
 */
export function openShower(
  cell: Cell,
  set: ImageSet,
  at: { readonly pixels: HTMLElement; readonly picture: HTMLElement },
): { close(): void } {
  const { frames } = set;
  const box = openRenderedScreen(at.picture);
  box.take(frames);
  let engine: Screen | undefined;
  let boxAlone: Screen | undefined;
  let isClosed = false;
  let isBusy = false;
  let isStarted = false;
  let drawn = -1;
  let isStale = false; // drawn, but by the box
  let direction = 1;

  const seen = () => ({ pixels: engine, box, nobody: undefined })[cell.shownBy.value];
  const tell = () => {
    cell.matrix.value = seen()?.matrix();
    cell.window.value = seen()?.window();
  };
  function startEngine(): void {
    if (isStarted || isClosed) return;
    isStarted = true;
    loadEngine().then(
      ({ openPixelScreen }) => {
        if (isClosed) return;
        engine = openPixelScreen(at.pixels);
        engine.take(frames);
        engine.look(cell.look.value);
        isStale = true;
        void pump();
      },
      () => {
        boxAlone = box;
      },
    );
  }
  async function draw(index: number): Promise<void> {
    const frame = frames[index];
    if (engine && frame && isForEngine(frame))
      try {
        await inTime(engine.show(index));
        cell.shownBy.value = 'pixels';
        return;
      } catch {
        if (isClosed) return; // the box may be able to
      }
    try {
      await inTime(box.show(index));
      cell.shownBy.value = 'box';
    } catch {
      cell.shownBy.value = 'nobody';
      const why = frame && (await whyNoPicture(frame, frame.frame));
      cell.problem.value = !why || DAMAGED.has(why.code) ? T.cannotShow(index + 1) : why.message;
    }
  }
  async function pump(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    const patience = setTimeout(() => {
      cell.isWaiting.value = true;
    }, PATIENCE_MS);
    while (!isClosed && (isStale || drawn !== cell.index.value)) {
      const index = cell.index.value;
      isStale = false;
      direction = index < drawn ? -1 : 1;
      cell.problem.value = undefined;
      await draw(index);
      if (isClosed) break;
      drawn = index;
      cell.shown.value = index;
      tell();
    }
    clearTimeout(patience);
    cell.isWaiting.value = false;
    isBusy = false;
    startEngine();
    if (!isClosed) (engine ?? boxAlone)?.prefetch(near(drawn, direction, frames.length));
  }

  const stops = [
    effect(() => {
      if (cell.index.value !== drawn) void pump();
    }),
    effect(() => {
      const look = cell.look.value;
      for (const screen of [engine, box]) screen?.look(look);
      tell();
    }),
  ];
  const observer = new ResizeObserver(() => {
    for (const screen of [engine, box]) screen?.resized();
    tell();
  });
  observer.observe(at.pixels);
  return {
    close() {
      isClosed = true;
      for (const stop of stops) stop();
      observer.disconnect();
      for (const screen of [engine, box]) screen?.close();
    },
  };
}

/** What the engine draws rightly: not single bits, nor floating point, nor numbers of 32 bits, nor what goes through tables. */
function isForEngine({ dataset }: Frame): boolean {
  if (itemsOf(dataset, 'ModalityLUTSequence').length > 0 || itemsOf(dataset, 'VOILUTSequence').length > 0) return false;
  const bits = numberOf(dataset, 'BitsAllocated');
  const isColour = (numberOf(dataset, 'SamplesPerPixel') ?? 1) > 1;
  return isColour ? bits === 8 : (bits === 8 || bits === 16) && textOf(dataset, 'PhotometricInterpretation') !== 'PALETTE COLOR';
}

function near(index: number, direction: number, count: number): number[] {
  const ahead = Array.from({ length: AHEAD }, (_, n) => index + direction * (n + 1));
  const behind = Array.from({ length: BEHIND }, (_, n) => index - direction * (n + 1));
  return [...ahead, ...behind].filter((each) => each >= 0 && each < count);
}

function inTime(drawing: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the frame did not come')), DEADLINE_MS);
  return Promise.race([drawing, promise]).finally(() => clearTimeout(timer));
}
