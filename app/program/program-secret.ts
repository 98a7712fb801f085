/** The secret by which the running program knows the commands of its own machine: a file that only root and the program's user can read. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log, removeFile, replaceFile, statOrNothing, wordsOf } from '../base/base.ts';

const FILE = 'program.secret';
const MODE = 0o600;
/** On a box: in memory, so that it works where the data disk does not. `overlays/common/usr/lib/tmpfiles.d/filmroom.conf` makes it. */
const RUN_FOLDER = '/run/filmroom/program';

/**
 * Tells it to the commands.
 *
 * @param dataFolder undefined where nothing may be written there
 * @returns how to take it away again
 */
export async function tellProgramSecret(secret: string, dataFolder: string | undefined, log: Log): Promise<() => Promise<void>> {
  const folder = (await statOrNothing(RUN_FOLDER)) ? RUN_FOLDER : dataFolder;
  if (folder === undefined) return async () => {};
  const file = join(folder, FILE);
  const unsaid = (error: unknown) => log.warn('program.secret-untold', { words: wordsOf(error) }); // nothing that serves depends on it
  await replaceFile(file, `${secret}\n`, MODE).catch(unsaid);
  return () => removeFile(file).catch(unsaid);
}

/** What may be the secret of the program that runs with this data folder; none where it does not run, or this user may not ask. */
export async function readProgramSecrets(dataFolder: string): Promise<string[]> {
  const files = [RUN_FOLDER, dataFolder].map((folder) => join(folder, FILE));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.map((text) => text.trim()).filter((text) => /^[\w-]{43}$/.test(text));
}
