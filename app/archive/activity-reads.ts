import type { SqlDatabase, SqlStatement } from '../base/base.ts';

/** What arrived within an hour: studies whose last image came then, with all that they hold. */
export interface HourOfActivity {
  /** Its beginning, milliseconds since 1970. */
  readonly at: number;
  readonly studies: number;
  readonly bytes: number;
}

export interface ActivityQuery {
  readonly since: number;
  /** Most studies that are looked at, the newest first: what lies before them is left out. */
  readonly most: number;
}

const HOUR_MS = 3_600_000;

export const ACTIVITY_SQL = `SELECT last_received / ${HOUR_MS} * ${HOUR_MS} AS at, COUNT(DISTINCT recent.id) AS studies, SUM(series.bytes) AS bytes
FROM (SELECT id, last_received FROM study WHERE last_received >= ? ORDER BY last_received DESC LIMIT ?) AS recent
JOIN series ON series.study_id = recent.id GROUP BY at ORDER BY at`;

/** How much arrives, by the hour; hours without anything are left out. */
export class ActivityReads {
  readonly #activity: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#activity = database.prepare(ACTIVITY_SQL);
  }

  activity({ since, most }: ActivityQuery): HourOfActivity[] {
    return this.#activity.all(since, most) as unknown as HourOfActivity[];
  }
}
