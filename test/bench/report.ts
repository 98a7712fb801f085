import type { Candidate } from './candidates.ts';
import type { Sample, Scenario, Sizes } from './scenarios.ts';

type Name = Candidate['name'];
/** Samples of one scenario, one for each round, by candidate. */
export type Results = ReadonlyMap<string, ReadonlyMap<Name, readonly Sample[]>>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

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

/** The acceptance figures of the product: what is asked for and what was measured. */
export interface Verdict {
  readonly words: string;
  readonly wanted: string;
  readonly measured: string;
  readonly met: boolean | undefined;
}

export function verdicts(results: Results): Verdict[] {
  const ratio = (scenario: string, figure: Figure) =>
    figureOf(results, scenario, 'filmroom', figure) / figureOf(results, scenario, 'orthanc', figure);
  const least = (words: string, value: number, wanted: number, unit: string) =>
    verdict(words, `≥ ${wanted} ${unit}`, value, value >= wanted, unit);
  const most = (words: string, value: number, wanted: number, unit: string) =>
    verdict(words, `≤ ${wanted} ${unit}`, value, value <= wanted, unit);
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

function verdict(words: string, wanted: string, value: number, met: boolean, unit: string): Verdict {
  return {
    words,
    wanted,
    measured: Number.isNaN(value) ? 'not measured' : `${round(value)} ${unit}`,
    met: Number.isNaN(value) ? undefined : met,
  };
}

export interface Circumstances {
  readonly rounds: number;
  readonly sizes: Sizes;
  readonly program: string;
  readonly versions: string;
  readonly machine: string;
  /** Milliseconds for one object, by stage. */
  readonly stages: Readonly<Record<string, number>> | undefined;
}

/** Everything as Markdown. */
export function report(results: Results, scenarios: readonly Scenario[], about: Circumstances): string {
  const rows = scenarios.flatMap((scenario) => rowsOf(results, scenario, about.sizes));
  const met = verdicts(results).map(({ words, wanted, measured, met: isMet }) => [
    words,
    wanted,
    measured,
    isMet === undefined ? '–' : isMet ? 'yes' : '**no**',
  ]);
  return [
    '# Bench',
    '',
    `Made by \`make bench\`: medians of ${about.rounds} rounds, the candidates one after the other within each. ${about.machine}`,
    `Filmroom: ${about.program}, everything durable before it answers. ${about.versions}`,
    'DCMTK programs and Orthanc run with TCP_NODELAY=1 but where a row says otherwise. storescp syncs nothing, and its memory is the sum over its processes.',
    '',
    table(['load', 'figure', 'Filmroom', 'Orthanc', 'storescp', '÷ Orthanc', '÷ storescp'], rows),
    '',
    '## What was asked for',
    '',
    table(['figure', 'wanted', 'measured', 'met'], met),
    '',
    ...(about.stages ? stageLines(about.stages) : []),
  ].join('\n');
}

function rowsOf(results: Results, scenario: Scenario, sizes: Sizes): string[][] {
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

function stageLines(stages: Readonly<Record<string, number>>): string[] {
  const rows = Object.entries(stages).map(([stage, ms]) => [stage, ms.toFixed(2)]);
  return [
    '## Where the time of one CT goes',
    '',
    'One association, mean, in milliseconds; a stage that contains another is above it.',
    '',
    table(['stage', 'ms'], rows),
    '',
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '--'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const times = (ratio: number): string => (Number.isFinite(ratio) ? `${ratio.toFixed(2)} ×` : '');

function round(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
