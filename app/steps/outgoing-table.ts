import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import type { OutgoingTask } from './rows.ts';

/** How the queue to one AE title fares. */
export interface OutgoingState {
  readonly aeTitle: string;
  readonly waiting: number;
  /** Since when its first waits. */
  readonly since: number;
  readonly tries: number;
  /** Why its first was not taken yet, without patient data. */
  readonly fault: string | null;
}

const NEXT_SQL = `SELECT id, ae_title AS aeTitle, kind, sop_instance_uid AS sopInstanceUid, event_type AS eventType, dataset, made AS madeAt, tries
FROM outgoing WHERE ae_title = ? ORDER BY id LIMIT ?`;
const STATE_SQL = `SELECT first.ae_title AS aeTitle, waiting, made AS since, tries, fault
FROM (SELECT ae_title, MIN(id) AS id, COUNT(*) AS waiting FROM outgoing GROUP BY ae_title) AS first JOIN outgoing USING (id) ORDER BY aeTitle`;

/** What is still to be told to others. */
export class OutgoingTable {
  readonly #next: SqlStatement;
  readonly #done: SqlStatement;
  readonly #failed: SqlStatement;
  readonly #state: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#next = database.prepare(NEXT_SQL);
    this.#done = database.prepare('DELETE FROM outgoing WHERE id = ?');
    this.#failed = database.prepare('UPDATE outgoing SET tries = tries + 1, last_try = ?, fault = ? WHERE id = ?');
    this.#state = database.prepare(STATE_SQL);
  }

  next({ aeTitle, most }: { readonly aeTitle: string; readonly most: number }): OutgoingTask[] {
    return this.#next.all(aeTitle, most) as unknown as OutgoingTask[];
  }

  done(id: number): void {
    this.#done.run(id);
  }

  failed({ id, now, fault }: { readonly id: number; readonly now: number; readonly fault: string }): void {
    this.#failed.run(now, fault, id);
  }

  states(): OutgoingState[] {
    return this.#state.all() as unknown as OutgoingState[];
  }
}
