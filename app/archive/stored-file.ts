import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createIndexScanner, type ReadFileMeta, readFileMeta, type ScanLimits, type ScannedAttributes } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../registry/registry.ts';

/** File Meta Information is longer only by private information of others. */
export const HEAD_BYTES = 4096;
const READ_BYTES = 256 * 1024;

export interface ReadStoredFile {
  readonly meta: ReadFileMeta;
  readonly scanned: ScannedAttributes;
  readonly sha256: Uint8Array;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** SHA-256 of a file from `offset` on, in constant memory. */
export async function digestOf(path: string, offset: number): Promise<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { start: offset, highWaterMark: READ_BYTES })) hash.update(chunk as Buffer);
  return hash.digest();
}

/**
 * Reads a Part 10 file to its end: what the index needs to know of it.
 *
 * @throws DatasetError where the file is no whole DICOM object
 */
export async function readStoredFile(path: string, limits: Partial<ScanLimits>): Promise<ReadStoredFile> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    const meta = readFileMeta(head.subarray(0, bytesRead));
    const transferSyntaxUid = TRANSFER_SYNTAXES.has(meta.transferSyntaxUid) ? meta.transferSyntaxUid : EXPLICIT_VR_LITTLE_ENDIAN;
    const scanner = createIndexScanner({ ...limits, transferSyntaxUid });
    const hash = createHash('sha256');
    try {
      for await (const chunk of file.createReadStream({ start: meta.datasetOffset, highWaterMark: READ_BYTES, autoClose: false })) {
        hash.update(chunk as Buffer);
        await scanner.scan(chunk as Buffer);
      }
      const scanned = await scanner.end();
      const { size, mtimeMs } = await file.stat();
      return { meta, scanned, sha256: hash.digest(), bytes: size, modifiedAt: Math.round(mtimeMs) };
    } finally {
      scanner.close();
    }
  } finally {
    await file.close();
  }
}
