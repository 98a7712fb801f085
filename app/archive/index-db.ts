import { pathToFileURL } from 'node:url';
import { type Database, DatabaseError, openDatabase, statOrNothing } from '../base/base.ts';
import type { ActivityQuery, HourOfActivity } from './activity-reads.ts';
import { ArchiveError } from './errors.ts';
import type { FindQuery } from './find-query.ts';
import type { FoundStudies } from './find-reads.ts';
import type { Counts, Receipt, StudySummary, Vouchers } from './index-reads.ts';
import type { RemovalOf, RemovedRows } from './index-removal.ts';
import type { InstanceRow, StoredFile } from './index-row.ts';
import type { InsertResult } from './index-writes.ts';
import type { MarkedSeries, NotedSeries } from './note-reads.ts';
import type { NewNote } from './note-writes.ts';
import { toMessage } from './row-message.ts';
import type { EstimateRequest, StepAnswer, StepRequest } from './search-steps.ts';
import type { InstanceSummary, InstancesPage, StudyDetail } from './study-reads.ts';

export interface QuarantinedFile {
  readonly file: string;
  readonly sopInstanceUid: string;
  readonly sha256: Uint8Array;
  readonly bytes: number;
  readonly datasetOffset: number;
  readonly transferSyntaxUid: string;
}

/** The index by its operations; those that write are durable when they resolve. All may throw DatabaseError. */
export interface Index {
  insert(row: InstanceRow): Promise<InsertResult>;
  replace(row: InstanceRow, presentFile: string): Promise<InsertResult>;
  /** As `replace`, of an instance that is still there. @returns undefined where it is not */
  swap(row: InstanceRow, presentFile: string): Promise<InsertResult | undefined>;
  /** Takes instances out, at most so many, and notes their files for removal from the disk. */
  remove(which: RemovalOf, most: number): Promise<RemovedRows>;
  /** Forgets files that `replace` and `remove` left to be removed. */
  removed(files: readonly string[]): Promise<void>;
  /** Files that are not to be there: the next start removes them. */
  noteRemovals(files: readonly string[]): Promise<void>;
  /** Brings what so many studies are found by up to date. @returns less than `most` where none are left */
  updateFinds(most: number): Promise<number>;
  removals(): Promise<readonly string[]>;
  dropRemovalsInUse(): Promise<void>;
  quarantine(row: InstanceRow): Promise<void>;
  instance(sopInstanceUid: string): Promise<StoredFile | undefined>;
  /** When an instance was received, and from whom. */
  receipt(sopInstanceUid: string): Promise<Receipt | undefined>;
  /** Of some hundred at once. */
  vouchers(sopInstanceUids: readonly string[]): Promise<Vouchers>;
  /** True where a row, or the quarantine, has this very file. */
  holds(sopInstanceUid: string, file: string): Promise<boolean>;
  files(after: number, limit: number): Promise<readonly (StoredFile & { readonly id: number })[]>;
  quarantined(): Promise<readonly QuarantinedFile[]>;
  recentStudies(limit: number): Promise<readonly StudySummary[]>;
  counts(): Promise<Counts>;
  activity(query: ActivityQuery): Promise<readonly HourOfActivity[]>;
  /** A step of a search, in a thread of its own. */
  searchStep(request: StepRequest): Promise<StepAnswer>;
  searchEstimate(request: EstimateRequest): Promise<readonly number[]>;
  find(query: FindQuery): Promise<FoundStudies>;
  study(studyInstanceUid: string): Promise<StudyDetail | undefined>;
  instances(page: InstancesPage): Promise<readonly InstanceSummary[]>;
  notedSeries(which: NotedSeries): Promise<readonly MarkedSeries[]>;
  note(series: MarkedSeries): Promise<Uint8Array | undefined>;
  /** @returns false where the series is no longer what the note was made of */
  keepNote(note: NewNote): Promise<boolean>;
  integrityCheck(): Promise<string>;
  tables(): Promise<readonly string[]>;
  /** SQLite's quick_check of one table: 'ok', or what it finds wrong. */
  quickCheck(table: string): Promise<string>;
  /** Does all that `insert` does, commits durably, and leaves no row. */
  rehearse(row: InstanceRow): Promise<void>;
  /** Resolves when the threads that write and look up have answered. */
  answers(): Promise<void>;
  close(): Promise<void>;
}

const SCRIPT = 'archive/index-worker.ts';

/**
 * Opens the index file, made or brought up to date where needed. Reads have a connection and a thread of their own, and searches another,
 * so that a long one never holds up a commit, nor the look-ups of what is taken in.
 *
 * @throws ArchiveError ARCHIVE_INDEX_UNUSABLE, ARCHIVE_LOCKED, ARCHIVE_FULL, ARCHIVE_FOLDER_UNUSABLE
 */
export async function openIndex(file: string): Promise<Index> {
  try {
    const writer = await openDatabase(SCRIPT, { file, readOnly: false });
    try {
      return indexOf(file, writer, await openDatabase(SCRIPT, { file, readOnly: true }));
    } catch (error) {
      await writer.close();
      throw error;
    }
  } catch (error) {
    throw error instanceof DatabaseError ? openError(error, file) : error;
  }
}

/**
 * Opens the index to read it alone: beside the program that writes it, or `frozen`, where nobody can.
 *
 * @throws ArchiveError ARCHIVE_INDEX_UNUSABLE, ARCHIVE_FOLDER_UNUSABLE
 */
