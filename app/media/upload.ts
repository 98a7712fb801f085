import type { Archive, IngestOutcome } from '../archive/archive.ts';
import { CodedError } from '../base/base.ts';
import { DatasetError, readFileMeta } from '../dataset/dataset.ts';

export type UploadErrorCode =
  | 'UPLOAD_EMPTY' // no bytes at all
  | 'UPLOAD_NOT_DICOM' // no file of PS3.10: no File Meta Information at its begin
  | 'UPLOAD_DIRECTORY' // a DICOMDIR: a list of other files
  | 'UPLOAD_TOO_LARGE'; // longer than may be

/** A file that was not taken, for a reason of its own. */
export class UploadError extends CodedError<UploadErrorCode> {}

export interface Uploaded {
  readonly outcome: IngestOutcome;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly bytes: number;
}

const HEAD_BYTES = 132 + 16 * 1024;
const DIRECTORY = '1.2.840.10008.1.3.10';

/** A Part 10 file that is arriving: what its head says, and the data set behind it, to be read once. */
export interface OpenFile {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** @throws UploadError UPLOAD_TOO_LARGE, and what the bytes throw */
  readonly dataset: AsyncIterable<Uint8Array>;
}

/**
 * Reads the head of a Part 10 file (PS3.10 §7.1), and no more than that.
 *
 * @param maxBytes of the file
 * @throws UploadError, or what `bytes` throws
 */
export async function openFile(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<OpenFile> {
  const source = bytes[Symbol.asyncIterator]();
  const { head, isAll } = await headOf(source);
  if (head.byteLength === 0) throw new UploadError('UPLOAD_EMPTY', 'the file is empty');
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, datasetOffset } = metaOf(head);
  if (sopClassUid === DIRECTORY) throw new UploadError('UPLOAD_DIRECTORY', 'a DICOMDIR is a list of other files: upload those');
  async function* dataset(): AsyncGenerator<Uint8Array> {
    let size = head.byteLength;
    if (head.byteLength > datasetOffset) yield head.subarray(datasetOffset);
    for (let next = isAll ? undefined : await source.next(); next && !next.done; next = await source.next()) {
      size += next.value.byteLength;
      if (size > maxBytes) throw new UploadError('UPLOAD_TOO_LARGE', `longer than ${maxBytes} bytes`);
      yield next.value;
    }
  }
  return { sopClassUid, sopInstanceUid, transferSyntaxUid, dataset: dataset() };
}

/**
 * Takes a Part 10 file in by the way of the archive, as if a modality had sent it: it is kept when this resolves. Read as it comes, whatever its size.
 *
 * @throws UploadError, ArchiveError, or what `bytes` throws; then nothing of it is kept
 */
export async function takeFile(
  archive: Pick<Archive, 'ingest'>,
  bytes: AsyncIterable<Uint8Array>,
  about: { readonly callingAeTitle: string; readonly calledAeTitle: string; readonly address: string; readonly maxBytes: number },
): Promise<Uploaded> {
  const { maxBytes, ...from } = about;
  const { dataset, ...ids } = await openFile(bytes, maxBytes);
  const { outcome, studyInstanceUid, bytes: size } = await archive.ingest(dataset, { ...ids, ...from });
  return { outcome, sopInstanceUid: ids.sopInstanceUid, studyInstanceUid, bytes: size };
}

async function headOf(source: AsyncIterator<Uint8Array>): Promise<{ readonly head: Buffer; readonly isAll: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const { value, done } = await source.next();
    if (done) return { head: Buffer.concat(chunks), isAll: true };
    chunks.push(Buffer.from(value)); // a view of the reader's
    size += value.byteLength;
  }
  return { head: Buffer.concat(chunks), isAll: false };
}

function metaOf(head: Buffer) {
  const isFile = head.toString('latin1', 128, 132) === 'DICM';
  if (!isFile) throw new UploadError('UPLOAD_NOT_DICOM', 'this is no DICOM file: DICM does not stand at its byte 128');
  try {
    const meta = readFileMeta(head);
    if (meta.sopClassUid && meta.sopInstanceUid && meta.transferSyntaxUid) return meta;
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    throw new UploadError('UPLOAD_NOT_DICOM', `its File Meta Information cannot be read: ${error.message}`, { cause: error });
  }
  throw new UploadError('UPLOAD_NOT_DICOM', 'its File Meta Information does not say what it holds');
}
