import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { type Archive, type ArchiveOptions, type IngestAbout, openArchive } from '../../app/archive/archive.ts';
import { type Log, type LogFields, systemClock } from '../../app/base/base.ts';
import { CT_IMAGE_STORAGE, element, IMPLICIT_LE } from './raw-bytes.ts';

/** An object as a sender would have it: implicit VR little endian, its elements in the order of their tags. */
export interface TestObject {
  readonly dataset: Buffer;
  readonly about: IngestAbout;
  readonly sha256: string;
}

export const SOP_INSTANCE_UID = '1.2.826.0.1.3680043.10.9.3';
const DEFAULTS: Readonly<Record<number, string | undefined>> = {
  524310: CT_IMAGE_STORAGE,
  524312: SOP_INSTANCE_UID,
  524320: '20260102',
  524384: 'CT',
  1048592: 'Test^Archive',
  1048608: 'ARC1',
  2097165: '1.2.826.0.1.3680043.10.9.1',
  2097166: '1.2.826.0.1.3680043.10.9.2',
};

/** @param changes elements that differ from the defaults by tag; undefined leaves one out */
export function objectWith(
  changes: Readonly<Record<number, string | undefined>> = {},
  pixels: { readonly bytes?: number; readonly fill?: number } = {},
  about: Partial<IngestAbout> = {},
): TestObject {
  const elements = Object.entries({ ...DEFAULTS, ...changes })
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([tag, value]) => element(Number(tag), value, isUid(Number(tag)) ? 0 : 0x20));
  const dataset = Buffer.concat([...elements, element(0x7fe00010, Buffer.alloc(pixels.bytes ?? 64, pixels.fill ?? 1))]);
  return {
    dataset,
    about: {
      sopClassUid: CT_IMAGE_STORAGE,
      sopInstanceUid: changes[0x00080018] ?? SOP_INSTANCE_UID,
      transferSyntaxUid: IMPLICIT_LE,
      callingAeTitle: 'SENDER',
      calledAeTitle: 'FILMROOM',
      address: '127.0.0.1',
      ...about,
    },
    sha256: createHash('sha256').update(dataset).digest('hex'),
  };
}

function isUid(tag: number): boolean {
  return [0x00080016, 0x00080018, 0x0020000d, 0x0020000e].includes(tag);
}

/** The bytes as an association brings them: each chunk is overwritten when the next is asked for. */
export async function* inChunks(bytes: Uint8Array, size = 16_384): AsyncGenerator<Uint8Array> {
  const window = Buffer.alloc(Math.min(size, bytes.byteLength));
  for (let at = 0; at < bytes.byteLength; at += size) {
    const length = Math.min(size, bytes.byteLength - at);
    window.set(bytes.subarray(at, at + length));
    yield window.subarray(0, length);
    window.fill(0xee);
  }
}

export interface LoggedEvent {
  readonly level: string;
  readonly event: string;
  readonly fields: LogFields;
}

/** @param events each line is added here */
export function logInto(events: LoggedEvent[]): Log {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) =>
      void events.push({ level, event, fields });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A folder for one test, gone after it. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-archive-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An archive in a data folder of its own, closed after the test. */
export async function archiveFor(t: TestContext, options: Partial<ArchiveOptions> = {}): Promise<Archive> {
  const archive = await openArchive({
    folder: options.folder ?? temporaryFolder(t),
    log: logInto([]),
    clock: systemClock,
    duplicatePolicy: 'overwrite',
    reserveBytes: 0,
    ...options,
  });
  t.after(() => archive.close());
  return archive;
}

export function send(archive: Archive, { dataset, about }: TestObject) {
  return archive.ingest(inChunks(dataset), about);
}

/** Files below a folder of the data folder, in order. */
export function filesIn(dataFolder: string, folder: string): string[] {
  const root = join(dataFolder, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dataFolder.length + 1))
    .sort();
}

/** The last bytes of a stored file, as many as the object has. */
export function storedDataset(dataFolder: string, file: string, { dataset }: TestObject): Buffer {
  return readFileSync(join(dataFolder, file)).subarray(-dataset.byteLength);
}

