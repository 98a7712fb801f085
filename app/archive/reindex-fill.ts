import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { wordsOf } from '../base/base.ts';
import type { ReadFileMeta, ScanLimits } from '../dataset/dataset.ts';
import { Blobs, fileNameOf, folderOf, IMAGES, INCOMING, QUARANTINE } from './blobs.ts';
import type { Index } from './index-db.ts';
import { type InstanceRow, RowMaker } from './index-row.ts';
import { quarantineOf } from './keep.ts';
import type { ReindexReport } from './reindex.ts';
import type { OldIndex, OldRow } from './reindex-old.ts';
import { readStoredFile } from './stored-file.ts';
import { byFile, type ChangedFile, type MissingFile, metaDifferences, OTHER_CONTENT, RegularFiles, sizeWords } from './verify-file.ts';
import { filesBelow } from './walk.ts';

interface FillParts {
  /** The new one, empty. */
  readonly index: Index;
  readonly old: OldIndex;
  readonly folder: string;
  readonly progress: (done: number) => void;
  readonly limits: Partial<ScanLimits>;
}

interface ReadRow {
  readonly row: InstanceRow;
  readonly meta: ReadFileMeta;
  /** Where ingest would put such an object. */
  readonly folder: string;
}

const AT_ONCE = 16;

/** Gives the new index a row for each file. Their order does not matter: rows have the moment of receipt, and those above follow from it. */
export async function fill(parts: FillParts): Promise<ReindexReport> {
  const { old, index, folder } = parts;
  const deleted = new Set(await old.removals()); // a power cut kept them from being removed; the next start does
  const work = new Filling(parts);
  let failed: { readonly error: unknown } | undefined;
  let done = 0;
  const take = async (file: string): Promise<void> => {
    try {
      await work.take(file);
    } catch (error) {
      failed ??= { error }; // an index's fault, not the file's: without a whole index the old one stays
    }
    parts.progress(++done);
  };
  const running = new Set<Promise<void>>();
  const skipped: string[] = [];
  for (const place of [IMAGES, QUARANTINE]) {
    for await (const file of filesBelow(folder, place, (path) => skipped.push(path))) {
      if (deleted.has(file)) continue;
      const taking = take(file).finally(() => running.delete(taking));
      running.add(taking);
      if (running.size >= AT_ONCE) await Promise.race(running);
      if (failed) break;
    }
  }
  await Promise.all(running);
  if (failed) throw failed.error;
  if (deleted.size > 0) await index.noteRemovals([...deleted]);
  const rescued = await rescueParts(parts);
  const missing = work.known < old.files ? await missingFiles(parts) : [];
  const { quarantined, unreadable, changed, superseded, known: compared } = work;
  return {
    indexed: work.indexed + rescued.images,
    quarantined: quarantined + rescued.quarantined,
    unreadable: unreadable.sort(byFile), // files are read at once, and end in any order
    changed: changed.sort(byFile),
    missing,
    superseded: superseded.sort(),
    skipped,
    rescued: rescued.images + rescued.quarantined,
    compared,
    oldIndex: old.fault ?? 'ok',
  };
}

class Filling {
  indexed = 0;
  quarantined = 0;
  /** Files that the old index had a row of. */
  known = 0;
  readonly unreadable: { file: string; words: string }[] = [];
  readonly changed: ChangedFile[] = [];
  readonly superseded: string[] = [];
  readonly #parts: FillParts;
  readonly #rows = new RowMaker();
  readonly #changedFiles = new Set<string>();

  constructor(parts: FillParts) {
    this.#parts = parts;
  }

  async take(file: string): Promise<void> {
    const { old, index } = this.#parts;
    const oldRow = await old.rowOf(file);
    if (oldRow) this.known++;
    const read = await rowFromFile(this.#parts, file, this.#rows).catch(wordsOf);
    const row = oldRow ? await this.#heldAgainst(oldRow, file, read) : typeof read === 'string' ? undefined : read.row;
    if (!row) this.unreadable.push({ file, words: read as string });
    else if (file.startsWith(`${QUARANTINE}/`)) {
      await index.quarantine(row);
      this.quarantined++;
    } else if (await this.#insert(row)) this.indexed++;
  }

  /** @returns the row of the file; where it is not what was received, the old one */
  async #heldAgainst(oldRow: OldRow, file: string, read: ReadRow | string): Promise<InstanceRow | undefined> {
    const words = typeof read === 'string' ? [`cannot be read: ${read}`] : differencesOf(read, oldRow);
    const { receivedAt, callingAeTitle, sopInstanceUid } = oldRow;
    if (words.length === 0) return { ...(read as ReadRow).row, receivedAt, callingAeTitle }; // the file's own time may be that of a copy
    this.changed.push({ sopInstanceUid, file, words: words.join('; ') });
    this.#changedFiles.add(file);
    if (file.startsWith(`${QUARANTINE}/`)) return { ...NOTHING_MORE, sopClassUid: '', ...oldRow };
    const attributes = await this.#parts.old.attributes(sopInstanceUid);
    if (attributes) return { sopClassUid: '', ...oldRow, ...attributes };
    return typeof read === 'string' ? undefined : { ...read.row, ...oldRow }; // that part of the old index is damaged too
  }

  /** @returns true where the SOP Instance UID is new */
  async #insert(row: InstanceRow): Promise<boolean> {
    const { index } = this.#parts;
    const inserted = await index.insert(row);
    if (inserted.kind === 'inserted') return true;
    const { present } = inserted;
    if (!(await this.#isBetter(row, present))) {
      this.superseded.push(row.file);
      return false;
    }
    await index.replace(row, present.file);
    await index.removed([present.file]); // the file stays where it is: reindex removes nothing
    this.superseded.push(present.file);
    return false;
  }

  /**
   * Of two files of one SOP Instance UID that counts which has what was received, or else the one that the old index names; without an old
   * index the later one, since a power cut in the middle of an overwrite can leave both.
   */
  async #isBetter(mine: Content, present: Content): Promise<boolean> {
    const oldRow = await this.#parts.old.instance(mine.sopInstanceUid);
    const score = ({ file, sha256, transferSyntaxUid }: Content): number => {
      if (!oldRow) return 0;
      const isReceived =
        !this.#changedFiles.has(file) && Buffer.compare(sha256, oldRow.sha256) === 0 && transferSyntaxUid === oldRow.transferSyntaxUid;
      return Number(isReceived) * 2 + Number(file === oldRow.file);
    };
    const better = score(mine) - score(present);
    if (better !== 0) return better > 0;
    const { folder } = this.#parts;
    const [there, here] = await Promise.all([stat(join(folder, present.file)), stat(join(folder, mine.file))]);
    return here.mtimeMs > there.mtimeMs;
  }
}

