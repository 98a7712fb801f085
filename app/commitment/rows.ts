import type { SaidSentence, SqlDatabase } from '../base/base.ts';
import { COMMITTED, type Commitment, FAILURE_REASON, type JudgedReference, OPEN_STATES, type Reference, type State } from './model.ts';
import type { Placed } from './web-information.ts';

export interface NewRequest extends Pick<Commitment, 'direction' | 'transactionUid' | 'peer' | 'own' | 'address' | 'askedBy' | 'at'> {
  /** By PS3.18 chapter 13: its result is fetched. */
  readonly isByWeb?: boolean;
  readonly state: State;
  readonly why: SaidSentence;
  readonly references: readonly Placed[];
  /** Requests that are not over; one more is not taken. */
  readonly mostOpen: number;
}

/**
 * `duplicate`: the Transaction UID is known already; every reference has failed with 0131H, and it is to be reported. `in-use`: the same of a request
 * by web, which is not kept.
 */
export type Added = { readonly kind: 'added' | 'duplicate'; readonly id: number } | { readonly kind: 'full' } | { readonly kind: 'in-use' };

export interface Page {
  readonly id: number;
  readonly after: number;
  readonly most: number;
  readonly which: 'all' | 'unjudged' | 'failed';
}

export interface StateChange {
  readonly id: number;
  /** Nothing is changed where it is in another state. */
  readonly from: readonly State[];
  readonly state: State;
  readonly why: SaidSentence;
  readonly at: number;
  readonly attempts?: number;
  readonly waitedMs?: number;
}

export interface Prune {
  readonly maxOver: number;
  readonly maxReferencesOver: number;
}

/** What somebody has said of an instance. */
export interface InstanceOutcome extends Reference {
  readonly peer: string;
  readonly outcome: number | null;
  readonly at: number;
}

const OPEN = OPEN_STATES.map((state) => `'${state}'`).join(', ');
const COLUMNS = `id, direction, transaction_uid AS transactionUid, peer, own, address, asked_by AS askedBy, at, changed_at AS changedAt, state, why,
  total, committed, failed, attempts, waited_ms AS waitedMs, by_web AS isByWeb`;

type Row = Omit<Commitment, 'why' | 'isByWeb'> & { readonly why: string; readonly isByWeb: 0 | 1 };
const commitmentOf = (row: Row): Commitment => ({ ...row, why: JSON.parse(row.why) as SaidSentence, isByWeb: row.isByWeb === 1 });

type ReferenceRow = JudgedReference & { readonly studyInstanceUid: string | null; readonly seriesInstanceUid: string | null };
const referenceOf = ({ studyInstanceUid, seriesInstanceUid, ...reference }: ReferenceRow): Placed<JudgedReference> =>
  studyInstanceUid === null || seriesInstanceUid === null ? { ...reference } : { ...reference, studyInstanceUid, seriesInstanceUid };

const WHICH = { all: '', unjudged: 'AND outcome IS NULL', failed: 'AND outcome <> 0' } as const;

/** What is asked of the database, and written into it. Every function runs in the worker; those that write, inside its transaction. */
export class CommitmentRows {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  get(id: number): Commitment | undefined {
    const row = this.#database.prepare(`SELECT ${COLUMNS} FROM request WHERE id = ?`).get(id) as Row | undefined;
    return row && commitmentOf(row);
  }

