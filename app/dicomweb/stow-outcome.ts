import { ArchiveError, type IngestResult } from '../archive/archive.ts';
import { DatasetError } from '../dataset/dataset.ts';
import { UploadError } from '../media/media.ts';
import { STATUS } from '../registry/registry.ts';
import { STORAGE_COMMENT_OF, STORAGE_STATUS_OF } from '../services/services.ts';

/** What an instance calls itself. */
export interface InstanceIds {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

export interface Stored extends InstanceIds {
  readonly kind: 'stored';
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** (0008,1196); 0 is none. */
  readonly warningReason: number;
}

/** A part that is not stored. */
export interface NotStored {
  readonly kind: 'failed';
  /** Undefined where the part does not say, as one that is no DICOM. */
  readonly ids?: InstanceIds | undefined;
  /** (0008,1197), PS3.18 Table I.2-2. */
  readonly failureReason: number;
  /** For people, without a value of a patient. */
  readonly words: string;
}

export type StowOutcome = Stored | NotStored;

/** What C-STORE answers 0000H, and B000H where an earlier instance is kept instead (PS3.4 §B.2.3). */
export function storedAs(ids: InstanceIds, { outcome, studyInstanceUid, seriesInstanceUid }: IngestResult): Stored {
  const warningReason = outcome === 'kept-first' ? STATUS.COERCION_OF_DATA_ELEMENTS : 0;
  return { kind: 'stored', ...ids, studyInstanceUid, seriesInstanceUid, warningReason };
}

/**
 * The reason that one instance was refused: the status that C-STORE would have given it.
 *
 * @returns undefined where the error is not the instance's, but the request's or the program's
 */
export function notStoredBy(error: unknown, ids: InstanceIds | undefined): NotStored | undefined {
  if (error instanceof ArchiveError)
    return { kind: 'failed', ids, failureReason: STORAGE_STATUS_OF[error.code], words: STORAGE_COMMENT_OF[error.code] ?? error.message };
  if (error instanceof UploadError || error instanceof DatasetError) {
    const failureReason = error.code === 'UPLOAD_TOO_LARGE' ? STATUS.REFUSED_OUT_OF_RESOURCES : STATUS.CANNOT_UNDERSTAND;
    return { kind: 'failed', ids, failureReason, words: error.message };
  }
  return undefined;
}
