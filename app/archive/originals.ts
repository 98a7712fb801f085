import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errnoOf } from '../base/base.ts';
import { DatasetError, type ReadFileMeta, readFileMeta } from '../dataset/dataset.ts';
import { fileNameOf, IMAGES, ORIGINALS } from './blobs.ts';
import { ArchiveError } from './errors.ts';
import type { InstanceRow } from './index-row.ts';
import { digestOf, HEAD_BYTES } from './stored-file.ts';

/*
 * An instance that was corrected has the bytes that were received below `originals`, in the same folders as below `images`. Both names say what
 * belongs to what, so that the index needs to know nothing of it, and is made again from the files alone:
 *
 *   images/…/<uid>~<16 hex: of what was received><16 hex: of the correction>.dcm
 *   originals/…/<uid>~<16 hex: of what was received>.dcm
 */
const CORRECTED = /~([0-9a-f]{16})([0-9a-f]{16})\.dcm$/;
const ORIGINAL = /~([0-9a-f]{16})\.dcm$/;
const MARK = /^[0-9a-f]{16}$/;
const READ_BYTES = 256 * 1024;

/** What tells one content of an instance from another. */
export type Content = Pick<InstanceRow, 'sha256' | 'transferSyntaxUid'>;

/** Of digest and transfer syntax: the same bytes in another encoding are another object. */
export function markOfContent({ sha256, transferSyntaxUid }: Content): string {
  return createHash('sha256').update(sha256).update(transferSyntaxUid).digest('hex').slice(0, 16);
}

/** Which correction the file of an instance has; undefined where it is what was received. */
export function correctionOf(file: string): string | undefined {
  return CORRECTED.exec(file)?.[2];
}

/** Where the bytes are that were received, of a file below `images` that was corrected. */
export function originalOf(file: string): string | undefined {
  const received = CORRECTED.exec(file)?.[1];
  return received === undefined ? undefined : originalName(file, received);
}

/** The mark of what was received, of a corrected file or of an original. */
export function receivedMarkOf(file: string): string | undefined {
  return (CORRECTED.exec(file) ?? ORIGINAL.exec(file))?.[1];
}

/** Where the bytes of a file below `images` go that is about to be corrected. */
export function originalFor(file: string, content: Content): string {
  return originalName(file, markOfContent(content));
}

/** The name of the corrected file beside what it takes the place of. */
export function correctedFor(present: { readonly file: string } & Content, correction: string): string {
  if (!MARK.test(correction)) throw new Error(`${correction} is no mark of a correction`);
  const received = CORRECTED.exec(present.file)?.[1] ?? markOfContent(present);
  return `${bareName(present.file)}~${received}${correction}.dcm`;
}

/** The name that what was received gets back. */
export function restoredFor(corrected: string): string {
  return `${bareName(corrected)}.dcm`;
}

function originalName(file: string, mark: string): string {
  return join(ORIGINALS, `${bareName(file).slice(IMAGES.length + 1)}~${mark}.dcm`);
}

function bareName(file: string): string {
  return file.replace(/(~[0-9a-f]+)?\.dcm$/, '');
}

/** Whether a file can be of this instance, by its name alone. */
export function isNameOf(file: string, sopInstanceUid: string): boolean {
  return bareName(basename(file)) === fileNameOf(sopInstanceUid);
}

/** What goes from the disk when the file of an instance gives way to another one, or to none. */
export function leftBy(present: string, next?: string): readonly string[] {
  const original = originalOf(present);
  const isKept = original === undefined || (next !== undefined && original === originalOf(next));
  return [...(present === next ? [] : [present]), ...(isKept ? [] : [original])];
}

/** Whether an original is there and, read to its end, what its name says. */
export async function isSound(path: string, original: string): Promise<boolean> {
  try {
    const meta = await metaOf(path);
    return (
      markOfContent({ sha256: await digestOf(path, meta.datasetOffset), transferSyntaxUid: meta.transferSyntaxUid }) ===
      receivedMarkOf(original)
    );
  } catch (error) {
    if (error instanceof DatasetError || errnoOf(error) !== undefined) return false;
    throw error;
  }
}

/** The File Meta Information of a stored file. */
export async function metaOf(path: string): Promise<ReadFileMeta> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return readFileMeta(head.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/**
 * The data set of a file, of which the mark is known.
 *
 * @throws ArchiveError ARCHIVE_INSTANCE_CHANGED before the last chunk, where it is not what was received
 */
export async function* readMarked(
  path: string,
  file: string,
  from: number,
  transferSyntaxUid: string,
  mark: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let last: Uint8Array | undefined;
  for await (const chunk of createReadStream(path, { start: from, highWaterMark: READ_BYTES })) {
    hash.update(chunk as Buffer);
    if (last) yield last;
    last = chunk as Buffer;
  }
  if (markOfContent({ sha256: hash.digest(), transferSyntaxUid }) !== mark)
    throw new ArchiveError('ARCHIVE_INSTANCE_CHANGED', `${file} is not what was received: its SHA-256 differs`);
  if (last) yield last;
}
