import { join } from 'node:path';
import { type Clock, DatabaseError, type Log, wordsOf } from '../base/base.ts';
import type { ScanLimits } from '../dataset/dataset.ts';
import type { CatalogueValidation } from '../registry/registry.ts';
import type { ActivityQuery, HourOfActivity } from './activity-reads.ts';
import { type AnywhereDataset, openAnywhere } from './anywhere.ts';
import { Blobs } from './blobs.ts';
import { CheckedFiles } from './checked-files.ts';
import { type Correction, type CorrectionOutcome, correct, type RestoreOutcome, restore } from './correct.ts';
import { ArchiveError, type ArchiveErrorCode, asArchiveError } from './errors.ts';
import { type InstanceRef, type InstancesOf, instancesOf, type OpenDataset, openInstance, readInstance } from './fetch.ts';
import { startFinder } from './finder.ts';
import { INDEX_FILE, refuseLostIndex, takeFolder } from './folder.ts';
import { unusable, warnOfOtherOwner } from './folder-access.ts';
import { openIndex } from './index-db.ts';
import type { Counts, StudySummary } from './index-reads.ts';
import { type DuplicatePolicy, Ingest, type IngestAbout, type IngestOutcome, type IngestResult, type IngestStep } from './ingest.ts';
import { createNotes, type SeriesNotes } from './notes.ts';
import { createPulse } from './pulse.ts';
import { type DiskSpace, Quota } from './quota.ts';
import { recover } from './recover.ts';
import type { RemoveStep } from './remove.ts';
import { createRereader } from './reread.ts';
import { search } from './search.ts';
import type { SearchAnswer, SearchQuery } from './search-query.ts';
import { keepSpareRoom, withSpareRoom } from './spare-room.ts';
import { createStudies, type Studies } from './studies.ts';
import { createTimings, type Timings } from './timings.ts';
import { type Vouched, vouch } from './vouch.ts';

/** What is set of duplicates, validation and reserve is read at each use: a getter may give another value each time. */
export interface ArchiveOptions {
  /** The data folder. */
  readonly folder: string;
  readonly log: Log;
  readonly clock: Clock;
  /** What becomes of other bytes under a SOP Instance UID that is there. */
  readonly duplicatePolicy: DuplicatePolicy;
  /** Which attributes an object must have to be taken; without this `lenient`, the four UIDs. */
  readonly catalogueValidation?: CatalogueValidation;
  /** Images are refused before the disk has less than this free. */
  readonly reserveBytes: number;
  readonly limits?: Partial<ScanLimits>;
  /** Called at each step of an ingest or removal; for tests that stop the process there. */
  readonly faults?: { at(step: IngestStep | RemoveStep): void | Promise<void> };
}

/** An object was taken in. UIDs alone: who wants names asks the index. */
export interface StoredEvent {
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly outcome: IngestOutcome;
  readonly callingAeTitle: string;
}

/** Instances with other values than what was received. What was received is kept, and can be put back byte for byte. */
export interface Corrections {
  /**
   * Durable when it resolves. What the sender sends again stays what it sent: the corrected instance remains.
   *
   * @throws ArchiveError; whatever the rewriting throws, and then everything is as it was
   */
  correct(sopInstanceUid: string, correction: Correction): Promise<CorrectionOutcome>;
  /** @throws ArchiveError ARCHIVE_INSTANCE_LOST, ARCHIVE_INSTANCE_CHANGED where what was received is not whole any more */
  restore(sopInstanceUid: string): Promise<RestoreOutcome>;
  /** Called after each of these. @returns how to stop listening */
  onChange(listener: () => void): () => void;
}

