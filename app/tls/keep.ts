import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, makeFolder, removeFile, replaceFile, wordsOf } from '../base/base.ts';
import { TlsError } from './errors.ts';

/**
 * Keys and certificates below the data folder, each pair in one file, so that no pulled plug leaves a key without its certificate.
 * Only the user of the program may read them; they are in no backup and leave by no route.
 */
export interface Keep {
  /** What was kept under that name; undefined where nothing was, or what is there makes no sense. */
  read(name: string): Promise<unknown>;
  /** @throws TlsError TLS_NOT_KEPT */
  write(name: string, value: object): Promise<void>;
  /** @throws TlsError TLS_NOT_KEPT */
  remove(name: string): Promise<void>;
}

/** @param folder undefined where there is no data folder that is ours: then nothing outlives the program */
export function openKeep(folder: string | undefined): Keep {
  const fileOf = (name: string) => {
    if (folder === undefined) throw new TlsError('TLS_NOT_KEPT', 'There is no data folder in which a key can be kept.');
    return join(folder, `${name}.json`);
  };
  const notKept = (cause: unknown): never => {
    if (cause instanceof TlsError) throw cause;
    throw new TlsError('TLS_NOT_KEPT', `Keys and certificates cannot be kept in ${folder}: ${wordsOf(cause)}`, { cause });
  };
  return {
    async read(name) {
      if (folder === undefined) return undefined;
      try {
        return JSON.parse(await readFile(fileOf(name), 'utf8'));
      } catch (error) {
        if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR' || error instanceof SyntaxError) return undefined;
        return notKept(error);
      }
    },
    async write(name, value) {
      try {
        const file = fileOf(name);
        if (folder !== undefined) await makeFolder(folder);
        await replaceFile(file, `${JSON.stringify(value, null, 2)}\n`, 0o600);
      } catch (error) {
        notKept(error);
      }
    },
    async remove(name) {
      try {
        await removeFile(fileOf(name));
      } catch (error) {
        notKept(error);
      }
    },
  };
}
