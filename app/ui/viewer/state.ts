import { computed, type Signal, signal } from '@preact/signals';
import { AskError } from '../shell/ask.ts';
import { type Dataset, numberOf, textOf } from './dicom-json.ts';
import { metadataOf, seriesOf } from './dicom-web.ts';
import { type DisplaySet, displaySetsOf } from './display-sets.ts';
import { firstSeries } from './first-series.ts';
import { type Look, type Matrix, PLAIN, type Window } from './look.ts';
import type { Measurement } from './measure.ts';
import { texts as T } from './texts/en.ts';

export interface SeriesEntry {
  readonly seriesInstanceUid: string;
  readonly number: string;
  readonly modality: string;
  readonly description: string;
  readonly instances: number;
  /** What is seen of it, once its attributes are here. */
  readonly sets: readonly DisplaySet[] | undefined;
  readonly problem: string | undefined;
}

/** What dragging over the image does. */
export const TOOLS = ['scroll', 'window', 'pan', 'zoom', 'length', 'angle'] as const;
export type Tool = (typeof TOOLS)[number];

/** Who drew what is seen: the engine from the pixels, the box as a picture, nobody. */
export type ShownBy = 'nobody' | 'pixels' | 'box';

/** One of the places in which something is shown. */
export interface Cell {
  readonly set: Signal<DisplaySet | undefined>;
  /** The frame that is asked for, and the one that is seen; from 0. */
  readonly index: Signal<number>;
  readonly shown: Signal<number>;
  readonly shownBy: Signal<ShownBy>;
  readonly problem: Signal<string | undefined>;
  readonly isWaiting: Signal<boolean>;
  readonly look: Signal<Look>;
  readonly matrix: Signal<Matrix | undefined>;
  readonly window: Signal<(Window & { readonly range: number }) | undefined>;
  /** A measurement that is being drawn. */
  readonly draft: Signal<Measurement | undefined>;
  readonly isPlaying: Signal<boolean>;
  readonly framesPerSecond: Signal<number>;
}

const createCell = (): Cell => ({
  set: signal(undefined),
  index: signal(0),
  shown: signal(-1),
  shownBy: signal<ShownBy>('nobody'),
  problem: signal(undefined),
  isWaiting: signal(false),
  look: signal(PLAIN),
  matrix: signal(undefined),
  window: signal(undefined),
  draft: signal(undefined),
  isPlaying: signal(false),
  framesPerSecond: signal(10),
});

export const series = signal<readonly SeriesEntry[] | undefined>(undefined);
export const problem = signal<string | undefined>(undefined);
/** An instance of the study, for what is said of the patient. */
export const head = signal<Dataset | undefined>(undefined);
export const tool = signal<Tool>(globalThis.matchMedia?.('(pointer: coarse)').matches ? 'scroll' : 'window');
export const cells: readonly [Cell, Cell] = [createCell(), createCell()];
export const isBesides = signal(false);
export const activeAt = signal<0 | 1>(0);
export const active = computed(() => cells[isBesides.value ? activeAt.value : 0]);
/** By `sopInstanceUid/frame`; they are not kept beyond the page. */
export const measurements = signal<ReadonlyMap<string, readonly Measurement[]>>(new Map());

/** The study by its series: the first with images at once, the others after it. */
export async function openStudy(studyInstanceUid: string): Promise<void> {
  series.value = undefined;
  problem.value = undefined;
  try {
    const found = (await seriesOf(studyInstanceUid)).map(entryOf).sort(byNumber);
    series.value = found;
    if (found.length === 0) problem.value = T.noStudy;
    const first = firstSeries(found);
    for (const entry of first ? [first, ...found.filter((each) => each !== first)] : []) await openSeries(studyInstanceUid, entry);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    problem.value = error.message;
  }
}

async function openSeries(studyInstanceUid: string, { seriesInstanceUid }: SeriesEntry): Promise<void> {
  const change = (more: Partial<SeriesEntry>) => {
    series.value = series.value?.map((each) => (each.seriesInstanceUid === seriesInstanceUid ? { ...each, ...more } : each));
  };
  try {
    const datasets = await metadataOf(studyInstanceUid, seriesInstanceUid);
    const sets = displaySetsOf(datasets);
    head.value ??= datasets[0];
    change({ sets });
    const [first] = sets;
    if (first && !cells[0].set.value) place(first, cells[0]);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    change({ problem: error.message });
  }
}

/** Shows something in a place, from its beginning. */
export function place(set: DisplaySet, cell: Cell): void {
  if (cell.set.peek() === set) return;
  cell.isPlaying.value = false;
  cell.draft.value = undefined;
  cell.problem.value = undefined;
  cell.matrix.value = undefined;
  cell.window.value = undefined;
  cell.shownBy.value = 'nobody';
  cell.shown.value = -1;
  cell.index.value = 0;
  cell.look.value = PLAIN;
  cell.framesPerSecond.value = rateOf(set.dataset);
  cell.set.value = set;
}

/** Frames a second, as the image asks (PS3.3 §C.7.6.5). */
function rateOf(dataset: Dataset): number {
  const time = numberOf(dataset, 'FrameTime');
  const rate = numberOf(dataset, 'RecommendedDisplayFrameRate') ?? numberOf(dataset, 'CineRate') ?? (time ? 1000 / time : 10);
  return Math.min(60, Math.max(1, Math.round(rate)));
}

export const countOf = (set: DisplaySet | undefined): number => (set?.kind === 'images' ? set.frames.length : 0);

/** What dragging can do there: a colour image has no window, a single one nothing to go through. */
export const toolsOf = (cell: Cell): readonly Tool[] =>
  TOOLS.filter((each) => (each === 'scroll' ? countOf(cell.set.value) > 1 : each !== 'window' || cell.window.value !== undefined));

/** What it does there: what was chosen, else the first that can be. */
export function toolOf(cell: Cell): Tool {
  const can = toolsOf(cell);
  return can.includes(tool.value) ? tool.value : can[0]!;
}

/** Goes to a frame; beyond the ends it stays at the end. */
export function goTo(cell: Cell, index: number): void {
  cell.index.value = Math.max(0, Math.min(countOf(cell.set.value) - 1, index));
}

function entryOf(dataset: Dataset): SeriesEntry {
  return {
    seriesInstanceUid: textOf(dataset, 'SeriesInstanceUID'),
    number: textOf(dataset, 'SeriesNumber'),
    modality: textOf(dataset, 'Modality'),
    description: textOf(dataset, 'SeriesDescription'),
    instances: numberOf(dataset, 'NumberOfSeriesRelatedInstances') ?? 0,
    ...{ sets: undefined, problem: undefined },
  };
}

function byNumber(a: SeriesEntry, b: SeriesEntry): number {
  return (Number(a.number) || 0) - (Number(b.number) || 0) || (a.seriesInstanceUid < b.seriesInstanceUid ? -1 : 1);
}
