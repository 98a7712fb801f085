import {
  cache,
  Enums,
  getShouldUseCPURendering,
  imageLoader,
  init as initCore,
  RenderingEngine,
  type Types,
  utilities,
} from '@cornerstonejs/core';
import { init as initLoader, wadors } from '@cornerstonejs/dicom-image-loader';
import { framePath } from '../addresses.ts';
import { numberOf, textOf } from '../dicom-json.ts';
import type { Frame } from '../display-sets.ts';
import { type Matrix, PLAIN, type Window, windowsOf } from '../look.ts';
import type { Screen } from '../screen.ts';
import { windowOfData } from './window-of-data.ts';

/** Decoded frames that are kept. */
const CACHE_BYTES = 256 * 2 ** 20;
const MOST_WORKERS = 3;

let engine: RenderingEngine | undefined;
let screens = 0;

function start(): RenderingEngine {
  if (engine) return engine;
  initCore({ rendering: { webGlContextCount: 2 }, debug: {} });
  initLoader({ maxWebWorkers: Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency - 1)) });
  cache.setMaxCacheSize(CACHE_BYTES);
  engine = new RenderingEngine('viewer');
  return engine;
}

/** Frames drawn from their pixels by Cornerstone3D, on the graphics card where there is one. */
export function openPixelScreen(element: HTMLElement): Screen {
  const all = start();
  const viewportId = `screen-${++screens}`;
  all.enableElement({
    viewportId,
    element: element as HTMLDivElement,
    type: Enums.ViewportType.STACK,
    defaultOptions: { background: [0, 0, 0] },
  });
  const viewport = all.getViewport(viewportId) as Types.IStackViewport;
  let frames: readonly Frame[] = [];
  let imageIds: string[] = [];
  let at = -1;
  let look = PLAIN;
  const ofData = new Map<string, Window>();

  const load = (imageId: string, requestType: Enums.RequestType, priority: number) => {
    const asked = { requestType, priority, useRGBA: getShouldUseCPURendering() }; // as the viewport asks, which finds it in the cache then
    return imageLoader.loadAndCacheImage(imageId, asked);
  };
  const own = (image: Types.IImage): Window => {
    const { dataset, frame } = frames[at]!;
    const imageId = imageIds[at]!;
    const known = windowsOf(dataset, frame)[0] ?? ofData.get(imageId) ?? windowOfData(image, dataset);
    ofData.set(imageId, known);
    return known;
  };
  const now = () => {
    const image = at < 0 ? undefined : cache.getImage(imageIds[at]!);
    if (!image || image.color) return undefined;
    const asked = own(image);
    return { ...(look.window ?? asked), range: asked.width };
  };
  const apply = () => {
    const frame = frames[at];
    if (!frame) return;
    const window = now();
    const isMonochrome1 = textOf(frame.dataset, 'PhotometricInterpretation') === 'MONOCHROME1';
    viewport.setProperties({
      ...(window && { voiRange: utilities.windowLevel.toLowHighRange(window.width, window.center) }),
      invert: look.isInverted !== isMonochrome1,
    });
    viewport.resetCamera();
    viewport.setViewPresentation({ rotation: look.rotation });
    viewport.setZoom(look.zoom);
    viewport.setPan([...look.pan]);
    viewport.render();
  };
  const matrix = (): Matrix | undefined => {
    const data = at < 0 ? undefined : viewport.getImageData();
    if (!data) return undefined;
    const { origin, spacing, direction } = data;
    const placed = (column: number, row: number) => {
      const [i, j] = [(column - 0.5) * spacing[0], (row - 0.5) * spacing[1]];
      const world = [0, 1, 2].map((n) => origin[n]! + direction[n]! * i + direction[n + 3]! * j) as Types.Point3;
      return viewport.worldToCanvas(world);
    };
    const { dataset } = frames[at]!;
    const [columns, rows] = [numberOf(dataset, 'Columns') ?? 1, numberOf(dataset, 'Rows') ?? 1];
    const [corner, right, below] = [placed(0, 0), placed(columns, 0), placed(0, rows)];
    return [
      (right[0] - corner[0]) / columns,
      (right[1] - corner[1]) / columns,
      (below[0] - corner[0]) / rows,
      (below[1] - corner[1]) / rows,
      ...corner,
    ];
  };

  return {
    take(stack) {
      frames = stack;
      at = -1;
      imageIds = stack.map((frame) => {
        const imageId = `wadors:${location.origin}${framePath(frame, frame.frame)}`;
        wadors.metaDataManager.add(imageId, frame.dataset as never);
        return imageId;
      });
    },
    async show(index) {
      const imageId = imageIds[index];
      if (imageId === undefined) throw new Error('no such frame');
      await load(imageId, Enums.RequestType.Interaction, 0); // the viewport keeps errors to itself
      if (at < 0) await viewport.setStack(imageIds, index);
      else await viewport.setImageIdIndex(index);
      at = index;
      apply();
    },
    look(wanted) {
      look = wanted;
      apply();
    },
    matrix,
    window: now,
    prefetch(indexes) {
      for (const index of indexes) {
        const imageId = imageIds[index];
        if (imageId !== undefined && !cache.isLoaded(imageId)) load(imageId, Enums.RequestType.Prefetch, 10).catch(() => {}); // said when it is looked at
      }
    },
    resized() {
      all.resize(true, false);
      apply();
    },
    close() {
      all.disableElement(viewportId);
    },
  };
}
