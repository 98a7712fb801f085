import { createHash, randomUUID } from 'node:crypto';
import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import { type KeywordTree, normalizeText } from '../dataset/dataset.ts';
import type { ChangedBy, ItemChange, ItemSource, Order, PatientReference, StepStatus } from './item.ts';
import { stepOf, textAt } from './item.ts';
import { columnsOf, type ItemColumns } from './item-columns.ts';
import { ITEM_COLUMNS, type ItemRow } from './item-rows.ts';
import { differences, filled, merged, withoutStatus } from './merge.ts';

const STEP = 'ScheduledProcedureStepSequence';
/** A source that is read again may say how far a step is only until somebody here knows better. */
const NOT_BEGUN: ReadonlySet<StepStatus> = new Set(['SCHEDULED', 'ARRIVED', 'READY']);
/** They say the same again and again; what somebody has set right here meanwhile stays. */
const IS_READ_AGAIN: ReadonlySet<ChangedBy['source']> = new Set(['file', 'upstream']);
/** What people and programs add without naming a step is another step each time; the others bring the same order again. */
const ALWAYS_NEW: ReadonlySet<ItemSource> = new Set(['typed', 'http']);
/** Others have numbers of their own. */
const GETS_ACCESSION: ReadonlySet<ItemSource> = new Set(['typed', 'http', 'csv']);
/** What an order that does not name it keeps. */
const IDENTITY = ['AccessionNumber', 'RequestedProcedureID', 'StudyInstanceUID'] as const;

export interface TakeCall {
  readonly order: Order;
  readonly by: ChangedBy;
  readonly now: number;
  /** Of this item; without it, the one that the order names, or a new one. */
  readonly id?: number;
}
export interface TakenRow {
  readonly row: ItemRow;
  readonly outcome: 'added' | 'changed' | 'unchanged';
}
export interface PatientCall {
  readonly patient: PatientReference;
  readonly attributes: KeywordTree;
  readonly by: ChangedBy;
  readonly now: number;
  readonly what: 'changed' | 'merged';
}

/** Every change of the items, with its line in the history. Runs in the worker, inside its transaction. */
export class ItemWrites {
  readonly #database: SqlDatabase;
  readonly #prepared = new Map<string, SqlStatement>();

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  take({ order, by, now, id }: TakeCall): TakenRow | undefined {
    const { attributes, status: said } = withoutStatus(order.attributes);
    const given = filled(attributes);
    const digest = IS_READ_AGAIN.has(by.source) ? digestOf(given) : '';
    const present = id === undefined ? this.#presentOf(given, by.source) : this.#row(id);
    if (present === undefined) return id === undefined ? this.#add(given, order.status ?? said ?? 'SCHEDULED', digest, by, now) : undefined;
    const before = JSON.parse(present.attributes) as KeywordTree;
    const isSaidBefore = digest !== '' && digest === present.given;
    const after = isSaidBefore ? before : order.how === 'replace' ? replaced(before, given) : merged(before, attributes);
    const mayFollow = said !== undefined && !isSaidBefore && NOT_BEGUN.has(present.status);
    const next = {
      attributes: after,
      status: order.status ?? (mayFollow ? said : present.status),
      ...(id === undefined && isItemSource(by.source) ? { source: by.source, who: by.who } : { source: present.source, who: present.who }),
      withdrawn: 0,
      given: digest || present.given,
    };
    return this.#update(present, next, by, now, 'changed');
  }

  setStatus({ id, status, by, now }: { id: number; status: StepStatus; by: ChangedBy; now: number }): ItemRow | undefined {
    const present = this.#row(id);
    if (present === undefined) return undefined;
    const attributes = JSON.parse(present.attributes) as KeywordTree;
    return this.#update(present, { ...present, attributes, status }, by, now, 'status').row;
  }