type Content = Pick<InstanceRow, 'sopInstanceUid' | 'file' | 'sha256' | 'transferSyntaxUid'>;

/** A row of the quarantine has nothing of the data set. */
const NOTHING_MORE = {
  studyInstanceUid: '',
  seriesInstanceUid: '',
  instance: [],
  upper: { patientIdentity: '', patient: [], study: [], series: [] },
};

function differencesOf({ row, meta }: ReadRow, oldRow: OldRow): string[] {
  const words = metaDifferences(meta, oldRow);
  if (row.bytes !== oldRow.bytes) return [sizeWords(row.bytes, oldRow.bytes), ...words];
  const isOther = meta.datasetOffset === oldRow.datasetOffset && Buffer.compare(row.sha256, oldRow.sha256) !== 0;
  return [...(isOther ? [OTHER_CONTENT] : []), ...words];
}

/**
 * A part that has a name was indexed by it. One without was never acknowledged, unless its commit outlived a power cut and the name did not:
 * a whole object that is in no row gets its name and row; anything else goes.
 */
async function rescueParts(parts: FillParts): Promise<{ readonly images: number; readonly quarantined: number }> {
  const { index, old, folder } = parts;
  const blobs = new Blobs(folder);
  const rows = new RowMaker();
  let images = 0;
  let quarantined = 0;
  try {
    for await (const part of filesBelow(folder, INCOMING, () => {})) {
      if (!part.endsWith('.part') || (await stat(blobs.path(part))).nlink > 1) continue;
      const read = await rowFromFile(parts, part, rows).catch(() => undefined); // cut off in the middle
      if (!read) continue;
      const { row } = read;
      const isNew = !(await index.instance(row.sopInstanceUid));
      const quarantineRow = isNew ? undefined : await old.rowOf(quarantineOf(row)); // acknowledged too
      const file = isNew ? join(read.folder, `${fileNameOf(row.sopInstanceUid)}.dcm`) : quarantineRow?.file;
      if (file === undefined || !(await blobs.link(blobs.path(part), file))) continue;
      await blobs.syncName(file);
      if (isNew) {
        await index.insert({ ...row, file });
        images++;
      } else {
        await index.quarantine({ ...row, file });
        quarantined++;
      }
    }
  } finally {
    await blobs.close();
  }
  return { images, quarantined };
}

/** What the old index had, and is in no file now: neither under its name, damaged or not, nor under another. */
async function missingFiles({ index, old, folder }: FillParts): Promise<MissingFile[]> {
  const regular = new RegularFiles(folder);
  const missing: MissingFile[] = [];
  for await (const page of old.rows()) {
    const lost = await Promise.all(
      page.map(async ({ sopInstanceUid, file, sha256, transferSyntaxUid }) => {
        if ((await index.holds(sopInstanceUid, file)) || (await regular.find(file))) return false;
        const now = file.startsWith(`${QUARANTINE}/`) ? undefined : await index.instance(sopInstanceUid);
        return !now || Buffer.compare(now.sha256, sha256) !== 0 || now.transferSyntaxUid !== transferSyntaxUid;
      }),
    );
    page.forEach(({ sopInstanceUid, file }, at) => {
      if (lost[at]) missing.push({ sopInstanceUid, file });
    });
  }
  return missing;
}

async function rowFromFile({ folder, limits }: FillParts, file: string, rows: RowMaker): Promise<ReadRow> {
  const { meta, scanned, sha256, bytes, modifiedAt } = await readStoredFile(join(folder, file), limits);
  const uid = (keyword: string): string => {
    const value = scanned.text(keyword);
    if (!value) throw new Error(`${keyword} is missing or empty`);
    return value;
  };
  const row = rows.rowOf(scanned, {
    sopInstanceUid: uid('SOPInstanceUID'),
    sopClassUid: uid('SOPClassUID'),
    studyInstanceUid: uid('StudyInstanceUID'),
    seriesInstanceUid: uid('SeriesInstanceUID'),
    file,
    bytes,
    datasetOffset: meta.datasetOffset,
    transferSyntaxUid: meta.transferSyntaxUid,
    receivedAt: modifiedAt,
    callingAeTitle: meta.sourceAeTitle ?? '',
  });
  const ownFolder = folderOf(row.studyInstanceUid, row.seriesInstanceUid, scanned.text('StudyDate') ?? '', modifiedAt);
  return { row: { ...row, sha256 }, meta, folder: ownFolder };
}
