import { join } from 'node:path';
import { errnoOf, makeFolder, removeFile, replaceFile, replaceIfOther, statOrNothing } from '../base/base.ts';
import { isClaimCode } from './code.ts';
import { IdentityError } from './errors.ts';
import { hostNameOf, type Identity, pathsBelow, readIdentity } from './file.ts';

/** On the EFI system partition, a FAT that every computer can read: the claim code of a box without screen, until it is claimed. */
export const CLAIM_FILE = 'boot/efi/CLAIM.txt';

/**
 * The owner has the code: from now on nobody can claim the box any more, until a factory reset.
 *
 * @param root what stands for /
 * @throws IdentityError IDENTITY_WRONG_CODE, IDENTITY_CLAIMED
 */
export async function claim(code: string, root = '/'): Promise<Identity> {
  const { claimCode, ...claimed } = readIdentity(root);
  if (claimCode === undefined)
    throw new IdentityError('IDENTITY_CLAIMED', 'This box has an owner already. A factory reset makes it nobody’s.');
  if (!isClaimCode(code, claimCode)) throw new IdentityError('IDENTITY_WRONG_CODE', 'This is not the claim code of this box.');
  await replaceFile(pathsBelow(root).identity, `${JSON.stringify(claimed, null, 2)}\n`);
  await tellSystemPartition(claimed, root);
  return claimed;
}

/**
 * What the EFI system partition has to say of the box: the claim code, until it is claimed, and the name, by which a box is called whose data disk is
 * absent.
 */
export async function tellSystemPartition(identity: Identity, root: string): Promise<void> {
  const partition = join(root, 'boot/efi');
  if (!(await statOrNothing(partition))) return;
  try {
    const claimFile = join(root, CLAIM_FILE);
    if (identity.claimCode === undefined) await removeFile(claimFile);
    else await replaceIfOther(claimFile, claimWords(identity));
    await makeFolder(join(partition, 'filmroom'));
    await replaceIfOther(join(partition, 'filmroom/name'), `${hostNameOf(identity)}\n`);
  } catch (cause) {
    if (errnoOf(cause) !== 'EROFS') throw cause; // not mounted: the console has the code too
  }
}

/** For a text editor of any system. */
function claimWords(identity: Identity): string {
  const name = hostNameOf(identity);
  return [
    `This Filmroom is ${name}.`,
    `Its claim code: ${identity.claimCode}`,
    '',
    `Put this into the box again, start it, and open https://${name}.local on a computer of its network.`,
    'Who has the claim code becomes the owner. This file goes away as soon as somebody is.',
    '',
  ].join('\r\n');
}
