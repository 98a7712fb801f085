import { randomUUID } from 'node:crypto';
import { makeZip } from 'client-zip';
import type { Archive, InstanceRef } from '../archive/archive.ts';
import { encodeFileMeta } from '../dataset/dataset.ts';
import { encodeDicomdir, type MediaFile } from './dicomdir.ts';
import { RECORD_KEYWORDS } from './record-types.ts';

export interface MediaLimits {
  /** Files of one medium: their names are kept while it is written. */
  readonly maxFiles: number;
}

export const MEDIA_LIMITS: MediaLimits = { maxFiles: 100_000 };

export interface StudyZip {
  /** Of the patient nothing: the name of a file is seen by everybody who passes a screen. */
  readonly name: string;
  readonly files: number;
  /** Data sets, without the ZIP around them. */
  readonly bytes: number;
  readonly stream: ReadableStream<Uint8Array>;
}

type Source = Pick<Archive, 'search' | 'instancesOf' | 'readChecked'>;

/**
 * A study as a ZIP with a DICOMDIR, made while it is read: one image is in memory at a time, whatever the size of the study. Each file is held
 * against what was received (`readChecked`); one that is damaged or gone ends the stream with an error, so that nobody takes half a study for all of it.
 *
 * @returns undefined where there is no such study; 'too-many' beyond the limit
 */
export async function studyZip(
  archive: Source,
  studyInstanceUid: string,
  { at, limits = MEDIA_LIMITS }: { readonly at: Date; readonly limits?: MediaLimits },
): Promise<StudyZip | 'too-many' | undefined> {
  const refs: InstanceRef[] = [];
  for await (const page of archive.instancesOf({ level: 'STUDY', studyInstanceUids: [studyInstanceUid] })) {
    refs.push(...page);
    if (refs.length > limits.maxFiles) return 'too-many';
  }
  const first = refs[0];
  if (!first) return undefined;
  const files = mediaFilesOf(refs, await valuesOf(archive, studyInstanceUid));
  const dicomdir = encodeDicomdir(files, `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`);
  async function* entries() {
    yield { name: 'DICOMDIR', input: dicomdir, size: dicomdir.byteLength, lastModified: at };
    for (const [n, ref] of refs.entries()) {
      const head = encodeFileMeta(ref);
      const size = head.byteLength + ref.bytes - ref.datasetOffset;
      yield { name: files[n]!.fileId.join('/'), input: contentOf(archive, ref, head), size, lastModified: at };
    }
  }
  const day = files[0]!.values.get('StudyDate') || 'undated';
  return {
    name: `${day.replaceAll(/[^\dA-Za-z]/g, '')}-${studyInstanceUid.replaceAll(/[^\dA-Za-z.]/g, '').slice(-12)}.zip`,
    files: refs.length,
    bytes: refs.reduce((sum, { bytes }) => sum + bytes, 0),
    stream: makeZip(entries()),
  };
}

async function* contentOf(archive: Source, ref: InstanceRef, head: Uint8Array): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield Uint8Array.from(head);
  for await (const chunk of archive.readChecked(ref)) yield Uint8Array.from(chunk); // the buffer is used again while the ZIP still has it
}

/** By SOP Instance UID. */
async function valuesOf(archive: Source, studyInstanceUid: string): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const keys = new Map([['StudyInstanceUID', { kind: 'uids', uids: [studyInstanceUid] } as const]]);
  const wanted = ['SOPInstanceUID', ...RECORD_KEYWORDS];
  const found = new Map<string, ReadonlyMap<string, string>>();
  for await (const page of archive.search({ level: 'IMAGE', keys, combinedDateTime: false, fuzzy: false, wanted }))
    for (const { values } of page) found.set(values.get('SOPInstanceUID')!, values);
  return found;
}

/** File IDs by number: series by series, eight signs each (PS3.10 §8.2, PS3.12). */
function mediaFilesOf(refs: readonly InstanceRef[], values: ReadonlyMap<string, ReadonlyMap<string, string>>): MediaFile[] {
  const series = new Map<string, { readonly n: number; images: number }>();
  return refs.map((ref) => {
    const present = series.get(ref.seriesInstanceUid) ?? { n: series.size + 1, images: 0 };
    series.set(ref.seriesInstanceUid, present);
    const fileId = ['DICOM', `SE${digits(present.n)}`, `IM${digits(++present.images)}`];
    return { ...ref, fileId, values: values.get(ref.sopInstanceUid) ?? new Map() };
  });
}

function digits(n: number): string {
  return String(n).padStart(6, '0');
}
