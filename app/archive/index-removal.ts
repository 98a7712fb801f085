import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import type { IndexParents } from './index-parents.ts';
import { leftBy } from './originals.ts';

/** What is to go: a study, a series of it, or an instance of that. */
export interface RemovalOf {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid?: string;
  readonly sopInstanceUid?: string;
}

export interface RemovedRows {
  readonly files: readonly { readonly sopInstanceUid: string; readonly file: string }[];
  readonly instances: number;
  /** Of their files. */
  readonly bytes: number;
  readonly isLast: boolean;
}

interface Present {
  readonly id: number;
  readonly sopInstanceUid: string;
  readonly file: string;
  readonly bytes: number;
}

const IN_STUDY = 'FROM instance JOIN series ON series.id = series_id JOIN study ON study.id = study_id WHERE StudyInstanceUID = ?';
const PRESENT = 'instance.id, SOPInstanceUID AS sopInstanceUid, file, instance.bytes';
const LATEST_FIRST = 'ORDER BY received DESC, SOPInstanceUID DESC LIMIT ?';

/**
 * Takes instances out of the index, so many at a time, and notes their files for removal from the disk in the same transaction: after a power
 * cut the next start removes what is left of them. What was kept in quarantine under the same SOP Instance UIDs goes with
 * them, as does what was received of those that were corrected.
 */
export class IndexRemoval {
  readonly #parents: IndexParents;
  readonly #series: SqlStatement;
  readonly #ofSeries: SqlStatement;
  readonly #one: SqlStatement;
  readonly #delete: SqlStatement;
  readonly #count: SqlStatement;
  readonly #note: SqlStatement;
  readonly #quarantined: SqlStatement;
  readonly #deleteQuarantined: SqlStatement;

  constructor(database: SqlDatabase, parents: IndexParents) {
    this.#parents = parents;
    this.#series = database.prepare(
      'SELECT series.id FROM series JOIN study ON study.id = study_id WHERE StudyInstanceUID = ? AND (? IS NULL OR SeriesInstanceUID = ?) ORDER BY series.id LIMIT 2',
    );
    // The latest first: the earliest instance is the one that the rows above go by, and stays so until it goes itself.
    this.#ofSeries = database.prepare(`SELECT ${PRESENT} FROM instance WHERE series_id = ? ${LATEST_FIRST}`);
    this.#one = database.prepare(`SELECT ${PRESENT} ${IN_STUDY} AND SeriesInstanceUID = ? AND SOPInstanceUID = ?`);
    this.#delete = database.prepare('DELETE FROM instance WHERE id = ?');
    this.#count = database.prepare('UPDATE series SET instances = instances - ?, bytes = bytes - ? WHERE id = ?');
    this.#note = database.prepare('INSERT OR IGNORE INTO removal (file) VALUES (?)');
    this.#quarantined = database.prepare('SELECT id, file FROM quarantine WHERE SOPInstanceUID = ?');
    this.#deleteQuarantined = database.prepare('DELETE FROM quarantine WHERE id = ?');
  }

  remove({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }: RemovalOf, most: number): RemovedRows {
    if (sopInstanceUid !== undefined) return this.#removeOne(studyInstanceUid, seriesInstanceUid ?? '', sopInstanceUid);
    const series = this.#series.all(studyInstanceUid, seriesInstanceUid ?? null, seriesInstanceUid ?? null) as unknown as { id: number }[];
    if (series[0] === undefined) return { files: [], instances: 0, bytes: 0, isLast: true };
    const { id } = series[0];
    this.#parents.sayForOldSeries(id);
    const present = this.#ofSeries.all(id, most) as unknown as Present[];
    const bytes = present.reduce((sum, each) => sum + each.bytes, 0);
    const files = present.flatMap((each) => this.#forget(each));
    this.#count.run(present.length, bytes, id);
    this.#parents.thinned(id);
    return { files, instances: present.length, bytes, isLast: series.length === 1 && present.length < most };
  }

  #removeOne(studyInstanceUid: string, seriesInstanceUid: string, sopInstanceUid: string): RemovedRows {
    const present = this.#one.get(studyInstanceUid, seriesInstanceUid, sopInstanceUid) as unknown as Present | undefined;
    if (!present) return { files: [], instances: 0, bytes: 0, isLast: true };
    const leaving = this.#parents.leaving(sopInstanceUid, present.file)!;
    const files = this.#forget(present);
    this.#count.run(1, present.bytes, leaving.seriesId);
    this.#parents.left(leaving, false);
    return { files, instances: 1, bytes: present.bytes, isLast: true };
  }

  #forget({ id, sopInstanceUid, file }: Present): { sopInstanceUid: string; file: string }[] {
    const quarantined = this.#quarantined.all(sopInstanceUid) as unknown as { id: number; file: string }[];
    for (const each of quarantined) this.#deleteQuarantined.run(each.id);
    this.#delete.run(id);
    const files = [...leftBy(file), ...quarantined.map((each) => each.file)];
    for (const each of files) this.#note.run(each);
    return files.map((each) => ({ sopInstanceUid, file: each }));
  }
}
