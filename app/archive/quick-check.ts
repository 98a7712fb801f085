import { join } from 'node:path';
import { type Clock, DatabaseError, wordsOf } from '../base/base.ts';
import { ArchiveError } from './errors.ts';
import { INDEX_FILE } from './folder.ts';
import { type Index, openIndexToRead } from './index-db.ts';

export interface QuickCheck {
  /** `unfinished`: nothing wrong in what could be read in the time given. */
  readonly state: 'sound' | 'damaged' | 'unfinished';
  readonly words: string;
}

/**
 * Looks through the index of a running Filmroom for damage (SQLite's quick_check), table by table, for as long as is given. The thread that
 * looks may still be at it afterwards: the caller ends the process.
 */
export async function quickCheckIndex(
  folder: string,
  options: { readonly deadlineMs: number; readonly clock: Clock },
): Promise<QuickCheck> {
  const late = Promise.withResolvers<'late'>();
  const timer = options.clock.after(options.deadlineMs, () => late.resolve('late'));
  let index: Index | undefined;
  try {
    index = await openIndexToRead(join(folder, INDEX_FILE), { frozen: false });
    const tables = await index.tables();
    for (const [at, table] of tables.entries()) {
      const words = await Promise.race([index.quickCheck(table), late.promise]);
      if (words === 'late') {
        index = undefined; // it does not let itself be closed
        return { state: 'unfinished', words: `${at} of ${tables.length} tables looked through in the time there is` };
      }
      if (words !== 'ok') return { state: 'damaged', words: `${table}: ${words}` };
    }
    return { state: 'sound', words: `${tables.length} tables` };
  } catch (error) {
    if (error instanceof ArchiveError || error instanceof DatabaseError) return { state: 'damaged', words: wordsOf(error) };
    throw error;
  } finally {
    timer.cancel();
    await index?.close();
  }
}
