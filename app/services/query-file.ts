import { type Archive, ArchiveError, type SearchAnswer } from '../archive/archive.ts';
import { type DataElement, DatasetError, readHead } from '../dataset/dataset.ts';
import { UNIQUE_KEYS } from '../registry/registry.ts';

/**
 * What the index does not keep of these instances, from the heads of their files, by SOP Instance UID; values up to `maxValueBytes`. An instance whose file is gone or
 * cannot be followed has nothing: the index's part of its answer holds all the same.
 */
export async function elementsFromFiles(
  answers: readonly SearchAnswer[],
  tags: readonly number[],
  archive: Pick<Archive, 'instancesOf' | 'read'>,
  { signal, maxValueBytes }: { readonly signal: AbortSignal; readonly maxValueBytes: number },
): Promise<ReadonlyMap<string, readonly DataElement[]>> {
  const found = new Map<string, readonly DataElement[]>();
  const sopInstanceUids = answers.map(({ values }) => values.get(UNIQUE_KEYS.IMAGE) ?? '');
  for await (const page of archive.instancesOf({ level: 'IMAGE', sopInstanceUids })) {
    for (const ref of page) {
      if (signal.aborted) return found;
      try {
        const elements = await readHead(archive.read(ref), ref.transferSyntaxUid, tags);
        found.set(
          ref.sopInstanceUid,
          elements.filter(({ bytes }) => bytes.byteLength <= maxValueBytes),
        );
      } catch (error) {
        if (!(error instanceof ArchiveError || error instanceof DatasetError)) throw error;
      }
    }
  }
  return found;
}
