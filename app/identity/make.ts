import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { makeFolder, replaceFile, statOrNothing, wordsOf } from '../base/base.ts';
import { tellSystemPartition } from './claim.ts';
import { makeClaimCode, makeSuffix } from './code.ts';
import { IdentityError } from './errors.ts';
import { type Identity, pathsBelow, readIdentity } from './file.ts';

/**
 * Gives the box what makes it this box, at its first start; at any later one it stays as it is. Key first, name last: whenever the plug is pulled,
 * there is all of it or the next start makes the rest.
 *
 * @param root what stands for /
 * @throws IdentityError IDENTITY_NOT_KEPT
 */
export async function makeIdentity(root = '/'): Promise<Identity> {
  const { folder, identity: file, key } = pathsBelow(root);
  try {
    if ((await statOrNothing(file))?.size) {
      const kept = readIdentity(root);
      await tellSystemPartition(kept, root);
      return kept;
    }
    await makeFolder(folder);
    const made = { suffix: makeSuffix(), claimCode: makeClaimCode(), keyFingerprint: await keyFingerprint(key) };
    await replaceFile(file, `${JSON.stringify(made, null, 2)}\n`);
    await tellSystemPartition(made, root);
    return made;
  } catch (cause) {
    if (cause instanceof IdentityError) throw cause;
    throw new IdentityError('IDENTITY_NOT_KEPT', `The identity of this box cannot be kept in ${folder}: ${wordsOf(cause)}`, { cause });
  }
}

/** Of the key in that file, which is made where there is none. */
async function keyFingerprint(file: string): Promise<string> {
  const publicKey = (await keptKey(file)) ?? (await newKey(file));
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** The public half of a key that a start left which did not come to its end. */
async function keptKey(file: string): Promise<KeyObject | undefined> {
  try {
    return createPublicKey(await readFile(file));
  } catch {
    return undefined; // none, or no whole one
  }
}

/** P-256: what browsers and DICOM's TLS profiles (PS3.15 B.12) all take. */
async function newKey(file: string): Promise<KeyObject> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await replaceFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return publicKey;
}