  /** Every item of a patient. @returns the ids of those that changed */
  ofPatient({ patient, attributes, by, now, what }: PatientCall): number[] {
    const issuer = normalizeText(patient.issuerOfPatientId ?? '');
    const rows = this.#sql(`SELECT ${ITEM_COLUMNS} FROM items WHERE patient_id = ? AND (? = '' OR issuer = '' OR issuer = ?)`).all(
      normalizeText(patient.patientId),
      issuer,
      issuer,
    ) as unknown as ItemRow[];
    return rows.flatMap((row) => {
      const before = JSON.parse(row.attributes) as KeywordTree;
      const { outcome } = this.#update(row, { ...row, attributes: merged(before, attributes) }, by, now, what);
      return outcome === 'unchanged' ? [] : [row.id];
    });
  }

  /** Those of a source that it has no longer. @returns their ids */
  withdraw({ ids, by, now }: { ids: readonly number[]; by: ChangedBy; now: number }): number[] {
    return ids.flatMap((id) => {
      const row = this.#row(id);
      if (row === undefined || row.withdrawn === 1) return [];
      this.#sql('UPDATE items SET withdrawn = 1, changed_at = ? WHERE id = ?').run(now, id);
      this.#note(id, now, by, 'withdrawn', []);
      return [id];
    });
  }

  sourceTried(state: { source: string; name: string; at: number; fault: string | null }): void {
    const { source, name, at, fault } = state;
    this.#sql(
      `INSERT INTO sources (source, name, last_ok_at, last_tried_at, fault) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET last_ok_at = coalesce(excluded.last_ok_at, last_ok_at), last_tried_at = excluded.last_tried_at, fault = excluded.fault`,
    ).run(source, name, fault === null ? at : null, at, fault);
  }

  /** Sources that are set no longer. */
  forgetSources({ source, names }: { source: string; names: readonly string[] }): void {
    this.#sql('DELETE FROM sources WHERE source = ? AND name NOT IN (SELECT value FROM json_each(?))').run(source, JSON.stringify(names));
  }

  /** Items that began before a date, at most so many. @returns how many went */
  prune({ before, most }: { before: string; most: number }): number {
    const { changes } = this.#sql(
      `DELETE FROM items WHERE id IN (SELECT id FROM items WHERE start_date < ? AND start_date <> '' ORDER BY start_date LIMIT ?)`,
    ).run(before, most);
    return Number(changes);
  }

  /** The item that an order names. */
  #presentOf(given: KeywordTree, source: ChangedBy['source']): ItemRow | undefined {
    const { accession, requestedProcedure, step, patientId, studyUid } = columnsOf(given);
    const isWhole = accession !== '' && requestedProcedure !== '' && step !== '';
    if (!isWhole && ALWAYS_NEW.has(source as ItemSource)) return undefined;
    if (accession === '' && requestedProcedure === '' && step === '') return undefined;
    const parts = [
      ['accession', accession, true],
      ['requested_procedure', requestedProcedure, requestedProcedure !== ''],
      ['step', step, step !== ''],
      ['patient_id', patientId, accession === ''],
      ['study_uid', studyUid, accession === '' && studyUid !== ''],
    ] as const;
    const asked = parts.filter(([, , counts]) => counts);
    const where = asked.map(([column]) => `${column} = ?`).join(' AND ');
    const sql = `SELECT ${ITEM_COLUMNS} FROM items WHERE ${where} ORDER BY id DESC LIMIT 1`;
    return this.#sql(sql).get(...asked.map(([, value]) => value)) as unknown as ItemRow | undefined;
  }

  #add(given: KeywordTree, status: StepStatus, digest: string, by: ChangedBy, now: number): TakenRow {
    const next = this.#sql("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'items'), 0) + 1 AS id").get() as { id: number };
    const attributes = identified(given, next.id, by.source);
    const source = isItemSource(by.source) ? by.source : 'typed';
    const item = { attributes, status, source, who: by.who, withdrawn: 0, given: digest };
    const columns = columnsOf(attributes);
    const sql = `INSERT INTO items (${Object.keys(WRITTEN).join(', ')}, made_at) VALUES (${Object.keys(WRITTEN).map(() => '?')}, ?)`;
    const id = Number(this.#sql(sql).run(...written(item, columns, now), now).lastInsertRowid);
    this.#setStations(id, columns);
    this.#note(id, now, by, 'added', differences({}, attributes));
    return { row: this.#row(id)!, outcome: 'added' };
  }

  #update(present: ItemRow, next: ItemState, by: ChangedBy, now: number, what: ItemChange['what']): TakenRow {
    const before = JSON.parse(present.attributes) as KeywordTree;
    const parts = [
      ...differences(before, next.attributes),
      ...(present.status === next.status ? [] : [{ path: STATUS_PATH, before: present.status, after: next.status }]),
    ];
    const isSame = parts.length === 0 && present.withdrawn === next.withdrawn;
    const isSameSource = present.who === next.who && present.source === next.source && present.given === next.given;
    if (isSame && isSameSource) return { row: present, outcome: 'unchanged' };
    const columns = columnsOf(next.attributes);
    const assignments = Object.keys(WRITTEN).map((column) => `${column} = ?`);
    this.#sql(`UPDATE items SET ${assignments.join(', ')} WHERE id = ?`).run(...written(next, columns, now), present.id);
    this.#setStations(present.id, columns);
    if (present.withdrawn === 1 && next.withdrawn === 0) this.#note(present.id, now, by, 'returned', []);
    if (parts.length > 0) this.#note(present.id, now, by, what, parts);
    return { row: this.#row(present.id)!, outcome: isSame ? 'unchanged' : 'changed' };
  }

  #setStations(id: number, { stations, startDate }: ItemColumns): void {
    this.#sql('DELETE FROM stations WHERE item = ?').run(id);
    for (const title of stations) this.#sql('INSERT INTO stations (ae_title, start_date, item) VALUES (?, ?, ?)').run(title, startDate, id);
  }

  #note(id: number, at: number, { source, who }: ChangedBy, what: ItemChange['what'], parts: ItemChange['parts']): void {
    const sql = 'INSERT INTO changes (item, at, source, who, what, parts) VALUES (?, ?, ?, ?, ?, ?)';
    this.#sql(sql).run(id, at, source, who, what, JSON.stringify(parts));
  }

  #row(id: number): ItemRow | undefined {
    return this.#sql(`SELECT ${ITEM_COLUMNS} FROM items WHERE id = ?`).get(id) as unknown as ItemRow | undefined;
  }

  #sql(sql: string): SqlStatement {
    const there = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, there);
    return there;
  }
}

