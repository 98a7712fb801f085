import type { ArchiveErrorCode } from '../archive/archive.ts';
import { STATUS } from '../registry/registry.ts';

/**
 * The C-STORE status of each way in which the archive can fail (PS3.4 Table B.2-1, PS3.7 §9.1.1.1.9).
 *
 * A700 means try again later, it is not the object's fault; A900 and C000 mean that the object will never be taken as it is; 0110 that
 * something of ours is broken.
 */
export const STATUS_OF = {
  ARCHIVE_FULL: STATUS.REFUSED_OUT_OF_RESOURCES,
  ARCHIVE_READ_ONLY: STATUS.REFUSED_OUT_OF_RESOURCES,
  ARCHIVE_UID_MISMATCH: STATUS.DATA_SET_DOES_NOT_MATCH_SOP_CLASS,
  ARCHIVE_MISSING_UID: STATUS.CANNOT_UNDERSTAND,
  ARCHIVE_MISSING_ATTRIBUTE: STATUS.DATA_SET_DOES_NOT_MATCH_SOP_CLASS,
  ARCHIVE_UNREADABLE_DATASET: STATUS.CANNOT_UNDERSTAND,
  ARCHIVE_DUPLICATE_REFUSED: STATUS.DUPLICATE_SOP_INSTANCE,
  ARCHIVE_DISK_FAILED: STATUS.PROCESSING_FAILURE,
  ARCHIVE_INDEX_UNUSABLE: STATUS.PROCESSING_FAILURE,
  ARCHIVE_FOLDER_UNUSABLE: STATUS.PROCESSING_FAILURE,
  ARCHIVE_LOCKED: STATUS.PROCESSING_FAILURE,
  ARCHIVE_INSTANCE_LOST: STATUS.PROCESSING_FAILURE,
  ARCHIVE_INSTANCE_CHANGED: STATUS.PROCESSING_FAILURE,
  ARCHIVE_NO_DISK: STATUS.REFUSED_OUT_OF_RESOURCES,
  ARCHIVE_ABSENT: STATUS.REFUSED_OUT_OF_RESOURCES,
  ARCHIVE_CLOSED: STATUS.PROCESSING_FAILURE,
} as const satisfies Record<ArchiveErrorCode, number>;

/**
 * What ErrorComment says of each; undefined where the error's own words are for the peer to read: they name the element, its offset, the
 * UIDs, and no patient. The words of the others name folders of ours.
 */
export const COMMENT_OF = {
  ARCHIVE_FULL: 'The disk is full, nothing is stored until there is space',
  ARCHIVE_READ_ONLY: 'The disk is read-only, nothing can be stored',
  ARCHIVE_UID_MISMATCH: undefined,
  ARCHIVE_MISSING_UID: undefined,
  ARCHIVE_MISSING_ATTRIBUTE: undefined,
  ARCHIVE_UNREADABLE_DATASET: undefined,
  ARCHIVE_DUPLICATE_REFUSED: 'Another instance with this SOP Instance UID is stored already',
  ARCHIVE_DISK_FAILED: 'The disk has failed, the instance is not stored',
  ARCHIVE_INDEX_UNUSABLE: 'The index has failed, the instance is not stored',
  ARCHIVE_FOLDER_UNUSABLE: 'The data folder has failed, the instance is not stored',
  ARCHIVE_LOCKED: 'The archive is in use elsewhere, the instance is not stored',
  ARCHIVE_INSTANCE_LOST: 'The file of the instance is gone from the disk',
  ARCHIVE_INSTANCE_CHANGED: 'The file of the instance is not as it was stored',
  ARCHIVE_NO_DISK: 'There is no data disk, nothing can be stored',
  ARCHIVE_ABSENT: 'The data disk cannot be used, nothing can be stored',
  ARCHIVE_CLOSED: 'The system is shutting down, the instance is not stored',
} as const satisfies Record<ArchiveErrorCode, string | undefined>;
