import { least, median, most, round, times } from '../figures.ts';
import type { Table, Verdict } from '../part.ts';

/** One figure of each turn. */
export type Times = Readonly<Record<'filmroom' | 'orthanc', number[]>>;

export interface Measured {
  readonly studies: number;
  readonly questions: readonly { readonly name: string; readonly isAll: boolean; readonly ms: Times; readonly bytes: Times }[];
}

export interface MeasuredMetadata {
  readonly slices: number;
  readonly first: Times;
  readonly again: Times;
  readonly bytes: Times;
}

const ratioOf = ({ filmroom, orthanc }: Times): number => median(orthanc) / median(filmroom);
const kilobytes = (bytes: readonly number[]): string => round(median(bytes) / 1000);

export function webQueryTables(measured: readonly Measured[], metadata: MeasuredMetadata): Table[] {
  return [
    ...measured.map(({ studies, questions }) => ({
      title: `QIDO-RS of ${studies.toLocaleString('en').replaceAll(',', ' ')} studies`,
      words: 'Medians.',
      head: ['query', 'Filmroom ms', 'kB', 'Orthanc ms', 'kB', 'ratio'],
      rows: questions.map(({ name, ms, bytes }) => [
        name,
        ...[round(median(ms.filmroom)), kilobytes(bytes.filmroom), round(median(ms.orthanc)), kilobytes(bytes.orthanc), times(ratioOf(ms))],
      ]),
    })),
    {
      title: `Metadata of a CT of ${metadata.slices} slices`,
      words: 'The first time it is asked for, and the median after that.',
      head: ['', 'Filmroom ms', 'kB', 'Orthanc ms', 'kB', 'ratio'],
      rows: (['first', 'again'] as const).map((when) => [
        when,
        ...[round(median(metadata[when].filmroom)), kilobytes(metadata.bytes.filmroom)],
        ...[round(median(metadata[when].orthanc)), kilobytes(metadata.bytes.orthanc), times(ratioOf(metadata[when]))],
      ]),
    },
  ];
}

export function webQueryVerdicts(measured: readonly Measured[], { slices, first, again }: MeasuredMetadata): Verdict[] {
  const largest = Math.max(...measured.map(({ studies }) => studies));
  return [
    ...measured.flatMap(({ studies, questions }) =>
      questions.map(({ name, isAll, ms }) =>
        least(`QIDO-RS ${name} of ${studies} studies: times as fast`, ratioOf(ms), isAll && studies === largest ? 20 : 5, '× Orthanc'),
      ),
    ),
    most(`metadata of ${slices} slices`, median(again.filmroom), 300, 'ms'),
    most(`metadata of ${slices} slices, the first time`, median(first.filmroom), 300, 'ms'),
    least(`metadata of ${slices} slices: times as fast`, ratioOf(again), 5, '× Orthanc'),
  ];
}
