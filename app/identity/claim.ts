import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { errnoOf, removeFile, replaceFile, statOrNothing } from '../base/base.ts';
import { asTyped } from './code.ts';
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
  if (!isSame(asTyped(code), claimCode)) throw new IdentityError('IDENTITY_WRONG_CODE', 'This is not the claim code of this box.');
  await replaceFile(pathsBelow(root).identity, `${JSON.stringify(claimed, null, 2)}\n`);
  await settleClaimFile(claimed, root);
  return claimed;
}

/** In constant time. */
function isSame(given: string, code: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(code));
}

/** Makes the file what it has to be: there with the code, or gone. */
export async function settleClaimFile(identity: Identity, root: string): Promise<void> {
  const file = join(root, CLAIM_FILE);
  if (identity.claimCode === undefined) return removeFile(file);
  if (!(await statOrNothing(join(file, '..')))) return;
  try {
    await replaceFile(file, claimWords(identity));
  } catch (cause) {
    if (errnoOf(cause) === 'EROFS') return; // the partition is not mounted; the console has the code too
    throw cause;
  }
}

/** For a text editor of any system. */
function claimWords(identity: Identity): string {
  const name = hostNameOf(identity);
  return [
    `This Filmroom is ${name}.`,
    `Its claim code: ${identity.claimCode}`,
    '',
    `Put this into the box again, start it, and open http://${name}.local:8042 on a computer of its network.`,
    'Who has the claim code becomes the owner. This file goes away as soon as somebody is.',
    '',
  ].join('\r\n');
}
