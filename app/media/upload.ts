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

/**
 * Takes a Part 10 file (PS3.10 §7.1) in by the way of the archive, as if a modality had sent it: it is kept when this resolves. Read as it comes,
 * whatever its size.
 *
 * @throws UploadError, ArchiveError, or what `bytes` throws; then nothing of it is kept
 */
export async function takeFile(
  archive: Pick<Archive, 'ingest'>,
  bytes: AsyncIterable<Uint8Array>,
  about: { readonly callingAeTitle: string; readonly calledAeTitle: string; readonly address: string; readonly maxBytes: number },
): Promise<Uploaded> {
  const source = bytes[Symbol.asyncIterator]();
  const { head, isAll } = await headOf(source);
  if (head.byteLength === 0) throw new UploadError('UPLOAD_EMPTY', 'the file is empty');
  const meta = metaOf(head);
  if (meta.sopClassUid === DIRECTORY) throw new UploadError('UPLOAD_DIRECTORY', 'a DICOMDIR is a list of other files: upload those');
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, datasetOffset } = meta;
  async function* dataset(): AsyncGenerator<Uint8Array> {
    let size = head.byteLength;
    if (head.byteLength > datasetOffset) yield head.subarray(datasetOffset);
    for (let next = isAll ? undefined : await source.next(); next && !next.done; next = await source.next()) {
      size += next.value.byteLength;
      if (size > about.maxBytes) throw new UploadError('UPLOAD_TOO_LARGE', `longer than ${about.maxBytes} bytes`);
      yield next.value;
    }
  }
  const { callingAeTitle, calledAeTitle, address } = about;
  const ids = { sopClassUid, sopInstanceUid, transferSyntaxUid };
  const { outcome, studyInstanceUid, bytes: size } = await archive.ingest(dataset(), { ...ids, callingAeTitle, calledAeTitle, address });
  return { outcome, sopInstanceUid, studyInstanceUid, bytes: size };
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