interface ItemState {
  readonly attributes: KeywordTree;
  readonly status: StepStatus;
  readonly source: ItemSource;
  readonly who: string;
  readonly withdrawn: number;
  readonly given: string;
}

const STATUS_PATH = `${STEP}.ScheduledProcedureStepStatus`;

/** The columns that change with the item, and where their values are. */
const WRITTEN: Readonly<Record<string, (item: ItemState, columns: ItemColumns, now: number) => string | number>> = {
  accession: (_, { accession }) => accession,
  requested_procedure: (_, { requestedProcedure }) => requestedProcedure,
  step: (_, { step }) => step,
  study_uid: (_, { studyUid }) => studyUid,
  patient_id: (_, { patientId }) => patientId,
  issuer: (_, { issuer }) => issuer,
  start_date: (_, { startDate }) => startDate,
  start_time: (_, { startTime }) => startTime,
  modality: (_, { modality }) => modality,
  patient_words: (_, { patientWords }) => patientWords,
  procedure_words: (_, { procedureWords }) => procedureWords,
  patient: (_, { patient }) => patient,
  procedure: (_, { procedure }) => procedure,
  status: ({ status }) => status,
  source: ({ source }) => source,
  who: ({ who }) => who,
  withdrawn: ({ withdrawn }) => withdrawn,
  given: ({ given }) => given,
  attributes: ({ attributes }) => JSON.stringify(attributes),
  changed_at: (_, __, now) => now,
};

function written(item: ItemState, columns: ItemColumns, now: number): (string | number)[] {
  return Object.values(WRITTEN).map((value) => value(item, columns, now));
}

/** `given` in place of all there was, but for what makes it this item. */
function replaced(before: KeywordTree, given: KeywordTree): KeywordTree {
  const kept = Object.fromEntries(IDENTITY.flatMap((keyword) => (before[keyword] === undefined ? [] : [[keyword, before[keyword]]])));
  const stepId = textAt(stepOf(before), 'ScheduledProcedureStepID');
  const next = filled(given);
  return filled({ ...kept, ...next, [STEP]: [{ ScheduledProcedureStepID: stepId, ...stepOf(next) }] });
}

/** A new item with the identifiers that Table K.6-1 has as type 1. */
function identified(given: KeywordTree, id: number, source: ChangedBy['source']): KeywordTree {
  const getsAccession = GETS_ACCESSION.has(source as ItemSource);
  return {
    ...(getsAccession && { AccessionNumber: `F${id}` }),
    RequestedProcedureID: `RP${id}`,
    StudyInstanceUID: `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`, // PS3.5 Annex B.2
    ...given,
    [STEP]: [{ ScheduledProcedureStepID: `SPS${id}`, ...stepOf(given) }],
  };
}

function digestOf(given: KeywordTree): string {
  return createHash('sha256').update(JSON.stringify(given)).digest('base64');
}

function isItemSource(source: ChangedBy['source']): source is ItemSource {
  return source !== 'mpps' && source !== 'images';
}
