import type { Candidate } from '../candidates.ts';
import { least, median, most, round, times } from '../figures.ts';
import type { Table, Verdict } from '../part.ts';
import type { Sample, Scenario, Sizes } from './scenarios.ts';

type Name = Candidate['name'];
/** Samples of one scenario, one for each round, by candidate. */
export type Results = ReadonlyMap<string, ReadonlyMap<Name, readonly Sample[]>>;

/** What can be read off a sample, in the unit of the table. */
const FIGURES = {
  'instances/s': ({ instances, seconds }: Sample) => instances / seconds,
  'MB/s': ({ bytes, seconds }: Sample) => bytes / 1e6 / seconds,
  'CPU s': ({ cpuSeconds }: Sample) => cpuSeconds,
  'peak RSS MB': ({ peakRssBytes }: Sample) => peakRssBytes / 1e6,
  'RSS above idle MB': ({ peakRssBytes, idleRssBytes }: Sample) => (peakRssBytes - idleRssBytes) / 1e6,
  'idle RSS MB': ({ idleRssBytes }: Sample) => idleRssBytes / 1e6,
  's to C-ECHO': ({ seconds }: Sample) => seconds,
} as const;
type Figure = keyof typeof FIGURES;

const SHOWN: Readonly<Record<string, readonly Figure[]>> = {
  'multi-frame': ['MB/s', 'CPU s', 'peak RSS MB'],
  large: ['MB/s', 'CPU s', 'peak RSS MB', 'RSS above idle MB'],
  start: ['s to C-ECHO', 'idle RSS MB'],
};
const SHOWN_OF_MANY: readonly Figure[] = ['instances/s', 'MB/s', 'CPU s', 'peak RSS MB'];

export function figureOf(results: Results, scenario: string, candidate: Name, figure: Figure): number {
  return median((results.get(scenario)?.get(candidate) ?? []).map(FIGURES[figure]));
}

/** The acceptance figures of the product. */
export function verdicts(results: Results): Verdict[] {
  const ratio = (scenario: string, figure: Figure) =>
    figureOf(results, scenario, 'filmroom', figure) / figureOf(results, scenario, 'orthanc', figure);
  return [
    ...[1, 4, 10].map((n) => least(`${n} association${n > 1 ? 's' : ''}: instances/s`, ratio(`ct-${n}`, 'instances/s'), 1.5, '× Orthanc')),
    least('multi-frame: MB/s', ratio('multi-frame', 'MB/s'), 2, '× Orthanc'),
    most('2 GB object: resident memory above idle', figureOf(results, 'large', 'filmroom', 'RSS above idle MB'), 40, 'MB'),
    most('10 associations: resident memory', figureOf(results, 'ct-10', 'filmroom', 'peak RSS MB'), 250, 'MB'),
    most('idle: resident memory', figureOf(results, 'start', 'filmroom', 'idle RSS MB'), 120, 'MB'),
    most('start to first accepted C-ECHO', figureOf(results, 'start', 'filmroom', 's to C-ECHO'), 1, 's'),
    least('storescu with Nagle: instances/s', figureOf(results, 'nagle', 'filmroom', 'instances/s'), 70, '/s'),
  ];
}

/** The rows of one load. */
export function loadRows(results: Results, scenario: Scenario, sizes: Sizes): string[][] {
  return (SHOWN[scenario.name] ?? SHOWN_OF_MANY).map((figure, at) => {
    const [ours, orthanc, storescp] = (['filmroom', 'orthanc', 'storescp'] as const).map((name) =>
      figureOf(results, scenario.name, name, figure),
    );
    return [
      at === 0 ? scenario.words(sizes) : '',
      figure,
      round(ours!),
      round(orthanc!),
      round(storescp!),
      times(ours! / orthanc!),
      times(ours! / storescp!),
    ];
  });
}

export function stageTable(stages: Readonly<Record<string, number>>): Table {
  return {
    title: 'Where the time of one CT goes',
    words: 'One association, mean, in milliseconds; a stage that contains another is above it.',
    head: ['stage', 'ms'],
    rows: Object.entries(stages).map(([stage, ms]) => [stage, ms.toFixed(2)]),
  };
}