export async function openIndexToRead(file: string, { frozen }: { readonly frozen: boolean }): Promise<Index> {
  const wal = await statOrNothing(`${file}-wal`);
  const isWhole = frozen && !wal?.size; // what is in a WAL is not in the file, and immutable=1 would pass over it
  try {
    const reader = await openDatabase(SCRIPT, { file: isWhole ? `${pathToFileURL(file)}?immutable=1` : file, readOnly: true });
    try {
      await reader.run('counts'); // a WAL that cannot be read is found here
    } catch (error) {
      await reader.close();
      throw error;
    }
    return indexOf(file, reader, reader);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (!frozen || error.code === 'DATABASE_CORRUPT' || isWhole) throw openError(error, file);
    const words = `the index ${file} was left by a program that did not end, and cannot be read where it cannot be written (${error.message}); make the folder writable`;
    throw new ArchiveError('ARCHIVE_INDEX_UNUSABLE', words, { cause: error });
  }
}

function indexOf(file: string, writer: Database, reader: Database): Index {
  // Opened at the first search: a box that only stores does without its memory.
  let searcher: Promise<Database> | undefined;
  let isClosed = false;
  const search = async <Result>(operation: string, request: unknown): Promise<Result> => {
    if (isClosed) throw new DatabaseError('DATABASE_FAILED', 'the database is closed');
    searcher ??= openDatabase(SCRIPT, { file, readOnly: true });
    searcher.catch(() => {
      searcher = undefined; // the next search tries again
    });
    return (await searcher).run(operation, request);
  };
  return {
    insert: (row) => writer.run('insert', toMessage(row)),
    replace: (row, presentFile) => writer.run('replace', { row: toMessage(row), presentFile }),
    swap: (row, presentFile) => writer.run('swap', { row: toMessage(row), presentFile }),
    remove: (which, most) => writer.run('remove', { which, most }),
    removed: (files) => writer.run('removed', files),
    noteRemovals: (files) => writer.run('noteRemovals', files),
    updateFinds: (most) => writer.run('updateFinds', most),
    removals: () => reader.run('removals'),
    dropRemovalsInUse: () => writer.run('dropRemovalsInUse'),
    quarantine: (row) => writer.run('quarantine', toMessage(row)),
    instance: (sopInstanceUid) => reader.run('instance', sopInstanceUid),
    receipt: (sopInstanceUid) => reader.run('receipt', sopInstanceUid),
    vouchers: (sopInstanceUids) => reader.run('vouchers', sopInstanceUids),
    holds: (sopInstanceUid, file) => reader.run('holds', { sopInstanceUid, file }),
    files: (after, limit) => reader.run('files', { after, limit }),
    quarantined: () => reader.run('quarantined'),
    recentStudies: (limit) => reader.run('recentStudies', limit),
    counts: () => reader.run('counts'),
    activity: (query) => search('activity', query),
    searchStep: (request) => search('searchStep', request),
    searchEstimate: (request) => search('searchEstimate', request),
    find: (query) => search('find', query),
    study: (studyInstanceUid) => search('study', studyInstanceUid),
    instances: (page) => search('instances', page),
    notedSeries: (which) => search('notedSeries', which),
    note: (series) => search('note', series),
    keepNote: (note) => writer.run('keepNote', note),
    integrityCheck: () => reader.run('integrityCheck'),
    tables: () => reader.run('tables'),
    quickCheck: (table) => reader.run('quickCheck', table),
    rehearse: (row) => writer.run('rehearse', toMessage(row)),
    answers: async () => void (await Promise.all([writer.run('answer'), reader.run('answer')])),
    async close() {
      isClosed = true;
      await (await searcher?.catch(() => undefined))?.close();
      await reader.close();
      if (writer !== reader) await writer.close();
    },
  };
}

function openError(error: DatabaseError, file: string): ArchiveError {
  const cause = { cause: error };
  switch (error.code) {
    case 'DATABASE_CORRUPT':
      return new ArchiveError(
        'ARCHIVE_INDEX_UNUSABLE',
        `the index ${file} is damaged; 'filmroom reindex' makes it again from the images`,
        cause,
      );
    case 'DATABASE_OLDER':
      return new ArchiveError(
        'ARCHIVE_INDEX_UNUSABLE',
        `the index ${file} is of an earlier version of Filmroom (${error.message}), and cannot be brought up to date where it cannot be written; start Filmroom once where it can`,
        cause,
      );
    case 'DATABASE_NEWER':
      return new ArchiveError('ARCHIVE_INDEX_UNUSABLE', `the index ${file} is of a later version of Filmroom: ${error.message}`, cause);
    case 'DATABASE_LOCKED':
      return new ArchiveError('ARCHIVE_LOCKED', `another program has the index ${file} open`, cause);
    case 'DATABASE_FULL':
      return new ArchiveError('ARCHIVE_FULL', `the disk is full: no room for the index ${file}; make room on it`, cause);
    case 'DATABASE_READ_ONLY':
      return new ArchiveError('ARCHIVE_READ_ONLY', `the index ${file} cannot be written: ${error.message}`, cause);
    default:
      return new ArchiveError('ARCHIVE_FOLDER_UNUSABLE', `the index ${file} cannot be opened: ${error.message}`, cause);
  }
}
