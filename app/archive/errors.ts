import { CodedError, DatabaseError, errnoOf, wordsOf } from '../base/base.ts';
import { DatasetError } from '../dataset/dataset.ts';

export type ArchiveErrorCode =
  | 'ARCHIVE_FULL' // no room for images: the reserve is reached, or the disk is full
  | 'ARCHIVE_READ_ONLY' // the disk takes no writes
  | 'ARCHIVE_DISK_FAILED' // the disk or the index gave an error
  | 'ARCHIVE_UID_MISMATCH' // the data set is of another instance or class than the request says
  | 'ARCHIVE_MISSING_UID' // the data set lacks one of the four UIDs, or one is no UID that a folder can be named by
  | 'ARCHIVE_UNREADABLE_DATASET' // the structure of the data set cannot be followed to its end
  | 'ARCHIVE_MISSING_ATTRIBUTE' // catalogueValidation iod or strict: the data set lacks an attribute that its SOP class demands
  | 'ARCHIVE_DUPLICATE_REFUSED' // duplicatePolicy reject: other bytes under a SOP Instance UID that is there
  | 'ARCHIVE_FOLDER_UNUSABLE' // the data folder cannot be made, read or written
  | 'ARCHIVE_LOCKED' // another program has the data folder
  | 'ARCHIVE_INDEX_UNUSABLE' // the index is damaged or of a later version
  | 'ARCHIVE_INSTANCE_LOST' // the index has the instance, the disk has not
  | 'ARCHIVE_INSTANCE_CHANGED' // its file has another size than was stored
  | 'ARCHIVE_NO_DISK' // the box has no data disk, or one that is not ours: the folder says so
  | 'ARCHIVE_ABSENT' // the program runs without an archive, since its folder cannot be used
  | 'ARCHIVE_CLOSED';

export class ArchiveError extends CodedError<ArchiveErrorCode> {}

const CODE_OF_ERRNO: Readonly<Record<string, ArchiveErrorCode>> = {
  ENOSPC: 'ARCHIVE_FULL',
  EDQUOT: 'ARCHIVE_FULL',
  EROFS: 'ARCHIVE_READ_ONLY',
};

/** What went wrong while an object was taken in, in the archive's words. The peer's own failures (a lost association) pass as they are. */
export function asArchiveError(error: unknown): unknown {
  if (error instanceof ArchiveError) return error;
  if (error instanceof DatasetError) return new ArchiveError('ARCHIVE_UNREADABLE_DATASET', error.message, { cause: error });
  if (error instanceof DatabaseError) {
    if (error.code === 'DATABASE_FULL') return new ArchiveError('ARCHIVE_FULL', 'the disk of the index is full', { cause: error });
    if (error.code === 'DATABASE_READ_ONLY') return new ArchiveError('ARCHIVE_READ_ONLY', 'the index cannot be written', { cause: error });
    return new ArchiveError('ARCHIVE_DISK_FAILED', `the index failed: ${error.message}`, { cause: error });
  }
  if (error instanceof CodedError) return error;
  const errno = errnoOf(error);
  if (errno === undefined) return error;
  const code = CODE_OF_ERRNO[errno] ?? 'ARCHIVE_DISK_FAILED';
  const words = code === 'ARCHIVE_FULL' ? 'the disk is full' : code === 'ARCHIVE_READ_ONLY' ? 'the disk is read-only' : wordsOf(error);
  return new ArchiveError(code, words, { cause: error });
}
