import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { ACTIVITY_SQL, ActivityReads } from '../../../app/archive/activity-reads.ts';
import { assetText } from '../../../app/base/base.ts';

const HOUR_MS = 3_600_000;

function indexWith(t: TestContext, studies: readonly { readonly at: number; readonly series: readonly number[] }[]): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  for (const name of ['0001-archive', '0002-search', '0003-said', '0004-totals', '0005-find', '0006-notes'])
    database.exec(assetText(`archive/schema/${name}.sql`));
  t.after(() => database.close());
  database.exec("INSERT INTO patient (id, identity) VALUES (1, 'p')");
  for (const [at, study] of studies.entries()) {
    database
      .prepare('INSERT INTO study (id, patient_id, StudyInstanceUID, first_received, last_received) VALUES (?, 1, ?, ?, ?)')
      .run(at + 1, `2.25.${at}`, study.at, study.at);
    for (const [number, bytes] of study.series.entries())
      database
        .prepare('INSERT INTO series (study_id, SeriesInstanceUID, instances, bytes) VALUES (?, ?, 1, ?)')
        .run(at + 1, `2.25.${at}.${number}`, bytes);
  }
  return database;
}

describe('how much arrives, by the hour', () => {
  it('counts a study once, with the bytes of all its series', (t) => {
    const reads = new ActivityReads(
      indexWith(t, [
        { at: HOUR_MS + 5, series: [10, 20] },
        { at: HOUR_MS + 9, series: [1] },
        { at: 3 * HOUR_MS, series: [7] },
      ]),
    );
    assert.deepEqual(
      reads.activity({ since: 0, most: 10 }).map((hour) => ({ ...hour })),
      [
        { at: HOUR_MS, studies: 2, bytes: 31 },
        { at: 3 * HOUR_MS, studies: 1, bytes: 7 },
      ],
    );
  });
  it('looks at the newest where there are more than it may look at, and at none before the time asked for', (t) => {
    const reads = new ActivityReads(
      indexWith(
        t,
        [1, 2, 3, 4].map((hour) => ({ at: hour * HOUR_MS, series: [hour] })),
      ),
    );
    assert.deepEqual(
      reads.activity({ since: 0, most: 2 }).map(({ at }) => at / HOUR_MS),
      [3, 4],
    );
    assert.deepEqual(
      reads.activity({ since: 4 * HOUR_MS, most: 9 }).map(({ at }) => at / HOUR_MS),
      [4],
    );
  });
  it('reads studies by their index, never the whole table', (t) => {
    const plan = indexWith(t, []).prepare(`EXPLAIN QUERY PLAN ${ACTIVITY_SQL}`).all(0, 1) as unknown as { detail: string }[];
    const words = plan.map(({ detail }) => detail).join('\n');
    assert.match(words, /SEARCH study USING .*INDEX study_by_last_received/);
    assert.match(words, /SEARCH series USING .*INDEX series_by_study_id/);
  });
});