  /** Those that are not over, then the others, the newest first. */
  list(most: number): Commitment[] {
    const sql = `SELECT ${COLUMNS} FROM request ORDER BY state IN (${OPEN}) DESC, id DESC LIMIT ?`;
    return (this.#database.prepare(sql).all(most) as unknown as Row[]).map(commitmentOf);
  }

  /** In the order in which they came. */
  openOnes(): Commitment[] {
    const sql = `SELECT ${COLUMNS} FROM request WHERE state IN (${OPEN}) ORDER BY id`;
    return (this.#database.prepare(sql).all() as unknown as Row[]).map(commitmentOf);
  }

  /** By position, those after one. */
  references({ id, after, most, which }: Page): Placed<JudgedReference>[] {
    const sql = `SELECT position, sop_class_uid AS sopClassUid, sop_instance_uid AS sopInstanceUid, outcome,
      study_instance_uid AS studyInstanceUid, series_instance_uid AS seriesInstanceUid FROM reference
      WHERE request_id = ? AND position > ? ${WHICH[which]} ORDER BY position LIMIT ?`;
    return (this.#database.prepare(sql).all(id, after, most) as unknown as ReferenceRow[]).map(referenceOf);
  }

  /** The first under this Transaction UID: another one is a duplicate of it. */
  receivedWith(transactionUid: string): Commitment | undefined {
    const sql = `SELECT ${COLUMNS} FROM request WHERE transaction_uid = ? AND direction = 'received' ORDER BY id LIMIT 1`;
    const row = this.#database.prepare(sql).get(transactionUid) as Row | undefined;
    return row && commitmentOf(row);
  }

  sentWith(transactionUid: string): Commitment | undefined {
    const sql = `SELECT ${COLUMNS} FROM request WHERE id = (SELECT request_id FROM asked_uid WHERE uid = ?)`;
    const row = this.#database.prepare(sql).get(transactionUid) as Row | undefined;
    return row && commitmentOf(row);
  }

  otherKept(): string[] {
    const rows = this.#database.prepare('SELECT sop_instance_uid AS uid FROM other_kept ORDER BY at').all();
    return (rows as { uid: string }[]).map(({ uid }) => uid);
  }

  /** Those of them that we have committed to, whoever asked. */
  committedTo(sopInstanceUids: readonly string[]): string[] {
    const sql = `SELECT DISTINCT sop_instance_uid AS uid FROM reference JOIN request ON request.id = request_id
      WHERE sop_instance_uid IN (SELECT value FROM json_each(?)) AND direction = 'received' AND outcome = 0`;
    return (this.#database.prepare(sql).all(JSON.stringify(sopInstanceUids)) as { uid: string }[]).map(({ uid }) => uid);
  }

  /** What those whom we asked have said of these instances, the newest first. */
  outcomesOf(sopInstanceUids: readonly string[]): InstanceOutcome[] {
    const sql = `SELECT sop_class_uid AS sopClassUid, sop_instance_uid AS sopInstanceUid, peer, outcome, changed_at AS at
      FROM reference JOIN request ON request.id = request_id
      WHERE sop_instance_uid IN (SELECT value FROM json_each(?)) AND direction = 'sent' ORDER BY request_id DESC`;
    return this.#database.prepare(sql).all(JSON.stringify(sopInstanceUids)) as unknown as InstanceOutcome[];
  }

  /** PS3.4 J.3.2.1: a Transaction UID is used once; of another request under it every reference fails. */
  add(request: NewRequest): Added {
    const { direction, transactionUid, peer, own, address, askedBy, at, state, why, references, isByWeb = false } = request;
    const open = this.#database.prepare(`SELECT COUNT(*) AS open FROM request WHERE state IN (${OPEN})`).get() as { open: number };
    if (open.open >= request.mostOpen) return { kind: 'full' };
    const isDuplicate = direction === 'received' && this.receivedWith(transactionUid) !== undefined;
    if (isDuplicate && isByWeb) return { kind: 'in-use' };
    const total = references.length;
    const { lastInsertRowid } = this.#database
      .prepare(
        `INSERT INTO request (direction, transaction_uid, peer, own, address, asked_by, at, changed_at, state, why, total, committed, failed, attempts,
          waited_ms, by_web) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, 0, ?)`,
      )
      .run(
        ...[direction, transactionUid, peer, own, address, askedBy, at, at],
        ...[isDuplicate ? 'reporting' : state, JSON.stringify(why), total, isDuplicate ? total : 0, Number(isByWeb)],
      );
    const id = Number(lastInsertRowid);
    const insert = this.#database.prepare(
      `INSERT INTO reference (request_id, position, sop_class_uid, sop_instance_uid, outcome, study_instance_uid, series_instance_uid)
        VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    const outcome = isDuplicate ? FAILURE_REASON.DUPLICATE_TRANSACTION_UID : null;
    for (const [position, { sopClassUid, sopInstanceUid, studyInstanceUid = null, seriesInstanceUid = null }] of references.entries())
      insert.run(id, position, sopClassUid, sopInstanceUid, outcome, studyInstanceUid, seriesInstanceUid);
    if (direction === 'sent') this.newUid(id, transactionUid);
    return { kind: isDuplicate ? 'duplicate' : 'added', id };
  }

  judged({ id, outcomes }: { readonly id: number; readonly outcomes: readonly (readonly [number, number])[] }): void {
    const set = this.#database.prepare('UPDATE reference SET outcome = ? WHERE request_id = ? AND position = ?');
    for (const [position, outcome] of outcomes) set.run(outcome, id, position);
    this.#count(id);
  }

  judgeRest(id: number, outcome: number): void {
    this.#database.prepare('UPDATE reference SET outcome = ? WHERE request_id = ? AND outcome IS NULL').run(outcome, id);
    this.#count(id);
  }

  /** What a report says, by SOP class, SOP instance and outcome; of another class than was asked for, the instance has failed. */
  answered({ id, outcomes }: { readonly id: number; readonly outcomes: readonly (readonly [string, string, number])[] }): void {
    const set = this.#database.prepare(
      'UPDATE reference SET outcome = CASE sop_class_uid WHEN ? THEN ? ELSE ? END WHERE sop_instance_uid = ? AND request_id = ?',
    );
    for (const [sopClassUid, sopInstanceUid, outcome] of outcomes)
      set.run(sopClassUid, outcome, FAILURE_REASON.CLASS_INSTANCE_CONFLICT, sopInstanceUid, id);
    this.#count(id);
  }

  #count(id: number): void {
    this.#database
      .prepare(
        `UPDATE request SET (committed, failed) = (SELECT COALESCE(SUM(outcome = ${COMMITTED}), 0), COALESCE(SUM(outcome <> ${COMMITTED}), 0)
          FROM reference WHERE request_id = ?1) WHERE id = ?1`,
      )
      .run(id);
  }

  /** @returns false where it is in another state */
  change({ id, from, state, why, at, attempts, waitedMs }: StateChange): boolean {
    const { changes } = this.#database
      .prepare(
        `UPDATE request SET state = ?, why = ?, changed_at = ?, attempts = COALESCE(?, attempts), waited_ms = COALESCE(?, waited_ms)
          WHERE id = ? AND state IN (SELECT value FROM json_each(?))`,
      )
      .run(state, JSON.stringify(why), at, attempts ?? null, waitedMs ?? null, id, JSON.stringify(from));
    return Number(changes) === 1;
  }

  newUid(id: number, uid: string): void {
    this.#database.prepare('INSERT INTO asked_uid (uid, request_id) VALUES (?, ?)').run(uid, id);
    this.#database.prepare('UPDATE request SET transaction_uid = ? WHERE id = ?').run(uid, id);
  }

  /** Forgets the oldest that are over. */
  prune({ maxOver, maxReferencesOver }: Prune): void {
    const over = this.#database.prepare(`SELECT id, total FROM request WHERE state NOT IN (${OPEN}) ORDER BY id DESC`).all() as {
      readonly id: number;
      readonly total: number;
    }[];
    let references = 0;
    const remove = this.#database.prepare('DELETE FROM request WHERE id = ?');
    for (const [at, { id, total }] of over.entries()) {
      references += total;
      if (at >= maxOver || references > maxReferencesOver) remove.run(id);
    }
  }

  noteOtherKept({ uid, at }: { readonly uid: string; readonly at: number }): void {
    this.#database.prepare('INSERT OR REPLACE INTO other_kept (sop_instance_uid, at) VALUES (?, ?)').run(uid, at);
  }

  forgetOtherKept(uid: string): void {
    this.#database.prepare('DELETE FROM other_kept WHERE sop_instance_uid = ?').run(uid);
  }
}