/** Rows of the index by a connection of the test's own. The archive has to be closed, or idle. */
export function rowsOf(dataFolder: string, sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
  const database = new DatabaseSync(join(dataFolder, 'index.sqlite'), { readOnly: true });
  try {
    return database
      .prepare(sql)
      .all(...values)
      .map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}

/** SHA-256 of each data set that the index has, read from the disk: by SOP Instance UID, and in order those of the quarantine. */
export function heldIn(dataFolder: string): { readonly images: Readonly<Record<string, string>>; readonly quarantine: readonly string[] } {
  const digest = (row: Record<string, unknown>): string =>
    createHash('sha256')
      .update(readFileSync(join(dataFolder, row.file as string)).subarray(row.dataset_offset as number))
      .digest('hex');
  const images = rowsOf(dataFolder, 'SELECT SOPInstanceUID, file, dataset_offset FROM instance');
  const quarantine = rowsOf(dataFolder, 'SELECT file, dataset_offset FROM quarantine');
  return {
    images: Object.fromEntries(images.map((row) => [row.SOPInstanceUID, digest(row)])),
    quarantine: quarantine.map(digest).sort(),
  };
}

const UNREFERENCED = `
  SELECT 'series' AS level, SeriesInstanceUID AS name FROM series WHERE NOT EXISTS (SELECT 1 FROM instance WHERE series_id = series.id)
  UNION ALL SELECT 'study', StudyInstanceUID FROM study WHERE NOT EXISTS (SELECT 1 FROM series WHERE study_id = study.id)
  UNION ALL SELECT 'patient', identity FROM patient WHERE NOT EXISTS (SELECT 1 FROM study WHERE patient_id = patient.id)`;
const MISCOUNTED = `
  SELECT SeriesInstanceUID FROM series LEFT JOIN instance ON series_id = series.id GROUP BY series.id
  HAVING series.instances <> COUNT(instance.id) OR series.bytes <> COALESCE(SUM(instance.bytes), 0)`;

/**
 * Everything that is wrong with the data folder of a closed archive, in words: files without rows, rows without files, other bytes than the
 * row says, leftovers in incoming, empty folders, rows that nothing refers to, counts that differ. Looks for itself, not with `verify`.
 */
export function faultsIn(dataFolder: string): string[] {
  const rows = rowsOf(
    dataFolder,
    'SELECT file, bytes, dataset_offset, sha256 FROM instance UNION ALL SELECT file, bytes, dataset_offset, sha256 FROM quarantine',
  );
  const faults = filesIn(dataFolder, 'incoming').map((file) => `left: ${file}`);
  for (const row of rows) {
    const path = join(dataFolder, row.file as string);
    if (!existsSync(path)) faults.push(`row without file: ${row.file}`);
    else {
      const content = readFileSync(path);
      const sha256 = createHash('sha256')
        .update(content.subarray(row.dataset_offset as number))
        .digest();
      if (content.byteLength !== row.bytes || Buffer.compare(sha256, row.sha256 as Uint8Array) !== 0)
        faults.push(`other bytes: ${row.file}`);
    }
  }
  const known = new Set(rows.map(({ file }) => file));
  for (const place of ['images', 'quarantine']) {
    for (const file of filesIn(dataFolder, place)) if (!known.has(file)) faults.push(`file without row: ${file}`);
    for (const entry of readdirSync(join(dataFolder, place), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory() && readdirSync(path).length === 0) faults.push(`empty folder: ${path.slice(dataFolder.length + 1)}`);
    }
  }
  for (const { level, name } of rowsOf(dataFolder, UNREFERENCED)) faults.push(`${level} of nothing: ${name}`);
  for (const { SeriesInstanceUID } of rowsOf(dataFolder, MISCOUNTED)) faults.push(`counts differ: ${SeriesInstanceUID}`);
  for (const { file } of rowsOf(dataFolder, 'SELECT file FROM removal')) faults.push(`left in removal: ${file}`);
  for (const row of rowsOf(dataFolder, 'PRAGMA foreign_key_check')) faults.push(`foreign key: ${JSON.stringify(row)}`);
  return faults;
}