export interface Archive {
  /**
   * Takes an object in. `dataset` is read once, a chunk is looked at until the next is asked for.
   * Resolves only when the object would survive a power cut; where it throws, nothing of the object remains, or, after a failing disk, only what the next start settles.
   *
   * @throws ArchiveError, or whatever `dataset` throws
   */
  ingest(dataset: AsyncIterable<Uint8Array>, about: IngestAbout): Promise<IngestResult>;
  /**
   * Does all that `ingest` does, to the last sync and commit, and leaves nothing: no file, no row, no event. For the self-test.
   *
   * @throws ArchiveError
   */
  rehearse(dataset: AsyncIterable<Uint8Array>, about: IngestAbout): Promise<IngestResult>;
  /** Resolves when threads and disk answer, hangs while they hang; costs one read of 4 KiB. For the watchdog. */
  pulse(): Promise<void>;
  /**
   * Answers of a query, in pages of about a hundred. Ends at once, with the signal's reason, when it aborts; takes no more memory for more answers.
   *
   * @throws ArchiveError
   */
  search(query: SearchQuery, signal?: AbortSignal): AsyncIterable<readonly SearchAnswer[]>;
  /** Pages of the instances below these keys, in the order of study, series and instance number. Without a key there are none. */
  instancesOf(which: InstancesOf, signal?: AbortSignal): AsyncIterable<readonly InstanceRef[]>;
  /**
   * The bytes of a data set; a chunk is looked at until the next is asked for.
   *
   * @throws ArchiveError ARCHIVE_INSTANCE_LOST, ARCHIVE_INSTANCE_CHANGED, ARCHIVE_DISK_FAILED
   */
  read(ref: InstanceRef): AsyncIterable<Uint8Array>;
  /**
   * As `read`; the last chunk comes only where all of it has the digest of what was received, so that nobody keeps what rotted. A file that
   * nobody wrote to since it was found sound is checked once an hour.
   */
  readChecked(ref: InstanceRef): AsyncIterable<Uint8Array>;
  /** As `readChecked`, for who knows where the bytes are to go. */
  openChecked(ref: InstanceRef): Promise<OpenDataset>;
  /**
   * Whether these instances are here and sound, in the order of the UIDs: each file is read to its end, from the medium, and held against its
   * digest. A reader of low priority that rests while images arrive; ask for some hundred at once.
   *
   * @throws ArchiveError; the signal's reason
   */
  vouch(sopInstanceUids: readonly string[], signal?: AbortSignal): Promise<readonly Vouched[]>;
  /** The same bytes at any place, unchecked but for the size of the file. */
  openAnywhere(ref: InstanceRef): Promise<AnywhereDataset>;
  /** What others have made of the instances of a series. */
  readonly notes: SeriesNotes;
  readonly corrections: Corrections;
  /** Looking for studies, looking into them, deleting them. */
  readonly studies: Studies;
  /** The studies that had an image last, newest first. */
  recentStudies(limit: number): Promise<readonly StudySummary[]>;
  counts(): Promise<Counts>;
  /** How much arrived, by the hour. */
  activity(query: ActivityQuery): Promise<readonly HourOfActivity[]>;
  diskSpace(): DiskSpace;
  /** Where the time of the objects so far went. */
  timings(): ReturnType<Timings['summary']>;
  /** @returns how to stop listening */
  onStored(listener: (event: StoredEvent) => void): () => void;
  /** Waits for what is under way; then the folder is free for another program. */
  close(): Promise<void>;
}

const DISK_FAULTS: ReadonlySet<ArchiveErrorCode> = new Set(['ARCHIVE_READ_ONLY', 'ARCHIVE_DISK_FAILED']);

/**
 * Opens the archive of a data folder, made where it is not there, and settles what a power cut left.
 *
 * @throws ArchiveError
 */
