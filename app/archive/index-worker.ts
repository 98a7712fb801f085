import { assetText, type Migration, serveDatabase } from '../base/base.ts';
import { type ActivityQuery, ActivityReads } from './activity-reads.ts';
import type { FindQuery } from './find-query.ts';
import { FindReads } from './find-reads.ts';
import { FindWrites } from './find-writes.ts';
import { IndexReads } from './index-reads.ts';
import type { RemovalOf } from './index-removal.ts';
import { IndexWrites } from './index-writes.ts';
import { type MarkedSeries, type NotedSeries, NoteReads } from './note-reads.ts';
import { type NewNote, NoteWrites } from './note-writes.ts';
import { type RowMessage, RowReader } from './row-message.ts';
import { type EstimateRequest, SearchSteps, type StepRequest } from './search-steps.ts';
import { type InstancesPage, StudyReads } from './study-reads.ts';

/** The thread of the index: every SQL statement of the archive runs here. Named in the list of workers of the binary build. */
const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: assetText('archive/schema/0001-archive.sql') },
  { version: 2, sql: assetText('archive/schema/0002-search.sql') },
  { version: 3, sql: assetText('archive/schema/0003-said.sql') },
  { version: 4, sql: assetText('archive/schema/0004-totals.sql') },
  { version: 5, sql: assetText('archive/schema/0005-find.sql'), writableBy: 4 },
  { version: 6, sql: assetText('archive/schema/0006-notes.sql'), writableBy: 4 },
];

serveDatabase(MIGRATIONS, (database) => {
  const reads = new IndexReads(database);
  const activities = new ActivityReads(database);
  const writes = new IndexWrites(database);
  const findWrites = new FindWrites(database);
  const finds = new FindReads(database);
  const studies = new StudyReads(database);
  const searches = new SearchSteps(database);
  const notes = new NoteReads(database);
  const noteWrites = new NoteWrites(database);
  const rows = new RowReader();
  return {
    reads: {
      recentStudies: (limit: number) => reads.recentStudies(limit),
      counts: () => reads.counts(),
      activity: (query: ActivityQuery) => activities.activity(query),
      instance: (sopInstanceUid: string) => reads.instance(sopInstanceUid),
      vouchers: (sopInstanceUids: readonly string[]) => reads.vouchers(sopInstanceUids),
      receipt: (sopInstanceUid: string) => reads.receipt(sopInstanceUid),
      holds: (which: { sopInstanceUid: string; file: string }) => reads.holds(which),
      files: (page: { after: number; limit: number }) => reads.files(page),
      quarantined: () => reads.quarantined(),
      removals: () => reads.removals(),
      integrityCheck: () => reads.integrityCheck(),
      tables: () => reads.tables(),
      quickCheck: (table: string) => reads.quickCheck(table),
      answer: () => undefined,
      find: (query: FindQuery) => finds.find(query),
      study: (studyInstanceUid: string) => studies.study(studyInstanceUid),
      instances: (page: InstancesPage) => studies.instances(page),
      notedSeries: (which: NotedSeries) => notes.series(which),
      note: (series: MarkedSeries) => notes.note(series),
      searchEstimate: (request: EstimateRequest) => searches.estimate(request),
      searchStep: (request: StepRequest) => searches.step(request),
    },
    writes: {
      insert: (row: RowMessage) => writes.insert(rows.fromMessage(row)),
      replace: (change: { row: RowMessage; presentFile: string }) => writes.replace(rows.fromMessage(change.row), change.presentFile),
      swap: (change: { row: RowMessage; presentFile: string }) => writes.swap(rows.fromMessage(change.row), change.presentFile),
      dropRemovalsInUse: () => writes.dropRemovalsInUse(),
      remove: ({ which, most }: { readonly which: RemovalOf; readonly most: number }) => writes.remove(which, most),
      removed: (files: readonly string[]) => writes.removed(files),
      noteRemovals: (files: readonly string[]) => writes.noteRemovals(files),
      updateFinds: (most: number) => findWrites.update(most),
      keepNote: (note: NewNote) => noteWrites.keep(note),
      rehearse: (row: RowMessage) => writes.rehearse(rows.fromMessage(row)),
      quarantine: (row: RowMessage) => writes.quarantine(rows.fromMessage(row)),
    },
    rolledBack: () => writes.forget(),
  };
});
