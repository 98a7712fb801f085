import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import type { Completion } from './rows.ts';

const NEXT_SQL =
  'SELECT seq, study_instance_uid AS studyInstanceUid, generation, why, instances, at FROM completion WHERE seq > ? ORDER BY seq LIMIT ?';

/** How far each listener to completions is. */
export class ListenerTable {
  readonly #begin: SqlStatement;
  readonly #mark: SqlStatement;
  readonly #get: SqlStatement;
  readonly #next: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#begin = database.prepare(
      "INSERT INTO listener (name, seq) VALUES (?, COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'completion'), 0)) ON CONFLICT DO NOTHING",
    );
    this.#mark = database.prepare('UPDATE listener SET seq = ? WHERE name = ?');
    this.#get = database.prepare('SELECT seq FROM listener WHERE name = ?');
    this.#next = database.prepare(NEXT_SQL);
  }

  /** A listener that is new hears of what becomes complete from now on. @returns its mark */
  begin(name: string): number {
    this.#begin.run(name);
    return (this.#get.get(name) as { seq: number }).seq;
  }

  mark({ name, seq }: { readonly name: string; readonly seq: number }): void {
    this.#mark.run(seq, name);
  }

  after({ seq, most }: { readonly seq: number; readonly most: number }): Completion[] {
    return this.#next.all(seq, most) as unknown as Completion[];
  }
}
