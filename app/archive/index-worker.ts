import { assetText, type Migration, serveDatabase } from '../base/base.ts';
import { IndexReads } from './index-reads.ts';
import { IndexWrites } from './index-writes.ts';
import { type RowMessage, RowReader } from './row-message.ts';
import { type EstimateRequest, SearchSteps, type StepRequest } from './search-steps.ts';

/** The thread of the index: every SQL statement of the archive runs here. Named in the list of workers of the binary build. */
const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: assetText('archive/schema/0001-archive.sql') },
  { version: 2, sql: assetText('archive/schema/0002-search.sql') },
  { version: 3, sql: assetText('archive/schema/0003-said.sql') },
  { version: 4, sql: assetText('archive/schema/0004-totals.sql') },
];

serveDatabase(MIGRATIONS, (database) => {
  const reads = new IndexReads(database);
  const writes = new IndexWrites(database);
  const searches = new SearchSteps(database);
  const rows = new RowReader();
  return {
    reads: {
      recentStudies: (limit: number) => reads.recentStudies(limit),
      counts: () => reads.counts(),
      instance: (sopInstanceUid: string) => reads.instance(sopInstanceUid),
      holds: (which: { sopInstanceUid: string; file: string }) => reads.holds(which),
      files: (page: { after: number; limit: number }) => reads.files(page),
      quarantined: () => reads.quarantined(),
      removals: () => reads.removals(),
      integrityCheck: () => reads.integrityCheck(),
      tables: () => reads.tables(),
      quickCheck: (table: string) => reads.quickCheck(table),
      answer: () => undefined,
      searchEstimate: (request: EstimateRequest) => searches.estimate(request),
      searchStep: (request: StepRequest) => searches.step(request),
    },
    writes: {
      insert: (row: RowMessage) => writes.insert(rows.fromMessage(row)),
      replace: (change: { row: RowMessage; presentFile: string }) => writes.replace(rows.fromMessage(change.row), change.presentFile),
      dropRemovalsInUse: () => writes.dropRemovalsInUse(),
      removed: (file: string) => writes.removed(file),
      rehearse: (row: RowMessage) => writes.rehearse(rows.fromMessage(row)),
      quarantine: (row: RowMessage) => writes.quarantine(rows.fromMessage(row)),
    },
    rolledBack: () => writes.forget(),
  };
});
