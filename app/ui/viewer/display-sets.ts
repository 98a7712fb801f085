import type { InstanceAt } from './addresses.ts';
import { type Dataset, itemsOf, numberOf, numbersOf, textOf } from './dicom-json.ts';

/** One frame of a stack: an image, or a frame of a multi-frame image. `frame` counts from 1. */
export interface Frame extends InstanceAt {
  readonly frame: number;
  readonly dataset: Dataset;
}

interface Shown {
  readonly id: string;
  readonly at: InstanceAt;
  readonly modality: string;
  readonly seriesNumber: string;
  readonly description: string;
  /** Of its first instance. */
  readonly dataset: Dataset;
}

/** What is shown in one place. */
export type DisplaySet =
  | (Shown & { readonly kind: 'images'; readonly frames: readonly Frame[]; readonly isMultiFrame: boolean })
  | (Shown & { readonly kind: 'report' | 'document' | 'waveform' | 'other' });
export type ImageSet = Extract<DisplaySet, { kind: 'images' }>;

/** Encapsulated PDF Storage (PS3.6 Annex A). */
const ENCAPSULATED_PDF = '1.2.840.10008.5.1.4.1.1.104.1';

/** More are not listed: a number that somebody made up would fill the memory of the browser. */
const MOST_FRAMES = 20_000;

/** What is seen of a series: its single images as one stack, and everything else one by one. */
export function displaySetsOf(instances: readonly Dataset[]): DisplaySet[] {
  const single: Dataset[] = [];
  const alone: DisplaySet[] = [];
  for (const dataset of instances) {
    const kind = kindOf(dataset);
    if (kind !== 'images') alone.push({ ...shownOf(dataset), kind });
    else if ((numberOf(dataset, 'NumberOfFrames') ?? 1) > 1) alone.push(multiFrame(dataset));
    else single.push(dataset);
  }
  alone.sort((a, b) => byInstanceNumber(a.dataset, b.dataset));
  if (single.length === 0) return alone;
  const frames = sorted(single).map((dataset) => ({ ...shownOf(dataset).at, frame: 1, dataset }));
  const first = shownOf(frames[0]!.dataset);
  return [{ ...first, id: first.at.seriesInstanceUid, kind: 'images', frames, isMultiFrame: false }, ...alone];
}

function multiFrame(dataset: Dataset): ImageSet {
  const shown = shownOf(dataset);
  const count = Math.min(numberOf(dataset, 'NumberOfFrames') ?? 1, MOST_FRAMES);
  const frames = Array.from({ length: count }, (_, n) => ({ ...shown.at, frame: n + 1, dataset }));
  return { ...shown, kind: 'images', frames, isMultiFrame: true };
}

function shownOf(dataset: Dataset): Shown {
  const at = {
    studyInstanceUid: textOf(dataset, 'StudyInstanceUID'),
    seriesInstanceUid: textOf(dataset, 'SeriesInstanceUID'),
    sopInstanceUid: textOf(dataset, 'SOPInstanceUID'),
  };
  return {
    ...{ id: at.sopInstanceUid, at, dataset },
    modality: textOf(dataset, 'Modality'),
    seriesNumber: textOf(dataset, 'SeriesNumber'),
    description: textOf(dataset, 'SeriesDescription'),
  };
}

function kindOf(dataset: Dataset): DisplaySet['kind'] {
  if (textOf(dataset, 'SOPClassUID') === ENCAPSULATED_PDF || textOf(dataset, 'MIMETypeOfEncapsulatedDocument') === 'application/pdf')
    return 'document';
  if (textOf(dataset, 'ValueType') === 'CONTAINER') return 'report';
  if (itemsOf(dataset, 'WaveformSequence').length > 0) return 'waveform';
  const isImage = (numberOf(dataset, 'Rows') ?? 0) > 0 && (numberOf(dataset, 'Columns') ?? 0) > 0;
  return isImage && !isVideo(dataset) ? 'images' : 'other';
}

/** MPEG-2, MPEG-4 and HEVC (PS3.5 Annex A.4.5 to A.4.9, A.4.10): 1.2.840.10008.1.2.4.100 to .108. */
const isVideo = (dataset: Dataset) => /^1\.2\.840\.10008\.1\.2\.4\.10\d(\.\d)?$/.test(textOf(dataset, 'AvailableTransferSyntaxUID'));

/** By number where each image has its own; else along the normal of their plane (PS3.3 §C.7.6.2.1.1). */
function sorted(images: readonly Dataset[]): Dataset[] {
  const numbers = new Set(images.map((each) => numberOf(each, 'InstanceNumber')));
  if (numbers.size === images.length && !numbers.has(undefined)) return images.toSorted(byInstanceNumber);
  const places = new Map(images.map((each) => [each, alongNormal(each)]));
  if ([...places.values()].includes(undefined)) return images.toSorted(byInstanceNumber);
  return images.toSorted((a, b) => places.get(a)! - places.get(b)! || byInstanceNumber(a, b));
}

function byInstanceNumber(a: Dataset, b: Dataset): number {
  const order = (numberOf(a, 'InstanceNumber') ?? 0) - (numberOf(b, 'InstanceNumber') ?? 0);
  return order || (textOf(a, 'SOPInstanceUID') < textOf(b, 'SOPInstanceUID') ? -1 : 1);
}

function alongNormal(dataset: Dataset): number | undefined {
  const [x, y, z] = numbersOf(dataset, 'ImagePositionPatient');
  const [a, b, c, d, e, f] = numbersOf(dataset, 'ImageOrientationPatient');
  if (z === undefined || f === undefined) return undefined;
  return x! * (b! * f - c! * e!) + y! * (c! * d! - a! * f) + z * (a! * e! - b! * d!);
}
