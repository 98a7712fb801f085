import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
