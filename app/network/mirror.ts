import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf, type Log, makeFolder, replaceIfOther, statOrNothing, wordsOf } from '../base/base.ts';

/** What overlays/common/usr/lib/filmroom/data-disk leaves where memory stands in for the data partition. */
const NO_DISK = ['var/lib/filmroom/no-data-disk', 'run/filmroom/no-data-disk'];

/** The data partition is absent, and /var forgets at each restart. */
export const hasNoDisk = (root: string): boolean => NO_DISK.some((file) => existsSync(join(root, file)));

/**
 * A second copy of what a box must know to be reached, in the EFI system partition: for a start without the data partition. A factory reset removes it
 * (`app/reset/request.ts`).
 */
export function systemPartitionCopy(root: string, log: Pick<Log, 'warn'>) {
  const partition = join(root, 'boot/efi');
  const at = (name: string) => join(partition, 'filmroom', name);
  return {
    /** @returns undefined where there is none that could be used */
    read(name: string): string | undefined {
      try {
        return readFileSync(at(name), 'utf8');
      } catch {
        return undefined; // no EFI system partition, or no copy in it: that of a new box holds
      }
    },
    /** Writes only what differs: FAT has no journal. What cannot be written is told to the log alone, since the data partition has it. */
    async keep(name: string, content: string): Promise<void> {
      if (!(await statOrNothing(partition))) return;
      try {
        await makeFolder(join(partition, 'filmroom'));
        await replaceIfOther(at(name), content);
      } catch (error) {
        if (errnoOf(error) !== 'EROFS') log.warn('network.not-copied', { name, words: wordsOf(error) }); // EROFS: it is not mounted
      }
    },
  };
}
