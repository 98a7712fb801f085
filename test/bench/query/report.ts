import { least, median, round, times } from '../figures.ts';
import type { Table, Verdict } from '../part.ts';

/** Milliseconds of each turn. */
export type Times = Readonly<Record<'filmroom' | 'orthanc', number[]>>;

export interface Measured {
  readonly studies: number;
  /** What echoscu took. */
  readonly floor: Times;
  readonly questions: readonly {
    readonly name: string;
    readonly isAll: boolean;
    readonly answers: number[];
    readonly findscu: Times;
    readonly requestor: Times;
  }[];
}

/** Less is below what the start of a process varies by. */
const LEAST_MS = 0.25;

/** Medians with the floor taken off, and how many times longer Orthanc takes. */
function netOf({ floor }: Measured, { findscu }: Measured['questions'][number]): { filmroom: number; orthanc: number; ratio: number } {
  const net = (name: keyof Times) => Math.max(LEAST_MS, median(findscu[name]) - median(floor[name]));
  const [filmroom, orthanc] = [net('filmroom'), net('orthanc')];
  return { filmroom, orthanc, ratio: orthanc / filmroom };
}

export function queryTables(measured: readonly Measured[]): Table[] {
  return measured.map((each) => ({
    title: `${each.studies.toLocaleString('en').replaceAll(',', ' ')} studies`,
    words: `Medians in ms. The floor, already taken off from findscu’s: Filmroom ${round(median(each.floor.filmroom))}, Orthanc ${round(median(each.floor.orthanc))}. On the right the same question over an association that is there, by a requestor without a process of its own.`,
    head: ['query', 'answers', 'findscu: Filmroom', 'Orthanc', 'ratio', 'requestor: Filmroom', 'Orthanc', 'ratio'],
    rows: each.questions.map((question) => {
      const net = netOf(each, question);
      const [ours, orthanc] = [median(question.requestor.filmroom), median(question.requestor.orthanc)];
      return [
        question.name,
        String(Math.round(median(question.answers))),
        ...[round(net.filmroom), round(net.orthanc), times(net.ratio)],
        ...[round(ours), round(orthanc), times(orthanc / ours)],
      ];
    }),
  }));
}

export function queryVerdicts(measured: readonly Measured[]): Verdict[] {
  const largest = Math.max(...measured.map(({ studies }) => studies));
  return measured.flatMap((each) =>
    each.questions.map((question) => {
      const wanted = question.isAll && each.studies === largest ? 5 : 3;
      const verdict = least(`${question.name} of ${each.studies} studies: times as fast`, netOf(each, question).ratio, wanted, '× Orthanc');
      const { filmroom, orthanc } = question.requestor;
      return { ...verdict, measured: `${verdict.measured} (${times(median(orthanc) / median(filmroom))} by the requestor)` };
    }),
  );
}
