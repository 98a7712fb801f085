import { ArchiveError, type ArchiveErrorCode } from '../archive/archive.ts';
import { CodedError, DatabaseError } from '../base/base.ts';
import { CommitmentError, type CommitmentErrorCode } from '../commitment/commitment.ts';
import { PixelsError, type PixelsErrorCode } from '../pixels/pixels.ts';
import { DicomwebError, type DicomwebErrorCode } from './errors.ts';

/** What is ours to answer, by status (PS3.18 §8.5). */
const STATUS_OF = {
  DICOMWEB_BAD_UID: [400, 'Bad UID'],
  DICOMWEB_BAD_PARAMETER: [400, 'Bad parameter'],
  DICOMWEB_TOO_LONG: [414, 'Too long'],
  DICOMWEB_NOT_FOUND: [404, 'Not found'],
  DICOMWEB_NO_METADATA: [500, 'No metadata'],
  DICOMWEB_NOT_ACCEPTABLE: [406, 'Not acceptable'],
  DICOMWEB_TOO_MANY: [413, 'Too many instances'],
  DICOMWEB_NO_SUCH_FRAME: [404, 'No such frame'],
  DICOMWEB_NO_SUCH_VALUE: [404, 'No such bulk data'],
  DICOMWEB_BAD_RANGE: [416, 'Range not satisfiable'],
  DICOMWEB_BAD_TYPE: [415, 'Unsupported media type'],
  DICOMWEB_MULTIPART_BROKEN: [400, 'Broken multipart'],
  DICOMWEB_TOO_MANY_PARTS: [413, 'Too many parts'],
  DICOMWEB_TOO_LARGE: [413, 'Too large'],
  DICOMWEB_BAD_METADATA: [400, 'Bad metadata'],
  DICOMWEB_CUT: [400, 'Cut off'],
  DICOMWEB_TOO_SLOW: [408, 'Too slow'],
  DICOMWEB_BUSY: [503, 'Busy'],
  DICOMWEB_NO_SERVICE: [503, 'Not open'],
  DICOMWEB_NO_STEP: [404, 'No such step'],
  DICOMWEB_STEP_THERE: [409, 'There already'],
  DICOMWEB_BAD_STEP: [400, 'Bad attributes'],
  DICOMWEB_STEP_CONFLICT: [409, 'Conflict'],
  DICOMWEB_STEP_NOT_KEPT: [503, 'Not kept'],
  DICOMWEB_TRANSACTION_USED: [409, 'Transaction UID in use'],
  DICOMWEB_NO_TRANSACTION: [404, 'No such request'],
  DICOMWEB_TRANSACTION_GONE: [410, 'Given up'],
  DICOMWEB_NO_REASON: [400, 'Say why'],
} as const satisfies Record<DicomwebErrorCode, readonly [number, string]>;

const ARCHIVE_STATUS: Readonly<Partial<Record<ArchiveErrorCode, readonly [number, string]>>> = {
  ARCHIVE_FULL: [507, 'Disk full'], // RFC 4918 §11.5
  ARCHIVE_READ_ONLY: [507, 'Disk read-only'],
  ARCHIVE_NO_DISK: [503, 'No disk'],
  ARCHIVE_ABSENT: [503, 'No archive'],
  ARCHIVE_CLOSED: [503, 'Stopping'],
  ARCHIVE_INSTANCE_LOST: [410, 'File lost'],
};

const PIXELS_STATUS = {
  PIXELS_NO_IMAGE: [404, 'No image'],
  PIXELS_NO_SUCH_FRAME: [404, 'No such frame'],
  PIXELS_BROKEN: [422, 'Broken image'],
  PIXELS_UNSUPPORTED: [406, 'Not decoded here'],
  PIXELS_TOO_LARGE: [413, 'Too large'],
  PIXELS_FRAME_CORRUPT: [422, 'Corrupt frame'],
  PIXELS_TOO_SLOW: [503, 'Too slow'],
  PIXELS_BUSY: [503, 'Busy'],
  PIXELS_DECODER_DIED: [422, 'Corrupt frame'],
  PIXELS_CLOSED: [503, 'Stopping'],
} as const satisfies Record<PixelsErrorCode, readonly [number, string]>;

const COMMITMENT_STATUS: Readonly<Partial<Record<CommitmentErrorCode, readonly [number, string]>>> = {
  COMMITMENT_MALFORMED: [400, 'Bad request of commitment'],
  COMMITMENT_TOO_LARGE: [413, 'Too many instances'],
  COMMITMENT_TOO_MANY: [503, 'Busy'],
};

/** A refusal in words (RFC 9457, PS3.18 §8.6.3). */
export function problem(
  status: number,
  words: { readonly title: string; readonly detail: string; readonly code: string },
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title: words.title, status, detail: words.detail, code: words.code }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}

/** @returns undefined where the error is a fault of the program */
export function problemOf(error: unknown): Response | undefined {
  if (error instanceof DicomwebError) {
    const [status, title] = STATUS_OF[error.code];
    return problem(status, { title, detail: error.message, code: error.code }, status === 503 ? { 'retry-after': '1' } : {});
  }
  if (error instanceof ArchiveError) {
    const [status, title] = ARCHIVE_STATUS[error.code] ?? [500, 'The archive failed'];
    return problem(status, { title, detail: error.message, code: error.code }, status === 503 ? { 'retry-after': '5' } : {});
  }
  if (error instanceof PixelsError) {
    const [status, title] = PIXELS_STATUS[error.code];
    return problem(status, { title, detail: error.message, code: error.code }, status === 503 ? { 'retry-after': '1' } : {});
  }
  if (error instanceof CommitmentError) {
    const [status, title] = COMMITMENT_STATUS[error.code] ?? [500, 'Failed'];
    const retry: Readonly<Record<string, string>> = status === 503 ? { 'retry-after': '30' } : {};
    return problem(status, { title, detail: `${error.message}.`, code: error.code }, retry);
  }
  if (error instanceof DatabaseError) {
    const [status, title] = error.code === 'DATABASE_FULL' ? [507, 'Disk full'] : [503, 'Not kept'];
    return problem(status, { title, detail: error.message, code: error.code }, { 'retry-after': '30' });
  }
  if (error instanceof CodedError) return problem(500, { title: 'Failed', detail: error.message, code: error.code });
  return undefined;
}