export async function openArchive(options: ArchiveOptions): Promise<Archive> {
  const lock = await takeFolder(options.folder);
  try {
    await warnOfOtherOwner(options.folder, options.log);
    await refuseLostIndex(options.folder);
    const index = await withSpareRoom(options.folder, () => openIndex(join(options.folder, INDEX_FILE)));
    const scanLimits = options.limits ?? {};
    const { log, clock } = options;
    const blobs = new Blobs(options.folder);
    try {
      await recover({ blobs, index, log, scanLimits });
      const quota = new Quota(options.folder, () => options.reserveBytes, clock);
      await quota.refresh();
      if (quota.space.accepting) await keepSpareRoom(options.folder);
      const timings = createTimings();
      const checked = new CheckedFiles(clock);
      const { faults } = options;
      const rules = () => ({ duplicatePolicy: options.duplicatePolicy, catalogueValidation: options.catalogueValidation ?? 'lenient' });
      const ingest = new Ingest({ blobs, index, quota, clock, log, timings, rules, scanLimits, ...(faults && { faults }) });
      const underWay = new Set<Promise<unknown>>();
      const listeners = new Set<(event: StoredEvent) => void>();
      let closing: Promise<void> | undefined;
      const finder = startFinder(index, { clock, log });
      const rereader = createRereader(clock);
      const closeAll = async (): Promise<void> => {
        await rereader.close();
        await Promise.allSettled(underWay);
        await finder.close();
        await ingest.settle();
        await blobs.close();
        await index.close();
        lock.release();
      };
      const announce = (event: StoredEvent): void => {
        for (const listener of listeners) {
          try {
            listener(event);
          } catch (error) {
            log.error('archive.listener-failed', { words: wordsOf(error) }); // the object is kept: its sender must hear so
          }
        }
      };
      async function* inOurWords<Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page> {
        try {
          yield* pages;
        } catch (error) {
          if (closing && error instanceof DatabaseError)
            throw new ArchiveError('ARCHIVE_CLOSED', 'the archive is closed', { cause: error });
          throw asArchiveError(error);
        }
      }
      const correctors = new Set<() => void>();
      const correcting = { ingest, index, blobs, scanLimits };
      async function correction<Outcome>(change: () => Promise<Outcome>): Promise<Outcome> {
        if (closing) throw new ArchiveError('ARCHIVE_CLOSED', 'the archive is closed');
        const work = change().catch((error) => {
          throw asArchiveError(error);
        });
        underWay.add(work);
        try {
          return await work;
        } finally {
          underWay.delete(work);
          finder.wake();
          for (const listener of correctors) listener();
        }
      }
      const studies = createStudies({
        ...{ index, blobs, clock, log, finder, removed: () => void quota.refresh(), ...(faults && { faults }) },
        alone: (sopInstanceUid, work) => ingest.oneAtATime(sopInstanceUid, work),
      });
      return {
        async ingest(dataset, about) {
          if (closing) throw new ArchiveError('ARCHIVE_CLOSED', 'the archive is closed');
          rereader.disturbed();
          const work = ingest.ingest(dataset, about);
          underWay.add(work);
          try {
            const result = await work;
            const { sopInstanceUid, callingAeTitle } = about;
            const { outcome, studyInstanceUid } = result;
            announce({ sopInstanceUid, studyInstanceUid, outcome, callingAeTitle });
            if (outcome !== 'identical') quota.stored();
            if (outcome === 'stored' || outcome === 'overwritten') finder.wake();
            return result;
          } catch (error) {
            if (error instanceof ArchiveError && DISK_FAULTS.has(error.code)) quota.doubt();
            if (error instanceof ArchiveError && error.code === 'ARCHIVE_FULL' && error.cause) await quota.filled(); // by the disk's own word
            throw error;
          } finally {
            underWay.delete(work);
          }
        },
        async rehearse(dataset, about) {
          if (closing) throw new ArchiveError('ARCHIVE_CLOSED', 'the archive is closed');
          const work = ingest.rehearse(dataset, about);
          underWay.add(work);
          return work.finally(() => underWay.delete(work));
        },
        pulse: createPulse(options.folder, index),
        search: (query, signal) => inOurWords(search(index, query, signal)),
        instancesOf: (which, signal) => inOurWords(instancesOf(index, which, signal)),
        read: (ref) => readInstance(blobs, ref),
        readChecked: (ref) => readInstance(blobs, ref, checked),
        openChecked: (ref) => openInstance(blobs, ref, checked),
        async vouch(sopInstanceUids, signal) {
          if (closing) throw new ArchiveError('ARCHIVE_CLOSED', 'the archive is closed');
          try {
            return await vouch(sopInstanceUids, { index, blobs, rereader }, signal);
          } catch (error) {
            if (closing) throw new ArchiveError('ARCHIVE_CLOSED', 'the archive is closed', { cause: error });
            throw signal?.aborted ? error : asArchiveError(error);
          }
        },
        openAnywhere: (ref) => openAnywhere(blobs, ref),
        notes: createNotes(index, clock),
        corrections: {
          correct: (sopInstanceUid, change) => correction(() => correct(sopInstanceUid, change, correcting)),
          restore: (sopInstanceUid) => correction(() => restore(sopInstanceUid, correcting)),
          onChange(listener) {
            correctors.add(listener);
            return () => correctors.delete(listener);
          },
        },
        studies: {
          ...studies,
          async remove(which) {
            if (closing) throw new ArchiveError('ARCHIVE_CLOSED', 'the archive is closed');
            const work = studies.remove(which);
            underWay.add(work);
            return work.finally(() => underWay.delete(work));
          },
        },
        recentStudies: (limit) => index.recentStudies(limit),
        counts: () => index.counts(),
        activity: (query) => index.activity(query),
        diskSpace: () => quota.space,
        timings: () => timings.summary(),
        onStored(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        close: () => {
          closing ??= closeAll();
          return closing;
        },
      };
    } catch (error) {
      await blobs.close();
      await index.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw await unusable(options.folder, error, (error as NodeJS.ErrnoException).path);
  }
}
