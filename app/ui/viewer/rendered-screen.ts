import { numberOf, numbersOf } from './dicom-json.ts';
import { renderedPath } from './dicom-web.ts';
import type { Frame } from './display-sets.ts';
import { type Look, matrixOf, PLAIN, windowsOf } from './look.ts';
import type { Screen } from './screen.ts';

/** Pictures larger than this are not asked for. */
const MOST_PIXELS = 2048;
/** While the window is dragged, a picture is asked for this often at most. */
const WINDOW_MS = 150;

/**
 * Frames as the box has rendered them (PS3.18 §10.4.1.1.3): until the engine is here, and for what a browser cannot decode.
 */
export function openRenderedScreen(element: HTMLElement): Screen {
  const picture = new Image();
  picture.alt = '';
  picture.className = 'picture';
  picture.draggable = false;
  element.append(picture);
  let frames: readonly Frame[] = [];
  let at = -1;
  let look = PLAIN;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const sizeOf = ({ dataset }: Frame) => {
    const [down, across] = numbersOf(dataset, 'PixelAspectRatio');
    const [columns, rows] = [numberOf(dataset, 'Columns') ?? 1, numberOf(dataset, 'Rows') ?? 1];
    return { columns, rows, aspect: down && across ? down / across : 1 };
  };
  const pathOf = (frame: Frame, { window }: Look) => {
    const { columns, rows } = sizeOf(frame);
    return renderedPath(frame, frame.frame, Math.min(Math.max(columns, rows), MOST_PIXELS), window);
  };
  const matrix = () => {
    const frame = frames[at];
    return frame && matrixOf(look, sizeOf(frame), { width: element.clientWidth, height: element.clientHeight });
  };
  const draw = () => {
    const frame = frames[at];
    const place = matrix();
    if (!frame || !place) return;
    const { columns, rows } = sizeOf(frame);
    picture.style.inlineSize = `${columns}px`;
    picture.style.blockSize = `${rows}px`;
    picture.style.transform = `matrix(${place.join(',')})`;
    picture.style.filter = look.isInverted ? 'invert(1)' : '';
  };
  const load = (frame: Frame) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    picture.onload = () => resolve();
    picture.onerror = () => reject(new Error('the box cannot render it'));
    picture.src = pathOf(frame, look);
    return promise;
  };

  return {
    take(stack) {
      frames = stack;
      at = -1;
    },
    async show(index) {
      const frame = frames[index];
      if (!frame) throw new Error('no such frame');
      await load(frame);
      at = index;
      draw();
    },
    look(now) {
      const isOtherWindow = now.window?.center !== look.window?.center || now.window?.width !== look.window?.width;
      look = now;
      draw();
      const frame = frames[at];
      if (!isOtherWindow || !frame) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        load(frame).catch(() => {}); // what is there stays
      }, WINDOW_MS);
    },
    matrix,
    window() {
      const frame = frames[at];
      if (!frame || (numberOf(frame.dataset, 'SamplesPerPixel') ?? 1) > 1) return undefined;
      const own = windowsOf(frame.dataset, frame.frame)[0];
      const now = look.window ?? own;
      return now && { ...now, range: (own ?? now).width };
    },
    prefetch(indexes) {
      for (const index of indexes) {
        const frame = frames[index];
        if (frame) new Image().src = pathOf(frame, look);
      }
    },
    resized: draw,
    close() {
      clearTimeout(timer);
      picture.remove();
    },
  };
}
