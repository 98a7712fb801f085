import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import type { StepPage, StepRow } from './rows.ts';

const COLUMNS = `sop_instance_uid AS sopInstanceUid, status, revision, facts, calling_ae AS callingAeTitle, created AS createdAt, changed AS changedAt,
ended AS endedAt, named, arrived, removed, last_arrival AS lastArrivalAt, accepted AS acceptedAt, accepted_by AS acceptedBy`;

type Raw = Omit<StepRow, 'facts'> & { readonly facts: string };

const rowOf = (raw: Raw): StepRow => ({ ...raw, facts: JSON.parse(raw.facts) });

/** What is asked of the steps. */
export class StepReads {
  readonly #step: SqlStatement;
  readonly #dataset: SqlStatement;
  readonly #page: SqlStatement;
  readonly #ofStudy: SqlStatement;
  readonly #awaited: SqlStatement;
  readonly #named: SqlStatement;
  readonly #untold: SqlStatement;
  readonly #unsettled: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#step = database.prepare(`SELECT ${COLUMNS} FROM step WHERE sop_instance_uid = ?`);
    this.#dataset = database.prepare('SELECT dataset, revision FROM step WHERE sop_instance_uid = ?');
    this.#page = database.prepare(`SELECT ${COLUMNS} FROM step WHERE created >= ? AND created < ? ORDER BY created DESC LIMIT ?`);
    this.#ofStudy = database.prepare(
      `SELECT ${COLUMNS} FROM step WHERE id IN (SELECT step_id FROM step_study WHERE study_instance_uid = ?) ORDER BY created`,
    );
    this.#awaited = database.prepare(`SELECT sop_instance_uid AS uid FROM step WHERE arrived < named AND changed >= ? LIMIT ?`);
    this.#named = database.prepare(
      'SELECT named.sop_instance_uid AS uid, state FROM named JOIN step ON step.id = step_id WHERE step.sop_instance_uid = ?',
    );
    this.#unsettled = database.prepare(
      `SELECT ${COLUMNS} FROM step WHERE changed >= ? AND created < ? AND accepted IS NULL AND (arrived < named OR status = 'IN PROGRESS' OR (status = 'COMPLETED' AND named = 0))
       ORDER BY changed DESC LIMIT ?`,
    );
    this.#untold = database.prepare(`SELECT ${COLUMNS} FROM step WHERE told < revision ORDER BY id LIMIT ?`);
  }

  step(sopInstanceUid: string): StepRow | undefined {
    const row = this.#step.get(sopInstanceUid) as unknown as Raw | undefined;
    return row && rowOf(row);
  }

  dataset(sopInstanceUid: string): { readonly dataset: Uint8Array; readonly revision: number } | undefined {
    return this.#dataset.get(sopInstanceUid) as unknown as { dataset: Uint8Array; revision: number } | undefined;
  }

  page({ from, to, limit }: StepPage): StepRow[] {
    return (this.#page.all(from, to, limit) as unknown as Raw[]).map(rowOf);
  }

  ofStudy(studyInstanceUid: string): StepRow[] {
    return (this.#ofStudy.all(studyInstanceUid) as unknown as Raw[]).map(rowOf);
  }

  /** Steps, by UID, that name instances which have not come, changed since then. */
  awaiting({ since, most }: { readonly since: number; readonly most: number }): string[] {
    return (this.#awaited.all(since, most) as { uid: string }[]).map(({ uid }) => uid);
  }

  /** Steps that were made before a day and may need somebody. */
  unsettled({ since, before, most }: { readonly since: number; readonly before: number; readonly most: number }): StepRow[] {
    return (this.#unsettled.all(since, before, most) as unknown as Raw[]).map(rowOf);
  }

  /** Steps of which the worklist does not know all. */
  untold(most: number): StepRow[] {
    return (this.#untold.all(most) as unknown as Raw[]).map(rowOf);
  }

  named(sopInstanceUid: string): { readonly uid: string; readonly state: number }[] {
    return this.#named.all(sopInstanceUid) as { uid: string; state: number }[];
  }
}
