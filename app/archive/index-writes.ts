import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import { COLUMNS } from './columns.ts';
import { IndexParents, type Leaving } from './index-parents.ts';
import { IndexRemoval, type RemovalOf, type RemovedRows } from './index-removal.ts';
import type { InstanceRow, StoredFile } from './index-row.ts';
import { leftBy } from './originals.ts';

/** `patientDiffers`: its study calls the patient otherwise than another study of the same PatientID does. Said once for a study. */
export type InsertResult =
  | { readonly kind: 'inserted'; readonly patientDiffers?: true }
  | { readonly kind: 'exists'; readonly present: StoredFile };

/** What is written to the index. Every function runs inside the transaction of the worker. */
export class IndexWrites {
  readonly #database: SqlDatabase;
  readonly #parents: IndexParents;
  readonly #removal: IndexRemoval;
  readonly #insertInstance: SqlStatement;
  readonly #present: SqlStatement;
  readonly #countSeries: SqlStatement;
  readonly #touchStudy: SqlStatement;
  readonly #insertQuarantine: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#parents = new IndexParents(database);
    this.#removal = new IndexRemoval(database, this.#parents);
    const columns = [
      'series_id',
      'said_id',
      'SOPInstanceUID',
      'SOPClassUID',
      'file',
      'bytes',
      'dataset_offset',
      'sha256',
      'transfer_syntax',
      'received',
      'calling_ae',
      ...COLUMNS.instance,
    ];
    this.#insertInstance = database.prepare(`INSERT INTO instance (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
    this.#present = database.prepare(`SELECT ${STORED_FILE_COLUMNS} FROM instance WHERE SOPInstanceUID = ?`);
    this.#countSeries = database.prepare('UPDATE series SET instances = instances + ?, bytes = bytes + ? WHERE id = ?');
    this.#touchStudy = database.prepare('UPDATE study SET last_received = ? WHERE id = ? AND last_received < ?');
    this.#insertQuarantine = database.prepare(
      'INSERT OR IGNORE INTO quarantine (SOPInstanceUID, file, bytes, dataset_offset, sha256, transfer_syntax, received, calling_ae) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
  }

  /** Adds an instance, unless its SOP Instance UID is there. */
  insert(row: InstanceRow): InsertResult {
    const present = this.#present.get(row.sopInstanceUid) as StoredFile | undefined;
    if (present) return { kind: 'exists', present };
    const { studyId, seriesId, saidId, isSettled, isOtherwise } = this.#parents.place(row);
    this.#insertInstance.run(
      seriesId,
      saidId,
      row.sopInstanceUid,
      row.sopClassUid,
      row.file,
      row.bytes,
      row.datasetOffset,
      row.sha256,
      row.transferSyntaxUid,
      row.receivedAt,
      row.callingAeTitle,
      ...row.instance,
    );
    this.#countSeries.run(1, row.bytes, seriesId);
    this.#touchStudy.run(row.receivedAt, studyId, row.receivedAt - TOUCH_EVERY_MS);
    const patientDiffers = isSettled ? isOtherwise : this.#parents.settle(studyId) || isOtherwise;
    return { kind: 'inserted', ...(patientDiffers && { patientDiffers }) };
  }

  /** Does what `insert` does and takes it back; a change that comes to nothing makes the commit write and sync all the same. */
  rehearse(row: InstanceRow): void {
    this.#database.exec('SAVEPOINT rehearsal');
    try {
      this.insert(row);
    } finally {
      this.#database.exec('ROLLBACK TO rehearsal; RELEASE rehearsal');
      this.forget();
    }
    this.#database.exec("INSERT OR IGNORE INTO removal (file) VALUES ('rehearsal'); DELETE FROM removal WHERE file = 'rehearsal'");
  }

  /** Puts an instance in the place of the one with `presentFile`, which is noted for removal from the disk, with what was received of it. */
  replace(row: InstanceRow, presentFile: string): InsertResult {
    return this.swap(row, presentFile) ?? this.insert(row);
  }

  /** As `replace`, of an instance that is still there. @returns undefined where it is not */
  swap(row: InstanceRow, presentFile: string): InsertResult | undefined {
    const present = this.#parents.leaving(row.sopInstanceUid, presentFile);
    if (!present) return undefined;
    this.#delete(present);
    this.noteRemovals(leftBy(presentFile, row.file));
    const inserted = this.insert(row);
    const isMoved = row.studyInstanceUid !== present.studyInstanceUid;
    const patientDiffers = this.#parents.left(present, isMoved) && !isMoved; // after the insert: mostly it is the same series
    return patientDiffers ? { kind: 'inserted', patientDiffers } : inserted;
  }

  #delete({ id, seriesId, bytes }: Leaving): void {
    this.#database.prepare('DELETE FROM instance WHERE id = ?').run(id);
    this.#countSeries.run(-1, -bytes, seriesId);
  }

  /** Takes instances out, at most so many: their files are noted for removal from the disk. */
  remove(which: RemovalOf, most: number): RemovedRows {
    return this.#removal.remove(which, most);
  }

  /** Files to be removed from the disk are gone from it. */
  removed(files: readonly string[]): void {
    const forget = this.#database.prepare('DELETE FROM removal WHERE file = ?');
    for (const file of files) forget.run(file);
  }

  noteRemovals(files: readonly string[]): void {
    const note = this.#database.prepare('INSERT OR IGNORE INTO removal (file) VALUES (?)');
    for (const file of files) note.run(file);
  }

  /** Once for each file. */
  quarantine(row: InstanceRow): void {
    this.#insertQuarantine.run(
      row.sopInstanceUid,
      row.file,
      row.bytes,
      row.datasetOffset,
      row.sha256,
      row.transferSyntaxUid,
      row.receivedAt,
      row.callingAeTitle,
    );
  }

  /** A file that an instance has is not to be removed, whatever was noted before. */
  dropRemovalsInUse(): void {
    this.#database.exec('DELETE FROM removal WHERE EXISTS (SELECT 1 FROM instance WHERE instance.file = removal.file)');
  }

  /** A rolled back operation may have taught us ids that are no more. */
  forget(): void {
    this.#parents.forget();
  }
}

/** A study list need not know to the millisecond when the last image came; a row a second is enough to write. */
const TOUCH_EVERY_MS = 1000;

export const STORED_FILE_COLUMNS =
  'file, bytes, dataset_offset AS datasetOffset, sha256, transfer_syntax AS transferSyntaxUid, SOPClassUID AS sopClassUid, SOPInstanceUID AS sopInstanceUid';
