import { useEffect, useRef } from 'preact/hooks';
import { format, LOCALE } from '../shell/shell.ts';
import { startCine } from './cine.ts';
import { personOf, textOf } from './dicom-json.ts';
import type { Frame, ImageSet } from './display-sets.ts';
import { attachGestures } from './gestures.ts';
import { Glyph } from './glyphs.tsx';
import { runKey } from './keys.ts';
import { MeasureLayer } from './measure-layer.tsx';
import { edgesOf, turned } from './orientation.ts';
import { openShower } from './shower.ts';
import { type Cell, goTo } from './state.ts';
import { texts as T } from './texts/en.ts';

/** So many images a press of Page Up or Page Down. */
const RATES = [1, 2, 5, 8, 10, 15, 20, 25, 30, 40, 60];

const EDGES = ['top', 'right', 'bottom', 'left'] as const;

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const percent = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 0 });

export const keyOfFrame = ({ sopInstanceUid, frame }: Frame): string => `${sopInstanceUid}/${frame}`;

/** A stack: its image, what is written over it, and the way through it. */
export function ImagePlace({ cell, set }: { cell: Cell; set: ImageSet }) {
  const stage = useRef<HTMLDivElement>(null);
  const pixels = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  const count = set.frames.length;
  const at = Math.max(0, cell.shown.value);
  const frame = set.frames[at]!;
  useEffect(() => {
    const shower = openShower(cell, set, { pixels: pixels.current!, picture: picture.current! });
    const stopCine = startCine(cell);
    const detach = attachGestures(stage.current!, cell, () => keyOfFrame(set.frames[Math.max(0, cell.shown.peek())]!));
    return () => {
      detach();
      stopCine();
      shower.close();
    };
  }, [set]);
  return (
    <>
      <div
        ref={stage}
        class="stage"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys go through the stack
        tabIndex={0}
        aria-label={T.place(seriesWords(set), at + 1, count)}
        data-shown-by={cell.shownBy.value}
        data-shown={cell.shown.value}
        onKeyDown={(event) => runKey(event, cell)}
      >
        <div class="layer picture-layer" ref={picture} />
        <div class="layer pixels-layer" ref={pixels} />
        <MeasureLayer cell={cell} frame={frame} />
        <Overlay cell={cell} set={set} frame={frame} />
        {cell.problem.value && (
          <p class="cannot" role="alert">
            {cell.problem.value}
          </p>
        )}
        {cell.isWaiting.value && !cell.problem.value && (
          <p class="waiting" role="status">
            {T.loading}
          </p>
        )}
      </div>
      {count > 1 && <FramesRow cell={cell} count={count} />}
    </>
  );
}

export const seriesWords = ({ seriesNumber, modality, description }: Pick<ImageSet, 'seriesNumber' | 'modality' | 'description'>): string =>
  [seriesNumber, modality, description].filter(Boolean).join(' · ') || T.unnamed;

/** What is written in the corners; the words around the image say the same to those who do not see it. */
function Overlay({ cell, set, frame }: { cell: Cell; set: ImageSet; frame: Frame }) {
  const { alphabetic, ideographic = '' } = personOf(frame.dataset, 'PatientName');
  const window = cell.window.value;
  const stored = edgesOf(frame.dataset, frame.frame);
  const edges = stored && turned(stored, cell.look.value.rotation);
  return (
    <div class="overlay" aria-hidden="true">
      {edges && EDGES.map((edge) => <span key={edge} class={`edge ${edge}`} children={edges[edge]} />)}
      <p class="corner start">
        <bdi>{[alphabetic, ideographic].filter(Boolean).join(' ') || T.noName}</bdi>
        <bdi>{textOf(frame.dataset, 'PatientID') || T.noId}</bdi>
      </p>
      <p class="corner end">
        <bdi>{seriesWords(set)}</bdi>
        {cell.shownBy.value === 'box' && <span class="by-box">{T.shownByBox}</span>}
      </p>
      <p class="corner start low">
        {window && <span class="window-words">{T.window(whole.format(window.center), whole.format(window.width))}</span>}
        <span>{T.zoomed(percent.format(cell.look.value.zoom))}</span>
      </p>
      <p class="corner end low">
        <span>{T.imageOf(Math.max(0, cell.shown.value) + 1, set.frames.length)}</span>
      </p>
    </div>
  );
}

/** Play, where one is in the stack, how fast. */
function FramesRow({ cell, count }: { cell: Cell; count: number }) {
  const rate = cell.framesPerSecond.value;
  const rates = [...new Set([...RATES, rate])].sort((a, b) => a - b);
  const isPlaying = cell.isPlaying.value;
  return (
    <div class="frames-row">
      <button
        type="button"
        class="icon-button"
        aria-label={isPlaying ? T.pause : T.play}
        onClick={() => {
          cell.isPlaying.value = !isPlaying;
        }}
      >
        <Glyph name={isPlaying ? 'pause' : 'play'} />
      </button>
      <input
        type="range"
        min={1}
        max={count}
        value={cell.index.value + 1}
        aria-label={T.slice}
        aria-valuetext={T.imageOf(cell.index.value + 1, count)}
        onInput={(event) => goTo(cell, Number(event.currentTarget.value) - 1)}
      />
      <select
        aria-label={T.speed}
        value={String(rate)}
        onChange={(event) => {
          cell.framesPerSecond.value = Number(event.currentTarget.value);
        }}
      >
        {rates.map((each) => (
          <option key={each} value={String(each)}>
            {T.speedOf(each)}
          </option>
        ))}
      </select>
      <span class="frame-count">{format.number(count)}</span>
    </div>
  );
}
