import type { MatchKey } from '../dataset/dataset.ts';
import { normalizeText } from '../dataset/dataset.ts';
import { OFFERED_STATUSES, type StepStatus } from './item.ts';
import { wordsOf } from './item-columns.ts';
import type { SoughtKey } from './match.ts';

export interface WorklistQuery {
  readonly keys: readonly SoughtKey[];
  /** Without it, `OFFERED_STATUSES`. */
  readonly statuses?: readonly StepStatus[];
  /** Those that their source has no longer too. */
  readonly withdrawn?: boolean;
  /** Names without diacritics too (PS3.4 K.5.1). */
  readonly fuzzy?: boolean;
  /** Days that the step must lie in, whatever the keys say; YYYYMMDD, inclusive, open where absent. Steps without a date are in all. */
  readonly days?: { readonly from?: string; readonly to?: string };
  /** Steps of this station, and those that name none. */
  readonly station?: string;
  /** Words that name, ID, accession number, procedure or station begin with, in any order. */
  readonly text?: string;
}

/** Where the page before ended. */
export interface Cursor {
  readonly startDate: string;
  readonly startTime: string;
  readonly id: number;
}

/** Candidates of a query: every match is among them, in the order of start date and time. */
export interface CandidateSql {
  readonly where: string;
  readonly values: readonly (string | number)[];
}

/** What of a query an index can answer; the rest is for `matchesKeys`. */
export function candidatesOf(query: WorklistQuery): CandidateSql {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const need = (condition: string, ...given: readonly (string | number)[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  const top = (keyword: string) => query.keys.find((each) => each.keyword === keyword)?.key;
  const within = query.keys.find(({ keyword }) => keyword === 'ScheduledProcedureStepSequence')?.within ?? [];
  const step = (keyword: string) => within.find((each) => each.keyword === keyword)?.key;

  need('status IN (SELECT value FROM json_each(?))', JSON.stringify(query.statuses ?? OFFERED_STATUSES));
  if (!query.withdrawn) need('withdrawn = 0');
  const accession = singleOf(top('AccessionNumber'));
  if (accession !== undefined) need('accession = ?', normalizeText(accession));
  const patientId = singleOf(top('PatientID'));
  if (patientId !== undefined) need('patient_id = ?', normalizeText(patientId));
  const uids = top('StudyInstanceUID');
  if (uids?.kind === 'uids') need('study_uid IN (SELECT value FROM json_each(?))', JSON.stringify(uids.uids));
  const modality = singleOf(step('Modality'));
  if (modality !== undefined) need('modality = ?', modality.trim());
  const days = daysOf(step('ScheduledProcedureStepStartDate'));
  if (days.from !== undefined) need('start_date >= ?', days.from);
  if (days.to !== undefined) need("start_date <= ? AND start_date <> ''", days.to);
  const title = singleOf(step('ScheduledStationAETitle'))?.trim();
  if (title !== undefined) {
    const { from = '', to = '99991231' } = days;
    need('id IN (SELECT item FROM stations WHERE ae_title = ? AND start_date BETWEEN ? AND ?)', title, from, to);
  }
  if (query.days?.from !== undefined) need("(start_date >= ? OR start_date = '')", query.days.from);
  if (query.days?.to !== undefined) need('start_date <= ?', query.days.to);
  if (query.station !== undefined)
    need(
      '(id IN (SELECT item FROM stations WHERE ae_title = ?) OR NOT EXISTS (SELECT 1 FROM stations WHERE item = items.id))',
      query.station,
    );
  for (const word of wordsOf(query.text ?? '').split(' '))
    if (word !== '') need('instr(patient_words || procedure_words, ?) > 0', ` ${word}`);
  return { where: conditions.join(' AND '), values };
}

function singleOf(key: MatchKey | undefined): string | undefined {
  return key?.kind === 'single' ? key.value : undefined;
}

function daysOf(key: MatchKey | undefined): { readonly from?: string; readonly to?: string } {
  if (key?.kind === 'single') return { from: key.value, to: key.value };
  return key?.kind === 'range' ? { ...(key.from && { from: key.from }), ...(key.to && { to: key.to }) } : {};
}
