import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import { type KeywordTree, normalizeText } from '../dataset/dataset.ts';
import type { ChangedBy, ItemChange, SourceState, StepReference } from './item.ts';
import { wordsOf } from './item-columns.ts';
import { type Cursor, candidatesOf, type WorklistQuery } from './item-find.ts';
import { ITEM_COLUMNS, type ItemRow } from './item-rows.ts';
import { matchesKeys } from './match.ts';
import { withStatus } from './merge.ts';

export interface FindStep {
  readonly rows: readonly ItemRow[];
  /** Where to go on; undefined at the end. */
  readonly next: Cursor | undefined;
}

/** Whom a source of files or an upstream worklist has brought. */
export interface BroughtItem {
  readonly id: number;
  readonly who: string;
  readonly startDate: string;
}

/** Most of the latest items that completion looks at. */
const LATEST = 20_000;

/** Every question to the items. Runs in the worker. */
export class ItemReads {
  readonly #database: SqlDatabase;
  readonly #prepared = new Map<string, SqlStatement>();

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  get(id: number): ItemRow | undefined {
    return this.#rows('id = ?', [id])[0];
  }

  /** The matches among the next candidates, by start date and time. */
  find({ query, after, most }: { query: WorklistQuery; after: Cursor | undefined; most: number }): FindStep {
    const { where, values } = candidatesOf(query);
    const order = 'ORDER BY start_date, start_time, id LIMIT ?';
    const from = after === undefined ? '' : 'AND (start_date, start_time, id) > (?, ?, ?)';
    const cursor = after === undefined ? [] : [after.startDate, after.startTime, after.id];
    const sql = `SELECT ${ITEM_COLUMNS}, start_date, start_time FROM items WHERE ${where} ${from} ${order}`;
    const rows = this.#sql(sql).all(...values, ...cursor, most) as unknown as (ItemRow & { start_date: string; start_time: string })[];
    const last = rows.length === most ? rows.at(-1) : undefined;
    const fuzzy = query.fuzzy ?? false;
    return {
      rows: rows.filter(({ attributes, status }) => {
        if (query.keys.length === 0) return true;
        return matchesKeys(query.keys, withStatus(JSON.parse(attributes) as KeywordTree, status), { fuzzy });
      }),
      next: last && { startDate: last.start_date, startTime: last.start_time, id: last.id },
    };
  }

  itemsOf(reference: StepReference): ItemRow[] {
    const asked = (
      [
        ['study_uid', reference.studyInstanceUid?.trim()],
        ['accession', normalizeText(reference.accessionNumber ?? '')],
        ['requested_procedure', normalizeText(reference.requestedProcedureId ?? '')],
        ['step', normalizeText(reference.scheduledProcedureStepId ?? '')],
        ['patient_id', normalizeText(reference.patientId ?? '')],
      ] as const
    ).filter(([, value]) => value !== undefined && value !== '');
    if (asked.length === 0) return [];
    const where = asked.map(([column]) => `${column} = ?`).join(' AND ');
    return this.#rows(
      `${where} ORDER BY id DESC`,
      asked.map(([, value]) => value!),
    );
  }

  history(id: number): ItemChange[] {
    const sql = 'SELECT at, source, who, what, parts FROM changes WHERE item = ? ORDER BY id';
    const rows = this.#sql(sql).all(id) as unknown as {
      at: number;
      source: ChangedBy['source'];
      who: string;
      what: ItemChange['what'];
      parts: string;
    }[];
    return rows.map(({ at, source, who, what, parts }) => ({ at, by: { source, who }, what, parts: JSON.parse(parts) }));
  }

  /** Patients of the latest items, each once, as JSON. */
  patients({ text, most }: { text: string; most: number }): string[] {
    const { where, values } = wordsSought(text, 'patient_words');
    const sql = `SELECT patient, max(id) AS newest FROM (SELECT id, patient, patient_id, issuer, patient_words FROM items ORDER BY id DESC LIMIT ${LATEST})
      WHERE ${where} GROUP BY patient_id, issuer ORDER BY newest DESC LIMIT ?`;
    return (this.#sql(sql).all(...values, most) as { patient: string }[]).map(({ patient }) => patient);
  }

  /** Procedures of the latest items, the most frequent first, as JSON. */
  procedures({ text, most }: { text: string; most: number }): string[] {
    const { where, values } = wordsSought(text, 'procedure_words');
    const sql = `SELECT procedure FROM (SELECT id, procedure, procedure_words FROM items ORDER BY id DESC LIMIT ${LATEST})
      WHERE ${where} GROUP BY procedure ORDER BY count(*) DESC, max(id) DESC LIMIT ?`;
    return (this.#sql(sql).all(...values, most) as { procedure: string }[]).map(({ procedure }) => procedure);
  }

  /** What a source has brought and has not taken back. */
  broughtBy(source: string): BroughtItem[] {
    const sql = 'SELECT id, who, start_date AS startDate FROM items WHERE source = ? AND withdrawn = 0';
    return this.#sql(sql).all(source) as unknown as BroughtItem[];
  }

  sources(): SourceState[] {
    const rows = this.#sql(
      `SELECT source, name, last_ok_at, last_tried_at, fault, (SELECT count(*) FROM items
         WHERE items.source = sources.source AND withdrawn = 0 AND (sources.source = 'file' OR who = name)) AS items FROM sources ORDER BY source, name`,
    ).all() as unknown as {
      source: SourceState['source'];
      name: string;
      items: number;
      last_ok_at: number | null;
      last_tried_at: number | null;
      fault: string | null;
    }[];
    return rows.map(({ source, name, items, last_ok_at, last_tried_at, fault }) => ({
      ...{ source, name, items, lastOkAt: last_ok_at ?? undefined, lastTriedAt: last_tried_at ?? undefined, fault: fault ?? undefined },
    }));
  }

  #rows(where: string, values: readonly (string | number)[]): ItemRow[] {
    return this.#sql(`SELECT ${ITEM_COLUMNS} FROM items WHERE ${where}`).all(...values) as unknown as ItemRow[];
  }

  #sql(sql: string): SqlStatement {
    const there = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, there);
    return there;
  }
}

function wordsSought(text: string, column: string): { readonly where: string; readonly values: readonly string[] } {
  const words = wordsOf(text).split(' ').filter(Boolean);
  return { where: words.map(() => `instr(${column}, ?) > 0`).join(' AND ') || '1', values: words.map((word) => ` ${word}`) };
}
