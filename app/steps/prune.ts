import type { SqlDatabase } from '../base/base.ts';

export interface PruneCall {
  /** Of steps that did not change since then, the lists of what they name go. */
  readonly listsBefore: number;
  readonly stepsBefore: number;
  readonly most: number;
}

/** What nobody asks for any more: lists of instances that have all come, old steps, completions that every listener has heard of. */
export function pruneSteps(database: SqlDatabase, { listsBefore, stepsBefore, most }: PruneCall): void {
  database
    .prepare(
      `DELETE FROM named WHERE step_id IN (SELECT id FROM step WHERE changed < ? AND status <> 'IN PROGRESS' AND arrived = named
       AND EXISTS (SELECT 1 FROM named WHERE step_id = step.id) ORDER BY changed LIMIT ?)`,
    )
    .run(listsBefore, most);
  database.prepare('DELETE FROM step WHERE id IN (SELECT id FROM step WHERE changed < ? ORDER BY changed LIMIT ?)').run(stepsBefore, most);
  database.prepare('DELETE FROM completion WHERE at < ? AND seq <= COALESCE((SELECT MIN(seq) FROM listener), seq)').run(listsBefore);
}
