import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { promisify } from 'node:util';
import { errnoOf } from '../base/base.ts';
import type { MatchKey } from '../dataset/dataset.ts';
import type { Blobs } from './blobs.ts';
import type { CheckedFiles } from './checked-files.ts';
import { ArchiveError } from './errors.ts';
import type { Index } from './index-db.ts';
import { pagesOf } from './search.ts';
import { planOf } from './search-plan.ts';
import type { QueryLevel } from './search-query.ts';

/** Which instances: those below the unique keys of a level, the keys of the levels above as far as they are given (PS3.4 C.4.2.1.4). */
export interface InstancesOf {
  readonly level: QueryLevel;
  /** Letter for letter. */
  readonly patientId?: string;
  readonly studyInstanceUids?: readonly string[];
  readonly seriesInstanceUids?: readonly string[];
  readonly sopInstanceUids?: readonly string[];
}

export interface InstanceRef {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** Below the data folder. */
  readonly file: string;
  /** Of the file. */
  readonly bytes: number;
  readonly datasetOffset: number;
  /** Of the data set. */
  readonly sha256: Uint8Array;
}

const COLUMNS = {
  sopClassUid: 'instance.SOPClassUID',
  sopInstanceUid: 'instance.SOPInstanceUID',
  studyInstanceUid: 'study.StudyInstanceUID',
  seriesInstanceUid: 'series.SeriesInstanceUID',
  transferSyntaxUid: 'instance.transfer_syntax',
  file: 'instance.file',
  bytes: 'instance.bytes',
  datasetOffset: 'instance.dataset_offset',
  sha256: 'hex(instance.sha256)',
};

/** Pages of instances: study by study, series by series, images by their number. */
export async function* instancesOf(index: Index, which: InstancesOf, signal?: AbortSignal): AsyncGenerator<readonly InstanceRef[]> {
  const keys = new Map<string, MatchKey>();
  const { patientId, studyInstanceUids, seriesInstanceUids, sopInstanceUids } = which;
  if (patientId !== undefined) keys.set('PatientID', { kind: 'single', value: patientId });
  if (sopInstanceUids) keys.set('SOPInstanceUID', uids(sopInstanceUids));
  if (studyInstanceUids) keys.set('StudyInstanceUID', uids(studyInstanceUids));
  if (seriesInstanceUids) keys.set('SeriesInstanceUID', uids(seriesInstanceUids));
  if (!keys.size) return; // never the whole archive
  const query = { level: 'IMAGE', keys, combinedDateTime: false, fuzzy: false, wanted: ['PatientID'] } as const;
  const plan = planOf(query, COLUMNS);
  const idAt = plan.answers.get('PatientID')!;
  for await (const { rows, from } of pagesOf(index, plan, Infinity, signal)) {
    const refs = rows
      .filter((row) => patientId === undefined || row[from + idAt] === patientId)
      .map((row) => {
        const of = (name: keyof typeof COLUMNS) => row[from + plan.extra.get(name)!]!;
        const text = (name: keyof typeof COLUMNS) => String(of(name));
        return {
          sopClassUid: text('sopClassUid'),
          sopInstanceUid: text('sopInstanceUid'),
          studyInstanceUid: text('studyInstanceUid'),
          seriesInstanceUid: text('seriesInstanceUid'),
          transferSyntaxUid: text('transferSyntaxUid'),
          file: text('file'),
          bytes: Number(of('bytes')),
          datasetOffset: Number(of('datasetOffset')),
          sha256: Buffer.from(text('sha256'), 'hex'),
        };
      });
    if (refs.length) yield refs;
  }
}

function uids(list: readonly string[]): MatchKey {
  return { kind: 'uids', uids: list };
}

/** A CT image is one read: each goes to another thread and back, which costs more than the bytes. */
const READ_BYTES = 1024 * 1024;
const MAX_SPARE_BUFFERS = 8;
/** Buffers are used again: at hundreds of images a second new ones would keep the garbage collector busy. */
const spare: Buffer[] = [];

const openFile = promisify(fs.open);
const readFile = promisify(fs.read);
const readIntoAll = promisify(fs.readv);
const statFile = promisify(fs.fstat);

/**
 * The bytes of the data set, from the disk. A chunk is the reader's until it asks for the next one: there are two buffers,
 * one is read into while the other is used. Plain descriptors: a FileHandle costs twice as much for each call.
 *
 * @param checked the last chunk comes only where all of it is what was received; undefined = only the size is held against the index
 * @throws ArchiveError ARCHIVE_INSTANCE_LOST where the file is gone, ARCHIVE_INSTANCE_CHANGED where its size is not the index's, or its
 *   bytes are not what was received, ARCHIVE_DISK_FAILED
 */
