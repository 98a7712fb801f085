import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import type { DecideCall, Decided, DecideOutcome, Decision, Entry, EntryState, JudgedCall } from './entries.ts';
import type { Judgement } from './judge.ts';

interface Row {
  readonly studyInstanceUid: string;
  readonly state: EntryState;
  readonly revision: number;
  readonly study: string;
  readonly judgement: string;
  readonly fingerprint: string;
  readonly settled: string | null;
  readonly decision: string | null;
  readonly failed: number;
  readonly since: number;
}

const COLUMNS = 'study_instance_uid AS studyInstanceUid, state, revision, study, judgement, fingerprint, settled, decision, failed, since';

/** Every statement of the inbox. Runs in the worker, each call in a transaction. */
export class EntryTable {
  readonly #database: SqlDatabase;
  readonly #row: SqlStatement;
  readonly #put: SqlStatement;
  readonly #state: SqlStatement;
  readonly #note: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#row = database.prepare(`SELECT ${COLUMNS} FROM entry WHERE study_instance_uid = ?`);
    this.#put = database.prepare(
      `INSERT INTO entry (study_instance_uid, state, revision, study, judgement, fingerprint, settled, since, received) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (study_instance_uid) DO UPDATE SET state = excluded.state, revision = revision + (fingerprint <> excluded.fingerprint),
       study = excluded.study, judgement = excluded.judgement, fingerprint = excluded.fingerprint, settled = excluded.settled,
       since = excluded.since, received = excluded.received`,
    );
    this.#state = database.prepare(
      'UPDATE entry SET state = ?, settled = ?, decision = ?, failed = ?, since = ?, revision = revision + 1 WHERE study_instance_uid = ?',
    );
    this.#note = database.prepare('INSERT INTO decided (study_instance_uid, at, who, what, changes) VALUES (?, ?, ?, ?, ?)');
  }

  entry(studyInstanceUid: string): Entry | undefined {
    const row = this.#get(studyInstanceUid);
    return row && entryOf(row);
  }

  /** The oldest first of those that wait, the newest first of the others. */
  list({ states, limit }: { readonly states: readonly EntryState[]; readonly limit: number }): Entry[] {
    const order = states.includes('waiting') ? 'since, study_instance_uid' : 'since DESC, study_instance_uid';
    const sql = `SELECT ${COLUMNS} FROM entry WHERE state IN (SELECT value FROM json_each(?)) ORDER BY ${order} LIMIT ?`;
    return (this.#database.prepare(sql).all(JSON.stringify(states), limit) as unknown as Row[]).map(entryOf);
  }

  counts(): Readonly<Record<string, number>> {
    const rows = this.#database.prepare('SELECT state, COUNT(*) AS count FROM entry GROUP BY state').all();
    return Object.fromEntries((rows as { state: string; count: number }[]).map(({ state, count }) => [state, count]));
  }

  /** Those whose images came last. */
  rejudgeable(limit: number): string[] {
    const sql = "SELECT study_instance_uid AS uid FROM entry WHERE state NOT IN ('correcting', 'undoing') ORDER BY received DESC LIMIT ?";
    return (this.#database.prepare(sql).all(limit) as { uid: string }[]).map(({ uid }) => uid);
  }

  history(studyInstanceUid: string): Decided[] {
    const sql = 'SELECT at, who, what, changes FROM decided WHERE study_instance_uid = ? ORDER BY id';
    const rows = this.#database.prepare(sql).all(studyInstanceUid) as unknown as (Omit<Decided, 'changes'> & { changes: string })[];
    return rows.map((row) => ({ ...row, changes: JSON.parse(row.changes) }));
  }

  followed(): number | undefined {
    return (this.#database.prepare('SELECT up_to AS upTo FROM followed').get() as { upTo: number } | undefined)?.upTo;
  }

  follow(upTo: number): void {
    const { changes } = this.#database.prepare('UPDATE followed SET up_to = ?').run(upTo);
    if (Number(changes) === 0) this.#database.prepare('INSERT INTO followed (up_to) VALUES (?)').run(upTo);
  }

  /** What a person decided stays so until there is something new to decide by. */
  judged({ study, judgement, now }: JudgedCall): EntryState {
    const { studyInstanceUid, lastReceivedAt } = study;
    const { fingerprint } = judgement;
    const row = this.#get(studyInstanceUid);
    const isSettled = row !== undefined && (row.settled === null ? isDecidedBy(row, judgement) : row.settled === fingerprint);
    const state = stateOf(row, judgement.reasons.length > 0, isSettled);
    const settled = state === 'left' || state === 'corrected' ? fingerprint : null;
    const since = row?.state === state ? row.since : now;
    this.#put.run(
      ...[studyInstanceUid, state, JSON.stringify(study), JSON.stringify(judgement), fingerprint, settled, since, lastReceivedAt],
    );
    return state;
  }

  decide({ studyInstanceUid, revision, what, decision, changes, who, now }: DecideCall): DecideOutcome {
    const row = this.#get(studyInstanceUid);
    if (!row) return 'gone';
    if (row.state === 'correcting' || row.state === 'undoing') return 'busy';
    if (row.revision !== revision) return 'stale';
    if (what === 'undo') {
      if (row.decision === null && row.state !== 'left') return 'nothing';
      this.#state.run(row.decision === null ? 'waiting' : 'undoing', null, row.decision, row.failed, now, studyInstanceUid);
    } else if (what === 'leave') this.#state.run('left', row.fingerprint, row.decision, row.failed, now, studyInstanceUid);
    else this.#state.run('correcting', null, JSON.stringify(decision), 0, now, studyInstanceUid);
    this.#note.run(studyInstanceUid, now, who, what, JSON.stringify(changes));
    return 'done';
  }

  /** All that could be rewritten or put back is. What could not be put back stays corrected, and can be tried again. */
  finish({ studyInstanceUid, failed, now }: { readonly studyInstanceUid: string; readonly failed: number; readonly now: number }): void {
    const row = this.#get(studyInstanceUid);
    if (row?.state === 'correcting' || (row?.state === 'undoing' && failed > 0))
      this.#state.run('corrected', null, row.decision, failed, now, studyInstanceUid);
    else if (row?.state === 'undoing') this.#state.run('waiting', null, null, 0, now, studyInstanceUid);
  }

  /** Its images are gone. */
  drop(studyInstanceUid: string): void {
    for (const table of ['entry', 'decided'])
      this.#database.prepare(`DELETE FROM ${table} WHERE study_instance_uid = ?`).run(studyInstanceUid);
  }

  /** Forgets studies that nobody has to decide on, and of which nothing has come for long; and those that wait longest, of too many. @returns how many */
  prune({ before, most, maxWaiting }: { readonly before: number; readonly most: number; readonly maxWaiting: number }): number {
    const old =
      "SELECT study_instance_uid AS uid FROM entry WHERE received < ? AND state IN ('agrees', 'left') AND decision IS NULL LIMIT ?";
    const uids = (this.#database.prepare(old).all(before, most) as { uid: string }[]).map(({ uid }) => uid);
    const over = (this.counts().waiting ?? 0) - maxWaiting;
    const longest = "SELECT study_instance_uid AS uid FROM entry WHERE state = 'waiting' AND decision IS NULL ORDER BY since LIMIT ?";
    if (over > 0) uids.push(...(this.#database.prepare(longest).all(Math.min(over, most)) as { uid: string }[]).map(({ uid }) => uid));
    for (const uid of uids) this.drop(uid);
    return uids.length;
  }

  #get(studyInstanceUid: string): Row | undefined {
    return this.#row.get(studyInstanceUid) as unknown as Row | undefined;
  }
}

/** The first judgement after a correction: what a person typed stands; who took over from an order has decided on nothing that came up since. */
function isDecidedBy(row: Row, { reasons }: Judgement): boolean {
  const decision = row.decision === null ? undefined : (JSON.parse(row.decision) as Decision);
  if (decision?.orderId === undefined) return true;
  const seen = (JSON.parse(row.judgement) as Judgement).reasons;
  return reasons.every((reason) => seen.includes(reason));
}

function stateOf(row: Row | undefined, isContradicted: boolean, isSettled: boolean): EntryState {
  if (row?.state === 'correcting' || row?.state === 'undoing') return row.state;
  if (row?.state === 'corrected' && isSettled) return 'corrected';
  if (row?.state === 'left' && isSettled && isContradicted) return 'left';
  if (isContradicted) return 'waiting';
  return row?.decision == null ? 'agrees' : 'corrected';
}

function entryOf({ study, judgement, decision, fingerprint: _, settled: __, ...row }: Row): Entry {
  return {
    ...row,
    study: JSON.parse(study),
    judgement: JSON.parse(judgement),
    ...(decision !== null && { decision: JSON.parse(decision) as Decision }),
  };
}
