import { type Point, panned, toImage, windowed, zoomed } from './look.ts';
import type { Measurement } from './measure.ts';
import { type Cell, countOf, goTo, measurements, type Tool, toolOf } from './state.ts';

/** Of a wheel, for one image. */
const WHEEL_STEP = 80;
/** A line that is shorter on the screen was a tap. */
const LEAST_LINE = 6;

/** Mouse, fingers and wheel over an image. What is drawn with them is kept by `keyOf`. */
export function attachGestures(element: HTMLElement, cell: Cell, keyOf: () => string): () => void {
  const fingers = new Map<number, Point>();
  let doing: Tool | undefined;
  let scrolled = 0;
  let wheeled = 0;

  const pointOf = (event: PointerEvent | WheelEvent): Point => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const fromMiddle = ([x, y]: Point): Point => [x - element.clientWidth / 2, y - element.clientHeight / 2];
  const onImage = (at: Point): Point | undefined => (cell.matrix.value ? toImage(cell.matrix.value, at) : undefined);

  function begin(event: PointerEvent): void {
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, pointOf(event));
    if (fingers.size > 1) {
      if (doing === 'length') cell.draft.value = undefined; // the first of two fingers is no line
      doing = undefined;
      return;
    }
    doing = event.button === 1 ? 'pan' : event.button === 2 ? 'zoom' : toolOf(cell);
    scrolled = 0;
    const at = onImage(pointOf(event));
    if (doing === 'length' && at) cell.draft.value = { kind: 'length', points: [at, at] };
    if (doing === 'angle' && at)
      cell.draft.value = { kind: 'angle', points: cell.draft.value ? [...ofAngle(cell.draft.value), at] : [at, at] };
  }

  function move(event: PointerEvent): void {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event);
    if (fingers.size === 2) pinch(event.pointerId, before, now);
    else drag(before, now);
    fingers.set(event.pointerId, now);
  }

  function pinch(id: number, before: Point, now: Point): void {
    const other = [...fingers].find(([each]) => each !== id)![1];
    const factor = distance(other, now) / (distance(other, before) || 1);
    const middle = fromMiddle([(other[0] + now[0]) / 2, (other[1] + now[1]) / 2]);
    cell.look.value = panned(zoomed(cell.look.value, factor, middle), [(now[0] - before[0]) / 2, (now[1] - before[1]) / 2]);
  }

  function drag(before: Point, now: Point): void {
    const by: Point = [now[0] - before[0], now[1] - before[1]];
    const look = cell.look.value;
    const window = cell.window.value;
    const at = onImage(now);
    const draft = cell.draft.value;
    if (doing === 'pan') cell.look.value = panned(look, by);
    else if (doing === 'zoom') cell.look.value = zoomed(look, 1.01 ** -by[1]);
    else if (doing === 'window' && window) cell.look.value = windowed(look, window, by, window.range);
    else if (doing === 'scroll') scroll(by[1]);
    else if ((doing === 'length' || doing === 'angle') && at && draft)
      cell.draft.value = { ...draft, points: [...draft.points.slice(0, -1), at] };
  }

  function scroll(by: number): void {
    const step = Math.max(4, Math.min(24, element.clientHeight / Math.max(1, countOf(cell.set.value))));
    scrolled += by;
    const slices = Math.trunc(scrolled / step);
    if (slices === 0) return;
    scrolled -= slices * step;
    goTo(cell, cell.index.value + slices);
  }

  function end(event: PointerEvent): void {
    fingers.delete(event.pointerId);
    const draft = cell.draft.value;
    if (!draft || (doing !== 'length' && doing !== 'angle')) return;
    doing = undefined;
    const isTap = draft.points.length === 2 && onScreen(draft) < LEAST_LINE;
    if (draft.kind === 'angle' && draft.points.length < 3 && !isTap) return; // its second arm is still to come
    cell.draft.value = undefined;
    if (isTap) return;
    const key = keyOf();
    measurements.value = new Map(measurements.value).set(key, [...(measurements.value.get(key) ?? []), draft]);
  }

  const onScreen = ({ points: [from, to] }: Measurement) => {
    const [a = 1, b = 0] = cell.matrix.value ?? [];
    return from && to ? distance(from, to) * Math.hypot(a, b) : 0;
  };

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || countOf(cell.set.value) < 2) {
      cell.look.value = zoomed(cell.look.value, 1.002 ** -event.deltaY, fromMiddle(pointOf(event)));
      return;
    }
    wheeled += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 33 : event.deltaY;
    const slices = Math.trunc(wheeled / WHEEL_STEP);
    if (slices === 0) return;
    wheeled = 0;
    goTo(cell, cell.index.value + slices);
  }

  const cancel = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    cell.draft.value = undefined;
  };
  const quiet = (event: Event) => event.preventDefault();
  const stopping = new AbortController();
  const { signal } = stopping;
  element.addEventListener('pointerdown', begin, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', end, { signal });
  element.addEventListener('pointercancel', cancel, { signal });
  element.addEventListener('contextmenu', quiet, { signal }); // its button zooms
  element.addEventListener('wheel', wheel, { signal, passive: false });
  return () => stopping.abort();
}

/** The arm of an angle that is there already. */
const ofAngle = ({ points }: Measurement): readonly Point[] => points.slice(0, 2);

const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);
