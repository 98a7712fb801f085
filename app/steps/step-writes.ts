import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import type { OutgoingRow, StepWrite } from './rows.ts';

const INSERT_SQL = `INSERT INTO step (sop_instance_uid, status, revision, dataset, facts, calling_ae, created, changed)
VALUES (?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT (sop_instance_uid) DO NOTHING RETURNING id`;
const UPDATE_SQL = `UPDATE step SET status = ?, revision = revision + 1, dataset = ?, facts = ?, changed = ?,
ended = CASE WHEN ? <> 'IN PROGRESS' THEN ? ELSE ended END
WHERE sop_instance_uid = ? AND revision = ? RETURNING id`;
const COUNT_SQL = `UPDATE step SET (named, arrived, removed) =
  (SELECT COUNT(*), COUNT(*) FILTER (WHERE state > 0), COUNT(*) FILTER (WHERE state = 2) FROM named WHERE step_id = step.id) WHERE id = ?`;
const STIR_SQL = 'UPDATE study SET stirred = 1 WHERE study_instance_uid = ? AND completed IS NULL';

/** Changes of steps, each within the transaction of its call. */
export class StepWrites {
  readonly #insert: SqlStatement;
  readonly #update: SqlStatement;
  readonly #study: SqlStatement;
  readonly #stir: SqlStatement;
  readonly #present: SqlStatement;
  readonly #name: SqlStatement;
  readonly #unname: SqlStatement;
  readonly #count: SqlStatement;
  readonly #tell: SqlStatement;
  readonly #mark: SqlStatement;
  readonly #arrival: SqlStatement;
  readonly #told: SqlStatement;
  readonly #accept: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#insert = database.prepare(INSERT_SQL);
    this.#update = database.prepare(UPDATE_SQL);
    this.#study = database.prepare('INSERT INTO step_study (study_instance_uid, step_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.#stir = database.prepare(STIR_SQL);
    this.#present = database.prepare('SELECT sop_instance_uid AS uid FROM named WHERE step_id = ?');
    this.#name = database.prepare('INSERT INTO named (sop_instance_uid, step_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.#unname = database.prepare('DELETE FROM named WHERE sop_instance_uid = ? AND step_id = ?');
    this.#count = database.prepare(COUNT_SQL);
    this.#tell = database.prepare(
      'INSERT INTO outgoing (ae_title, kind, sop_instance_uid, event_type, dataset, made) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#mark = database.prepare('UPDATE named SET state = ?1 WHERE sop_instance_uid = ?2 AND state <> ?1 RETURNING step_id AS id');
    this.#accept = database.prepare('UPDATE step SET accepted = ?, accepted_by = ? WHERE sop_instance_uid = ?');
    this.#told = database.prepare('UPDATE step SET told = MAX(told, ?) WHERE sop_instance_uid = ?');
    this.#arrival = database.prepare('UPDATE step SET last_arrival = ? WHERE id = ?');
  }

  /** @returns false where there is a step of this UID already */
  create(step: StepWrite): boolean {
    const { sopInstanceUid, status, dataset, facts, callingAeTitle, now } = step;
    const row = this.#insert.get(sopInstanceUid, status, dataset, JSON.stringify(facts), callingAeTitle, now, now);
    if (!row) return false;
    this.#follow(row.id as number, step);
    return true;
  }

  /** @returns false where the step is no longer of this revision */
  set({ step, revision }: { readonly step: StepWrite; readonly revision: number }): boolean {
    const { sopInstanceUid, status, dataset, facts, now } = step;
    const row = this.#update.get(status, dataset, JSON.stringify(facts), now, status, now, sopInstanceUid, revision);
    if (!row) return false;
    this.#follow(row.id as number, step);
    return true;
  }

  #follow(id: number, { studyInstanceUids, named, outgoing, now }: StepWrite): void {
    for (const uid of studyInstanceUids) {
      this.#study.run(uid, id);
      this.#stir.run(uid);
    }
    const wanted = new Set(named);
    for (const { uid } of this.#present.all(id) as { uid: string }[]) if (!wanted.has(uid)) this.#unname.run(uid, id);
    for (const uid of wanted) this.#name.run(uid, id);
    this.#count.run(id);
    for (const each of outgoing) this.#send(each, now);
  }

  #send({ aeTitle, kind, sopInstanceUid, eventType, dataset }: OutgoingRow, now: number): void {
    this.#tell.run(aeTitle, kind, sopInstanceUid, eventType, dataset, now);
  }

  /** The worklist knows of this revision. */
  told({ sopInstanceUid, revision }: { readonly sopInstanceUid: string; readonly revision: number }): void {
    this.#told.run(revision, sopInstanceUid);
  }

  /** Somebody takes it as it is. @returns false where there is no such step */
  accept({ sopInstanceUid, by, now }: { readonly sopInstanceUid: string; readonly by: string; readonly now: number }): boolean {
    return this.#accept.run(now, by, sopInstanceUid).changes > 0;
  }

  /** Instances that are here now (1), or are here no longer (2). */
  mark({
    sopInstanceUids,
    state,
    now,
  }: {
    readonly sopInstanceUids: readonly string[];
    readonly state: 1 | 2;
    readonly now: number;
  }): void {
    const steps = new Set<number>();
    for (const uid of sopInstanceUids) for (const { id } of this.#mark.all(state, uid) as { id: number }[]) steps.add(id);
    for (const id of steps) {
      this.#count.run(id);
      if (state === 1) this.#arrival.run(now, id);
    }
  }
}
