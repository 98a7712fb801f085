import { least, median, most, percentile, round } from '../figures.ts';
import type { Table, Verdict } from '../part.ts';
import type { IngestRates } from './ingest-rate.ts';
import type { QuestionPlan } from './plans.ts';

export interface QuestionTimes {
  readonly name: string;
  readonly mostMs: number;
  readonly first?: number;
  readonly ms: readonly number[];
  /** Mean. */
  readonly answers: number;
}

export interface MillionMeasured {
  readonly studies: number;
  readonly instances: number;
  readonly indexBytes: number;
  readonly startSeconds: number;
  readonly openRssBytes: number;
  readonly peakRssBytes: number;
  readonly questions: readonly QuestionTimes[];
  readonly plans: readonly QuestionPlan[];
  readonly ingest: IngestRates;
}

export function millionTables(measured: MillionMeasured): Table[] {
  const { studies, indexBytes, ingest } = measured;
  return [
    {
      title: 'C-FIND over the wire',
      words: 'Study Root, STUDY level, 12 keys, among them ModalitiesInStudy and the two counts; in ms.',
      head: ['query', 'answers', 'p50', 'p95', 'longest'],
      rows: measured.questions.map(({ name, first, ms, answers }) => [
        first === undefined ? name : `${name}, first ${first}`,
        answers.toFixed(1),
        ...[0.5, 0.95, 1].map((part) => round(percentile(ms, part))),
      ]),
    },
    {
      title: 'EXPLAIN QUERY PLAN',
      words: 'How the statements that each search ran come to their rows.',
      head: ['query', 'first step of each statement'],
      rows: measured.plans.map(({ name, way }) => [name, way.replaceAll('|', '\\|')]),
    },
    {
      title: 'The rest',
      head: ['figure', ''],
      rows: [
        ['index, bytes a study', `${Math.round(indexBytes / studies)} (${(indexBytes / 1e9).toFixed(2)} GB)`],
        ['start to ready', `${measured.startSeconds.toFixed(2)} s`],
        ['resident memory when ready', `${round(measured.openRssBytes / 1e6)} MB`],
        ['most resident memory, after all searches and 200 images retrieved', `${round(measured.peakRssBytes / 1e6)} MB`],
        ['ingest into an empty archive', `${round(median(ingest.empty))} images/s`],
        ['ingest into this one', `${round(median(ingest.full))} images/s`],
      ],
    },
  ];
}

export function millionVerdicts({ questions, plans, ingest, peakRssBytes }: MillionMeasured): Verdict[] {
  const scanned = plans.filter(({ faults }) => faults.length > 0);
  return [
    ...questions.map(({ name, ms, mostMs }) => most(`C-FIND, ${name}: p95`, percentile(ms, 0.95), mostMs, 'ms')),
    most('open database: most resident memory', peakRssBytes / 1e6, 300, 'MB'),
    least('ingest, of the rate into an empty archive', (median(ingest.full) / median(ingest.empty)) * 100, 90, '%'),
    {
      words: 'EXPLAIN: every search goes by an index, nothing is sorted',
      wanted: `${plans.length} of ${plans.length}`,
      measured: scanned.length ? scanned.map(({ name, faults }) => `${name}: ${faults.join(', ')}`).join('; ') : `${plans.length}`,
      met: scanned.length === 0,
    },
  ];
}
