import { ArchiveError, type ArchiveErrorCode } from './errors.ts';
import { type Archive, type ArchiveOptions, openArchive } from './open.ts';

/** An archive, or what stands in its place. */
export interface ArchiveOrNone {
  readonly archive: Archive;
  /** Why there is none; `archive` refuses everything then. */
  readonly absence?: ArchiveError;
}

/** The folder is in order, somebody else has it: the next start may find it free. */
const NO_MATTER_OF_THE_DISK: ReadonlySet<ArchiveErrorCode> = new Set(['ARCHIVE_LOCKED']);

/**
 * Opens the archive; where its folder cannot be used, gives one that refuses everything, so that a box whose disk is missing, foreign or
 * broken still answers C-ECHO and shows what is wrong.
 *
 * @throws ArchiveError ARCHIVE_LOCKED
 */
export async function openArchiveOrNone(options: ArchiveOptions): Promise<ArchiveOrNone> {
  try {
    return { archive: await openArchive(options) };
  } catch (error) {
    if (!(error instanceof ArchiveError) || NO_MATTER_OF_THE_DISK.has(error.code)) throw error;
    options.log.error('archive.absent', { code: error.code, words: error.message });
    return { archive: absentArchive(error, options), absence: error };
  }
}

function absentArchive(absence: ArchiveError, options: Pick<ArchiveOptions, 'reserveBytes'>): Archive {
  const refuse = () => {
    throw new ArchiveError('ARCHIVE_ABSENT', absence.message, { cause: absence });
  };
  const refuseLater = async () => refuse();
  const refusePages = async function* () {
    yield refuse();
  };
  return {
    ingest: refuseLater,
    rehearse: refuseLater,
    pulse: async () => {}, // nothing hangs
    search: refusePages,
    instancesOf: refusePages,
    read: refusePages,
    readChecked: refusePages,
    openChecked: refuseLater,
    vouch: refuseLater,
    openAnywhere: refuseLater,
    corrections: { correct: refuseLater, restore: refuseLater, onChange: () => () => {} },
    notes: { seriesOf: refuseLater, read: refuseLater, keep: refuseLater },
    studies: { find: refuseLater, study: refuseLater, instances: refuseLater, remove: refuseLater, onRemoved: () => () => false },
    recentStudies: refuseLater,
    counts: refuseLater,
    activity: refuseLater,
    diskSpace: () => ({ totalBytes: 0, freeBytes: 0, reserveBytes: options.reserveBytes, accepting: false }),
    timings: () => ({}) as ReturnType<Archive['timings']>,
    onStored: () => () => false,
    close: async () => {},
  };
}