export async function* readInstance(blobs: Blobs, ref: InstanceRef, checked?: CheckedFiles): AsyncGenerator<Uint8Array> {
  const file = await openStored(blobs, ref);
  const buffers: Buffer[] = [];
  let reading: Promise<unknown> | undefined;
  try {
    const take = () => buffers[buffers.push(spare.pop() ?? Buffer.allocUnsafeSlow(READ_BYTES)) - 1]!;
    // One byte more than there should be: where it comes, the file has grown. No call is needed to ask for its size.
    const read = (into: Buffer, from: number) => readFile(file, into, 0, Math.min(READ_BYTES, ref.bytes - from + 1), from);
    const check = checked && checkOf(file, ref, checked);
    let at = ref.datasetOffset;
    let used = take();
    let next: Buffer | undefined;
    let current = read(used, at);
    reading = current;
    while (at < ref.bytes) {
      const { bytesRead } = await current;
      if (bytesRead === 0) throw changed(ref, at);
      at += bytesRead;
      if (at > ref.bytes) throw changed(ref, (await statFile(file)).size);
      const chunk = used.subarray(0, bytesRead);
      if (at < ref.bytes) {
        next ??= take();
        current = read(next, at);
        current.catch(() => undefined); // heard when it is awaited
        reading = current;
      }
      check?.update(chunk);
      if (at === ref.bytes) check?.end();
      yield chunk;
      if (next) [used, next] = [next, used];
    }
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    throw unreadable(ref, error);
  } finally {
    await reading?.catch(() => undefined); // it writes into a buffer that is given back below
    for (const buffer of buffers) if (spare.length < MAX_SPARE_BUFFERS) spare.push(buffer);
    fs.closeSync(file); // quick, since nothing is written by it
  }
}

/** The data set of a stored file, to be read wherever its reader wants it. */
export interface OpenDataset {
  readonly bytes: number;
  /**
   * Reads what follows into `views`, all of them to their ends. One call at a time.
   *
   * @throws ArchiveError as `readInstance`; the last bytes come only where all of it is what was received
   */
  readInto(views: readonly Uint8Array[]): Promise<void>;
  /** Harmless when it was closed. */
  close(): void;
}

/** @throws ArchiveError ARCHIVE_INSTANCE_LOST, ARCHIVE_INSTANCE_CHANGED, ARCHIVE_DISK_FAILED */
export async function openInstance(blobs: Blobs, ref: InstanceRef, checked: CheckedFiles): Promise<OpenDataset> {
  const file = await openStored(blobs, ref);
  let isOpen = true;
  let at = ref.datasetOffset;
  const close = () => {
    if (isOpen) fs.closeSync(file); // quick, since nothing is written by it
    isOpen = false;
  };
  try {
    const { size } = fs.fstatSync(file); // quick, since it is open
    if (size !== ref.bytes) throw changed(ref, size);
    const check = checkOf(file, ref, checked);
    return {
      bytes: ref.bytes - ref.datasetOffset,
      async readInto(views) {
        for (let rest = views; rest.length > 0; ) {
          const { bytesRead } = await readIntoAll(file, rest, at).catch((error) => {
            throw unreadable(ref, error);
          });
          if (bytesRead === 0) throw changed(ref, at);
          at += bytesRead;
          rest = after(rest, bytesRead);
        }
        if (!check) return;
        for (const view of views) check.update(view);
        if (at === ref.bytes) check.end();
      },
      close,
    };
  } catch (error) {
    close();
    throw errnoOf(error) === undefined ? error : unreadable(ref, error);
  }
}

/** Holds the bytes against the digest of what was received; undefined where that was done lately and nobody wrote to the file since. */
function checkOf(file: number, { file: name, sha256 }: InstanceRef, checked: CheckedFiles) {
  const state = fs.fstatSync(file); // quick, since it is open
  if (checked.has(state, sha256)) return undefined;
  const hash = createHash('sha256');
  return {
    update: (chunk: Uint8Array) => void hash.update(chunk),
    end(): void {
      if (!hash.digest().equals(sha256))
        throw new ArchiveError('ARCHIVE_INSTANCE_CHANGED', `${name} is not what was received: its SHA-256 differs`);
      checked.note(state, sha256);
    },
  };
}

export async function openStored(blobs: Blobs, { file }: InstanceRef): Promise<number> {
  try {
    return await openFile(blobs.path(file), fs.constants.O_RDONLY);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR')
      throw new ArchiveError('ARCHIVE_INSTANCE_LOST', `${file} is gone from the data folder`, { cause: error });
    throw new ArchiveError('ARCHIVE_DISK_FAILED', `${file} cannot be opened`, { cause: error });
  }
}

/** What is left of `views` when so many of their bytes are there: one call fills 1024 at most. */
function after(views: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes;
  let whole = 0;
  while (whole < views.length && left >= views[whole]!.byteLength) left -= views[whole++]!.byteLength;
  if (whole === views.length) return [];
  return [views[whole]!.subarray(left), ...views.slice(whole + 1)];
}

export function unreadable({ file }: InstanceRef, cause: unknown): ArchiveError {
  return new ArchiveError('ARCHIVE_DISK_FAILED', `${file} cannot be read`, { cause });
}

export function changed({ file, bytes }: InstanceRef, size: number): ArchiveError {
  return new ArchiveError('ARCHIVE_INSTANCE_CHANGED', `${file} has ${size} bytes, not the ${bytes} that were stored`);
}
