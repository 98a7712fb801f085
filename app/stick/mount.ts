import { wordsOf } from '../base/base.ts';
import { runTool } from '../box/box.ts';
import { StickError } from './errors.ts';

/** Makes the content of a stick a folder, for as long as `act` takes. */
export type Mounter = <Result>(how: 'read' | 'write', act: (folder: string) => Promise<Result>) => Promise<Result>;

/** Of FAT and exFAT alone: what is formatted elsewhere has no owner, no program and no link that could mean something here. */
const FILE_SYSTEMS = 'vfat,exfat';
const SAFE = 'nosuid,nodev,noexec,nosymfollow,uid=0,gid=0,umask=077';

/**
 * @param device the kernel's name of a partition, e.g. `sdb1`
 * @param folder where it is mounted; nobody else sees it, if the caller has a mount namespace of its own
 * @throws StickError STICK_NO_DEVICE
 */
export function mountWithin(device: string, folder: string): Mounter {
  if (!/^[a-z]{2,16}\d{0,3}$/.test(device)) throw new StickError('STICK_NO_DEVICE', `"${device}" is not the name of a partition.`);
  return async (how, act) => {
    const options = how === 'read' ? `ro,${SAFE}` : `rw,sync,${SAFE}`;
    try {
      await runTool('mount', ['-t', FILE_SYSTEMS, '-o', options, `/dev/${device}`, folder]);
    } catch (cause) {
      throw new StickError('STICK_NOT_MOUNTED', `The stick cannot be ${how === 'read' ? 'read' : 'written'}: ${wordsOf(cause)}`, { cause });
    }
    try {
      return await act(folder);
    } finally {
      await runTool('umount', [folder]);
    }
  };
}
