import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IdentityError } from './errors.ts';

/** `/var/lib/filmroom-box/identity.json`; root writes it, the program's group may read it. */
export interface Identity {
  /** The end of the name, e.g. `7K3F`. */
  readonly suffix: string;
  /** Until somebody has claimed the box, e.g. `K7PX-49TM-HR3C`. */
  readonly claimCode?: string;
  /** SHA-256 of the public key (SubjectPublicKeyInfo), in hex. */
  readonly keyFingerprint: string;
}

/** @param root what stands for / */
export const pathsBelow = (root: string) => {
  const folder = join(root, 'var/lib/filmroom-box');
  return { folder, identity: join(folder, 'identity.json'), key: join(folder, 'identity.key') };
};

export const hostNameOf = ({ suffix }: Identity): string => `filmroom-${suffix}`;

/** @throws IdentityError IDENTITY_ABSENT */
export function readIdentity(root = '/'): Identity {
  const { identity } = pathsBelow(root);
  try {
    const given = JSON.parse(readFileSync(identity, 'utf8')) as Partial<Identity> | null;
    if (isIdentity(given)) return given;
  } catch (cause) {
    throw new IdentityError('IDENTITY_ABSENT', `${identity} cannot be read: this machine is no Filmroom box, or this user may not ask.`, {
      cause,
    });
  }
  throw new IdentityError('IDENTITY_ABSENT', `${identity} is damaged.`);
}

function isIdentity(given: Partial<Identity> | null): given is Identity {
  const { suffix, claimCode, keyFingerprint } = given ?? {};
  const isCode = claimCode === undefined || /^[\dA-Z]{4}(-[\dA-Z]{4}){2}$/.test(claimCode);
  return /^[\dA-Z]{4}$/.test(suffix ?? '') && /^[\da-f]{64}$/.test(keyFingerprint ?? '') && isCode;
}
