import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Database, DatabaseError, openDatabase, statOrNothing } from '../base/base.ts';
import { QUARANTINE, uidOfFileName } from './blobs.ts';
import type { InstanceRow } from './index-row.ts';
import type { OldAttributes } from './reindex-worker.ts';
import type { Expected } from './verify-file.ts';

/** A row of the old index, of an instance or of a file in quarantine; that one has no SOP class. */
export type OldRow = Expected & Pick<InstanceRow, 'file' | 'transferSyntaxUid' | 'receivedAt' | 'callingAeTitle'>;

const PAGE = 500;
/** Faults of the disk rather than of the old index: to go on would take damage for what was received. */
const FATAL: ReadonlySet<string> = new Set(['DATABASE_FULL', 'DATABASE_LOCKED', 'DATABASE_READ_ONLY']);

/**
 * The index as it was before `reindex`, as far as it can be read: what was received. Nothing is written to it.
 * What cannot be read of it is as if it were not there, and `fault` says so.
 */
export class OldIndex {
  /** Why it could not be read, or not all of it. */
  fault: string | undefined;
  /** Files that it knows. */
  readonly files: number;
  readonly #database: Database | undefined;

  private constructor(database: Database | undefined, files: number, fault?: string) {
    this.#database = database;
    this.files = files;
    this.fault = fault;
  }

  /** @param names of the index in the data folder: the first that is there */
  static async open(folder: string, names: readonly string[]): Promise<OldIndex> {
    for (const name of names) {
      const file = join(folder, name);
      if (!(await statOrNothing(file))) continue;
      let database: Database | undefined;
      try {
        const wal = await statOrNothing(`${file}-wal`);
        database = await openDatabase('archive/reindex-worker.ts', {
          file: wal?.size ? file : `${pathToFileURL(file)}?immutable=1`, // then no WAL is made; what is in one, immutable=1 would pass over
          readOnly: true,
        });
        const files = await database.run<number>('counts');
        return new OldIndex(database, files, files === 0 ? 'the old index was empty' : undefined);
      } catch (error) {
        await database?.close();
        if (!(error instanceof DatabaseError) || FATAL.has(error.code)) throw error;
        return new OldIndex(undefined, 0, `the old index could not be read (${error.message})`);
      }
    }
    return new OldIndex(undefined, 0, 'there was no old index');
  }

  /** The row that has this file, which is found by its name. */
  async rowOf(file: string): Promise<OldRow | undefined> {
    if (file.startsWith(`${QUARANTINE}/`)) return this.#ask('quarantined', file);
    const uid = uidOfFileName(basename(file).replace(/(~[0-9a-f]+)?\.dcm$/, ''));
    const row = uid === undefined ? undefined : await this.instance(uid);
    return row?.file === file ? row : undefined;
  }

  instance(sopInstanceUid: string): Promise<OldRow | undefined> {
    return this.#ask('instance', sopInstanceUid);
  }

  /** What it says of an instance beyond its file. */
  attributes(sopInstanceUid: string): Promise<OldAttributes | undefined> {
    return this.#ask('attributes', sopInstanceUid);
  }

  /** Files whose rows were taken out, and that a power cut kept on the disk. */
  async removals(): Promise<readonly string[]> {
    return (await this.#ask<readonly string[]>('removals', undefined)) ?? [];
  }

  async *rows(): AsyncGenerator<readonly OldRow[]> {
    for (const table of ['instance', 'quarantine']) {
      for (let after = 0; ; ) {
        const page = await this.#ask<(OldRow & { readonly id: number })[]>('page', { table, after, limit: PAGE });
        if (!page?.length) break;
        yield page;
        after = page.at(-1)!.id;
      }
    }
  }

  async close(): Promise<void> {
    await this.#database?.close();
  }

  async #ask<Result>(operation: string, argument: unknown): Promise<Result | undefined> {
    try {
      return await this.#database?.run<Result | undefined>(operation, argument);
    } catch (error) {
      if (!(error instanceof DatabaseError) || FATAL.has(error.code)) throw error;
      this.fault ??= `part of the old index could not be read (${error.message})`;
      return undefined;
    }
  }
}
