import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BoxError } from './errors.ts';

/** Every disk with a Filmroom on it has a partition of this name in its GPT. */
const SLOT = /^PARTNAME=filmroom-a$/m;

/**
 * Whether two disks with a Filmroom on them are plugged in. Their partitions have the same names, so that what is meant for one may be written to the
 * other.
 *
 * @param root what stands for /
 */
export function hasSecondDisk(root = '/'): boolean {
  const folder = join(root, 'sys/class/block');
  const isSlot = (name: string): boolean => {
    try {
      return SLOT.test(readFileSync(join(folder, name, 'uevent'), 'latin1'));
    } catch {
      return false; // pulled just now
    }
  };
  try {
    return readdirSync(folder).filter(isSlot).length > 1;
  } catch {
    return false; // no /sys in a test
  }
}

/** @throws BoxError BOX_SECOND_DISK */
export function refuseSecondDisk(root = '/'): void {
  if (hasSecondDisk(root))
    throw new BoxError(
      'BOX_SECOND_DISK',
      'Another disk with a Filmroom on it is plugged in, and the two cannot be told apart. Switch off, take one out, and try again.',
    );
}
