/**
 * Where images are kept: plain Part 10 files in readable folders, and an index of them in SQLite. Knows no DIMSE status, no HTTP, no route.
 *
 * An object flows: `ingest` (part file, digest, scan) → `keep` (name, folder, row; duplicates) → the answer. `recover` runs at each start;
 * `search` finds by what the index keeps, `instancesOf` and `read` give what was found; `correct` gives an instance other values and keeps what was received; `vouch` reads again what somebody else is about to delete; `reindex` makes the index again from the files; `verify` reads every digest.
 */

export { type ArchiveOrNone, openArchiveOrNone } from './absent.ts';
export type { ActivityQuery, HourOfActivity } from './activity-reads.ts';
export type { AnywhereDataset } from './anywhere.ts';
export type { Correction, CorrectionOutcome, RestoreOutcome } from './correct.ts';
export { ArchiveError, type ArchiveErrorCode } from './errors.ts';
export type { InstanceRef, InstancesOf, OpenDataset } from './fetch.ts';
export type { FindQuery } from './find-query.ts';
export type { FoundStudies } from './find-reads.ts';
export { ARCHIVE_NAMES } from './folder.ts';
export type { Counts, StudySummary } from './index-reads.ts';
export type { RemovalOf } from './index-removal.ts';
export type { DuplicatePolicy, IngestAbout, IngestOutcome, IngestResult, IngestStep } from './ingest.ts';
export type { MarkedSeries } from './note-reads.ts';
export type { SeriesNotes } from './notes.ts';
export { type Archive, type ArchiveOptions, type Corrections, openArchive, type StoredEvent } from './open.ts';
export { correctionOf } from './originals.ts';
export { type QuickCheck, quickCheckIndex } from './quick-check.ts';
export type { DiskSpace } from './quota.ts';
export { type ReindexReport, reindex } from './reindex.ts';
export type { Removed, RemoveStep } from './remove.ts';
export type { QueryLevel, SearchAnswer, SearchQuery } from './search-query.ts';
export type { NamedInstance, Studies } from './studies.ts';
export type { InstancesPage, SeriesSummary, StudyDetail } from './study-reads.ts';
export { type VerifyReport, verify } from './verify.ts';
export type { Vouched } from './vouch.ts';
