import { open } from 'node:fs/promises';
import { errnoOf } from '../base/base.ts';
import type { MatchKey } from '../dataset/dataset.ts';
import type { Blobs } from './blobs.ts';
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

const READ_BYTES = 256 * 1024;

/**
 * The bytes of the data set, from the disk. A chunk is the reader's until it asks for the next one: there are two buffers,
 * one is read into while the other is used.
 *
 * @throws ArchiveError ARCHIVE_INSTANCE_LOST where the file is gone, ARCHIVE_INSTANCE_CHANGED where its size is not the index's, ARCHIVE_DISK_FAILED
 */
export async function* readInstance(blobs: Blobs, ref: InstanceRef): AsyncGenerator<Uint8Array> {
  const file = await openStored(blobs, ref);
  try {
    const { size } = await file.stat();
    if (size !== ref.bytes) throw changed(ref, size);
    let at = ref.datasetOffset;
    const length = Math.min(READ_BYTES, size - at);
    let [used, next] = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(size - at > length ? length : 0)];
    let reading = file.read(used, 0, length, at);
    while (at < size) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) throw changed(ref, at);
      at += bytesRead;
      const chunk = used.subarray(0, bytesRead);
      if (at < size) {
        if (!next.length) next = Buffer.allocUnsafe(length);
        reading = file.read(next, 0, next.length, at);
        reading.catch(() => undefined); // heard when it is awaited
      }
      yield chunk;
      [used, next] = [next, used];
    }
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    throw new ArchiveError('ARCHIVE_DISK_FAILED', `${ref.file} cannot be read`, { cause: error });
  } finally {
    await file.close(); // waits for the read that is under way
  }
}

async function openStored(blobs: Blobs, { file }: InstanceRef) {
  try {
    return await open(blobs.path(file));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR')
      throw new ArchiveError('ARCHIVE_INSTANCE_LOST', `${file} is gone from the data folder`, { cause: error });
    throw new ArchiveError('ARCHIVE_DISK_FAILED', `${file} cannot be opened`, { cause: error });
  }
}

function changed({ file, bytes }: InstanceRef, size: number): ArchiveError {
  return new ArchiveError('ARCHIVE_INSTANCE_CHANGED', `${file} has ${size} bytes, not the ${bytes} that were stored`);
}
