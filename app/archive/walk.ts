import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../base/base.ts';

/**
 * Every file below a folder of the data folder, as a path relative to the data folder; folders in the order of their names. Constant memory per depth.
 *
 * @param skip takes what is no regular file and no folder: symbolic links, also those to folders, sockets, pipes. Without it they come as files.
 */
export async function* filesBelow(dataFolder: string, folder: string, skip?: (path: string) => void): AsyncGenerator<string> {
  const folders: string[] = [];
  try {
    for await (const entry of await opendir(join(dataFolder, folder))) {
      if (entry.isDirectory()) folders.push(entry.name);
      else if (skip && !entry.isFile()) skip(join(folder, entry.name));
      else yield join(folder, entry.name);
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  for (const name of folders.sort()) yield* filesBelow(dataFolder, join(folder, name), skip);
}
