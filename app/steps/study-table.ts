import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import type { Completion, DueStudy } from './rows.ts';

const SEEN_SQL = `INSERT INTO study (study_instance_uid, seen, stirred) VALUES (?1, ?2, 1)
ON CONFLICT (study_instance_uid) DO UPDATE SET seen = ?2, stirred = 1, completed = NULL, why = NULL`;
const COMPLETE_SQL = `UPDATE study SET completed = ?, why = ?, received = ?, instances = ?, generation = generation + 1, stirred = 0
WHERE study_instance_uid = ? AND seen = ? AND completed IS NULL RETURNING generation`;
/** All steps of the study are over, and all that they name has come; something is named. */
const STEPS_DONE_SQL = `SELECT COUNT(*) > 0 AND SUM(status = 'IN PROGRESS') = 0 AND SUM(arrived < named) = 0 AND SUM(named) > 0 AS done
FROM step WHERE id IN (SELECT step_id FROM step_study WHERE study_instance_uid = ?)`;
const OPEN = 'FROM study WHERE completed IS NULL';
const DUE = `SELECT study_instance_uid AS studyInstanceUid, seen, generation ${OPEN}`;

/** The least of both; NULL counts as never. */
const NEXT_DUE_SQL = `SELECT MIN(at) AS at FROM (
  SELECT MIN(seen) + ? AS at ${OPEN} UNION ALL SELECT MIN(seen) + ? ${OPEN} AND stirred = 1)`;

type Candidate = Omit<DueStudy, 'why'>;

/** When studies may be complete, by the steady clock. */
export interface DueBy {
  /** Something came or a step changed, and nothing since this moment. */
  readonly settledBy: number;
  /** Nothing came since this moment. */
  readonly quietBy: number;
}

/** Which studies are complete. `seen` and `steady` are of the steady clock. */
export class StudyTable {
  readonly #database: SqlDatabase;
  readonly #seen: SqlStatement;
  readonly #complete: SqlStatement;
  readonly #note: SqlStatement;
  readonly #drop: SqlStatement;
  readonly #nextDue: SqlStatement;
  readonly #stirred: SqlStatement;
  readonly #settled: SqlStatement;
  readonly #quiet: SqlStatement;
  readonly #stepsDone: SqlStatement;
  readonly #known: SqlStatement;
  readonly #last: SqlStatement;
  readonly #upTo: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#seen = database.prepare(SEEN_SQL);
    this.#complete = database.prepare(COMPLETE_SQL);
    this.#note = database.prepare(
      'INSERT INTO completion (study_instance_uid, generation, why, instances, at) VALUES (?, ?, ?, ?, ?) RETURNING seq',
    );
    this.#drop = database.prepare('DELETE FROM study WHERE study_instance_uid = ?');
    this.#nextDue = database.prepare(NEXT_DUE_SQL);
    this.#stirred = database.prepare(`${DUE} AND stirred = 1 AND seen <= ? ORDER BY seen LIMIT ?`);
    this.#settled = database.prepare('UPDATE study SET stirred = 0 WHERE study_instance_uid = ? AND seen = ?');
    this.#quiet = database.prepare(`${DUE} AND seen <= ? ORDER BY seen LIMIT ?`);
    this.#stepsDone = database.prepare(STEPS_DONE_SQL);
    this.#known = database.prepare('SELECT completed, received, instances FROM study WHERE study_instance_uid = ?');
    this.#upTo = database.prepare('UPDATE followed SET up_to = ?');
    this.#last = database.prepare(
      `SELECT completed AS at, why, instances, study.generation, (SELECT MAX(seq) FROM completion AS c WHERE c.study_instance_uid = study.study_instance_uid) AS seq
       FROM study WHERE study_instance_uid = ? AND completed IS NOT NULL`,
    );
  }

  /**
   * A start of the program: studies that are not complete are quiet from now on, since nobody knows what came to an end with the one before.
   *
   * @returns up to when all that came is noted
   */
  begin({ now, steady }: { readonly now: number; readonly steady: number }): number {
    this.#database.prepare('UPDATE study SET seen = ?, stirred = 1 WHERE completed IS NULL').run(steady);
    this.#database.prepare('INSERT INTO followed (id, since, up_to) VALUES (1, ?1, ?1) ON CONFLICT DO NOTHING').run(now);
    return (this.#database.prepare('SELECT up_to AS at FROM followed').get() as { at: number }).at;
  }

  /** New instances came, up to `upTo`: what was complete is open again. */
  seen(call: { readonly studyInstanceUids: readonly string[]; readonly steady: number; readonly upTo: number }): void {
    for (const uid of call.studyInstanceUids) this.#seen.run(uid, call.steady);
    this.#upTo.run(call.upTo);
  }

  /** What came while nobody watched, by the archive's own word: when the last instance of each study came, to the second, and how many there are. */
  caughtUp(call: {
    readonly studies: readonly { readonly uid: string; readonly receivedAt: number; readonly instances: number }[];
    readonly steady: number;
  }): void {
    for (const { uid, receivedAt, instances } of call.studies) {
      const known = this.#known.get(uid) as { completed: number | null; received: number; instances: number } | undefined;
      if (known && (known.completed === null || (known.received >= receivedAt && known.instances >= instances))) continue;
      this.#seen.run(uid, call.steady);
    }
  }

  /** When the next study may be complete, by the steady clock; null where none is open. */
  nextDue({ settleMs, quietMs }: { readonly settleMs: number; readonly quietMs: number }): number | null {
    return (this.#nextDue.get(quietMs, settleMs) as { at: number | null }).at;
  }

  /** Studies that are complete; those that are looked at in vain wait for their next change. */
  due({ settledBy, quietBy, most }: DueBy & { readonly most: number }): DueStudy[] {
    const found: DueStudy[] = [];
    const looked = new Set<string>();
    for (const study of this.#quiet.all(quietBy, most) as unknown as Candidate[]) {
      looked.add(study.studyInstanceUid);
      found.push({ ...study, why: this.#areStepsDone(study.studyInstanceUid) ? 'steps' : 'quiet' });
    }
    for (const study of this.#stirred.all(settledBy, most) as unknown as Candidate[]) {
      if (looked.has(study.studyInstanceUid)) continue;
      if (this.#areStepsDone(study.studyInstanceUid)) found.push({ ...study, why: 'steps' });
      else this.#settled.run(study.studyInstanceUid, study.seen);
    }
    return found;
  }

  #areStepsDone(studyInstanceUid: string): boolean {
    return (this.#stepsDone.get(studyInstanceUid) as { done: number | null }).done === 1;
  }

  /** @returns undefined where something came in between */
  complete(call: {
    readonly study: DueStudy;
    readonly receivedAt: number;
    readonly instances: number;
    readonly now: number;
  }): Completion | undefined {
    const { study, receivedAt, instances, now } = call;
    const { studyInstanceUid, why, seen } = study;
    const row = this.#complete.get(now, why, receivedAt, instances, studyInstanceUid, seen) as { generation: number } | undefined;
    if (!row) return undefined;
    const { seq } = this.#note.get(studyInstanceUid, row.generation, why, instances, now) as { seq: number };
    return { seq, studyInstanceUid, generation: row.generation, why, instances, at: now };
  }

  /** Undefined where the study is not complete. */
  completion(studyInstanceUid: string): Completion | undefined {
    const row = this.#last.get(studyInstanceUid) as unknown as Omit<Completion, 'studyInstanceUid'> | undefined;
    return row && { ...row, studyInstanceUid };
  }

  /** It was deleted. */
  drop(studyInstanceUid: string): void {
    this.#drop.run(studyInstanceUid);
  }
}
