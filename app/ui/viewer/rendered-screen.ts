import { renderedPath } from './addresses.ts';
import { groupOf, numberOf, numbersOf } from './dicom-json.ts';
import type { Frame } from './display-sets.ts';
import { matrixOf, PLAIN, windowsOf } from './look.ts';
import type { Screen } from './screen.ts';

/** Pictures larger than this are not asked for. */
const MOST_PIXELS = 2048;
/** While the window is dragged, a picture is asked for this often at most. */
const WINDOW_MS = 150;

/** Pictures that are kept, those of the frames around. */
const MOST_KEPT = 40;

/**
 * Frames as the box has rendered them (PS3.18 §10.4.1.1.3): until the engine is here, and for what a browser cannot decode.
 */
export function openRenderedScreen(element: HTMLElement): Screen {
  const kept = new Map<string, HTMLImageElement>();
  let frames: readonly Frame[] = [];
  let at = -1;
  let look = PLAIN;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pictureOf = (frame: Frame): HTMLImageElement => {
    const { columns, rows } = sizeOf(frame);
    const path = renderedPath(frame, frame.frame, Math.min(Math.max(columns, rows), MOST_PIXELS), look.window);
    const picture = kept.get(path) ?? new Image();
    kept.delete(path); // the last is the one asked for last
    kept.set(path, picture);
    for (const [oldest] of kept) if (kept.size > MOST_KEPT) kept.delete(oldest);
    if (picture.src === '') {
      picture.alt = '';
      picture.className = 'picture';
      picture.draggable = false;
      picture.src = path;
    }
    return picture;
  };
  const matrix = () => {
    const frame = frames[at];
    return frame && matrixOf(look, sizeOf(frame), { width: element.clientWidth, height: element.clientHeight });
  };
  const draw = () => {
    const frame = frames[at];
    const place = matrix();
    const picture = element.querySelector('img');
    if (!frame || !place || !picture) return;
    const { columns, rows } = sizeOf(frame);
    picture.style.inlineSize = `${columns}px`;
    picture.style.blockSize = `${rows}px`;
    picture.style.transform = `matrix(${place.join(',')})`;
    picture.style.filter = look.isInverted ? 'invert(1)' : '';
  };
  const put = async (index: number) => {
    const picture = pictureOf(frames[index]!);
    await picture.decode().catch((error) => {
      for (const [path, each] of kept) if (each === picture) kept.delete(path); // asked for anew next time: the network may be back
      throw error;
    });
    element.replaceChildren(picture);
    at = index;
    draw();
  };

  return {
    take(stack) {
      frames = stack;
      at = -1;
    },
    async show(index) {
      if (!frames[index]) throw new Error('no such frame');
      await put(index);
    },
    look(now) {
      const isOtherWindow = now.window?.center !== look.window?.center || now.window?.width !== look.window?.width;
      look = now;
      draw();
      if (!isOtherWindow || at < 0) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        put(at).catch(() => {}); // what is there stays
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
      for (const index of indexes) pictureOf(frames[index]!);
    },
    resized: draw,
    close() {
      clearTimeout(timer);
      element.replaceChildren();
    },
  };
}

/** `aspect`: the height of a pixel over its width, by its spacing or PS3.3 §C.7.6.3.1.7, as the box draws it. */
function sizeOf({ dataset, frame }: Frame): { columns: number; rows: number; aspect: number } {
  const measures = groupOf(dataset, 'PixelMeasuresSequence', frame);
  const pairs = [
    numbersOf(dataset, 'PixelSpacing'),
    numbersOf(dataset, 'ImagerPixelSpacing'),
    measures ? numbersOf(measures, 'PixelSpacing') : [],
    numbersOf(dataset, 'PixelAspectRatio'),
  ];
  const [down = 1, across = 1] = pairs.find(([high = 0, wide = 0]) => high > 0 && wide > 0) ?? [];
  return { columns: numberOf(dataset, 'Columns') ?? 1, rows: numberOf(dataset, 'Rows') ?? 1, aspect: down / across };
}
