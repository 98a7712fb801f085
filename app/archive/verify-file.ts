import type { Stats } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, wordsOf } from '../base/base.ts';
import { type ReadFileMeta, readFileMeta } from '../dataset/dataset.ts';
import type { StoredFile } from './index-row.ts';
import { digestOf, HEAD_BYTES } from './stored-file.ts';

/** A file of a row that is not there. */
export interface MissingFile {
  readonly sopInstanceUid: string;
  readonly file: string;
}

/** A file that is not what its row says, and in what; without anything of the patient. */
export interface ChangedFile extends MissingFile {
  readonly words: string;
}

/** What a row says of its file; a quarantined one does not say all. */
export type Expected = Pick<StoredFile, 'sopInstanceUid' | 'bytes' | 'datasetOffset' | 'sha256'> &
  Partial<Pick<StoredFile, 'sopClassUid' | 'transferSyntaxUid'>>;

export const OTHER_CONTENT = 'the data set is not what was received (SHA-256)';

export function sizeWords(bytes: number, expected: number): string {
  return `${bytes} bytes, not ${expected}`;
}

/**
 * Reads a file to its end and holds it against its row: size, SHA-256 of the data set, File Meta Information (PS3.10 §7.1).
 *
 * @returns in what it differs
 */
export async function differencesOf(path: string, size: number, row: Expected): Promise<readonly string[]> {
  if (size !== row.bytes) return [sizeWords(size, row.bytes)];
  try {
    const sha256 = await digestOf(path, row.datasetOffset);
    return [...(Buffer.compare(sha256, row.sha256) === 0 ? [] : [OTHER_CONTENT]), ...(await headDifferences(path, row))];
  } catch (error) {
    return [`cannot be read: ${wordsOf(error)}`];
  }
}

async function headDifferences(path: string, row: Expected): Promise<readonly string[]> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    let meta: ReadFileMeta;
    try {
      meta = readFileMeta(head.subarray(0, bytesRead));
    } catch (error) {
      return [`the File Meta Information cannot be read: ${wordsOf(error)}`];
    }
    return metaDifferences(meta, row);
  } finally {
    await file.close();
  }
}

/** In what the File Meta Information of a file is not what its row says. */
export function metaDifferences(meta: ReadFileMeta, row: Expected): string[] {
  const compared: readonly (readonly [string, string | undefined, string])[] = [
    ['SOP Class UID', row.sopClassUid, meta.sopClassUid],
    ['SOP Instance UID', row.sopInstanceUid, meta.sopInstanceUid],
    ['Transfer Syntax UID', row.transferSyntaxUid, meta.transferSyntaxUid],
  ];
  const words = compared.flatMap(([name, expected, found]) =>
    expected === undefined || expected === found ? [] : [`the File Meta Information has ${name} ${shown(found)}, not ${shown(expected)}`],
  );
  if (meta.datasetOffset !== row.datasetOffset)
    words.push(`the File Meta Information ends at byte ${meta.datasetOffset}, not ${row.datasetOffset}`);
  return words;
}

/** A value of a file that may be damaged, for a terminal. */
function shown(value: string): string {
  return value === '' ? '(none)' : value.slice(0, 64).replaceAll(/[^\x21-\x7e]/g, '?');
}

const MOST_REMEMBERED = 1000;

/** Looks for files where `filesBelow` finds them: a link is no file, and what lies behind a folder that is a link is not in the data folder. */
export class RegularFiles {
  readonly #dataFolder: string;
  readonly #folders = new Map<string, boolean>();

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  /** @param file below the data folder */
  async find(file: string): Promise<Stats | undefined> {
    try {
      const stats = await lstat(join(this.#dataFolder, file));
      return stats.isFile() && (await this.#isOwn(dirname(file))) ? stats : undefined;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
      throw error;
    }
  }

  /** The folders of the data folder, `images` and so on, may be links: whoever set it up made them. */
  async #isOwn(folder: string): Promise<boolean> {
    const [place = '', ...below] = folder.split('/');
    if (below.length === 0) return true;
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const isOwn = (await realpath(join(this.#dataFolder, folder))) === join(await realpath(join(this.#dataFolder, place)), ...below);
    if (this.#folders.size >= MOST_REMEMBERED) this.#folders.clear();
    this.#folders.set(folder, isOwn);
    return isOwn;
  }
}

/** The order of a report: that of the index tells of chance, once it was made anew. */
export function byFile(a: { readonly file: string }, b: { readonly file: string }): number {
  return a.file < b.file ? -1 : 1;
}
