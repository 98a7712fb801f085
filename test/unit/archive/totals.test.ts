import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { assetText } from '../../../app/base/base.ts';
import { archiveFor, rowsOf, temporaryFolder } from '../../support/archive-under-test.ts';
import { numbered, stored } from './leftovers.ts';

const COUNTED = `SELECT (SELECT COUNT(*) FROM patient) AS patients, (SELECT COUNT(*) FROM study) AS studies,
  (SELECT COUNT(*) FROM series) AS series, COUNT(*) AS instances, COALESCE(SUM(bytes), 0) AS bytes FROM instance`;

describe('the totals', () => {
  it('are what counting finds, after images came, came again, and went', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    assert.deepEqual(await archive.counts(), { patients: 0, studies: 0, series: 0, instances: 0, bytes: 0 });
    await archive.close();
    await stored(folder, [numbered(1), numbered(2), numbered(3)]);
    await stored(folder, [numbered(2), numbered(3, 9)]); // as it was; and another in its place
    const again = await archiveFor(t, { folder });
    const told = await again.counts();
    await again.close();
    assert.equal(told.instances, 3);
    assert.deepEqual({ ...rowsOf(folder, COUNTED)[0] }, { ...told });
  });

  it('of an index from before they were kept are counted once', async (t) => {
    const folder = temporaryFolder(t);
    const database = new DatabaseSync(join(folder, 'index.sqlite'));
    for (const name of ['0001-archive', '0002-search', '0003-said']) database.exec(assetText(`archive/schema/${name}.sql`));
    database.exec(`PRAGMA user_version = 3;
      INSERT INTO patient (id, identity) VALUES (1, 'a'), (2, 'b');
      INSERT INTO study (id, patient_id, StudyInstanceUID, first_received, last_received) VALUES (1, 1, '1.2.9.1', 5, 5);
      INSERT INTO series (id, study_id, SeriesInstanceUID, instances, bytes) VALUES (1, 1, '1.2.9.1.1', 2, 9), (2, 1, '1.2.9.1.2', 1, 1)`);
    database.close();
    assert.deepEqual(await (await archiveFor(t, { folder })).counts(), { patients: 2, studies: 1, series: 2, instances: 3, bytes: 10 });
  });
});
