import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { UsersError } from './errors.ts';
import type { UsersLimits } from './limits.ts';

const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2);
const SALT_BYTES = 16; // RFC 9106 §3.1
const TAG_BYTES = 32;
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]{22})\$([\w+/]{43})$/;
const MOST_MEMORY_KIB = 1 << 20; // of a file that somebody wrote by hand
/** The commonest of those that are long enough, by the published lists. */
const KNOWN = new Set([
  ...['1234567890', '0123456789', '0987654321', '1q2w3e4r5t', '1qaz2wsx3edc', 'qwertyuiop', 'q1w2e3r4t5', 'qwerty1234', 'qwerty12345'],
  ...[
    'qwerty123456',
    'password12',
    'password123',
    'password1234',
    'passw0rd123',
    'p@ssw0rd123',
    'administrator',
    'filmroom123',
    'changeme123',
  ],
  ...['12345678910', '123456789a', 'abcdefghij', 'abcd123456', 'iloveyou123', 'welcome123', 'admin12345', 'radiology1', 'letmein123'],
]);

/** Passwords by Argon2id (RFC 9106), one at a time: each takes `argon2MemoryKiB` and a thread, and a box has images to store. */
export interface Passwords {
  /**
   * @returns the PHC string that is kept
   * @throws UsersError USERS_WEAK_PASSWORD, USERS_BUSY
   */
  hash(password: string, accountName: string): Promise<string>;
  /**
   * @param kept undefined where there is no such account: takes as long, and is false
   * @throws UsersError USERS_BUSY
   */
  isRight(password: string, kept: string | undefined): Promise<boolean>;
}

export function createPasswords(limits: UsersLimits): Passwords {
  const parameters = { memory: limits.argon2MemoryKiB, passes: limits.argon2Passes, parallelism: limits.argon2Lanes };
  const nobody = { ...parameters, nonce: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) };
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  function tagOf(password: string, { nonce, ...cost }: typeof parameters & { readonly nonce: Uint8Array }): Promise<Buffer> {
    if (waiting > limits.maxChecksWaiting)
      throw new UsersError('USERS_BUSY', 'Too many people sign in at once. Try again in a few seconds.', { retryAfterMs: 5000 });
    waiting++;
    const message = Buffer.from(password.normalize('NFKC'));
    const tag = last.then(() => derive('argon2id', { message, nonce, ...cost, tagLength: TAG_BYTES })).finally(() => waiting--);
    last = tag.catch(() => undefined); // who asked hears of it
    return tag;
  }

  return {
    async hash(password, accountName) {
      const weakness = weaknessOf(password, accountName, limits);
      if (weakness) throw new UsersError('USERS_WEAK_PASSWORD', weakness.words, { values: weakness.values });
      const nonce = randomBytes(SALT_BYTES);
      const tag = await tagOf(password, { ...parameters, nonce });
      const { memory, passes, parallelism } = parameters;
      return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`;
    },
    async isRight(password, kept) {
      const { tag, ...cost } = (kept === undefined ? undefined : readPhc(kept)) ?? nobody;
      const given = await tagOf([...password].length > limits.maxPassword ? '' : password, cost);
      return timingSafeEqual(given, tag) && kept !== undefined;
    },
  };
}

/** Whether a text is what `hash` makes. */
export const isPhc = (text: string): boolean => readPhc(text) !== undefined;

function readPhc(text: string) {
  const [, m, t, p, nonce = '', tag = ''] = PHC.exec(text) ?? [];
  const [memory, passes, parallelism] = [Number(m), Number(t), Number(p)];
  if (!(passes >= 1 && parallelism >= 1 && memory >= 8 * parallelism && memory <= MOST_MEMORY_KIB)) return undefined;
  return { memory, passes, parallelism, nonce: Buffer.from(nonce, 'base64'), tag: Buffer.from(tag, 'base64') };
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/** Why a password is none: length is what counts (NIST SP 800-63B §5.1.1.2), and that nobody has it on a list. */
function weaknessOf(password: string, accountName: string, { minPassword, maxPassword }: UsersLimits) {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < minPassword)
    return weak('short', `A password has at least ${minPassword} characters. Three or four words are easy to keep in mind.`, minPassword);
  if (characters.length > maxPassword) return weak('long', `A password has at most ${maxPassword} characters.`, maxPassword);
  const lower = password.normalize('NFKC').toLowerCase();
  if (new Set(lower).size < 4 || KNOWN.has(lower))
    return weak('listed', 'This password is on the lists that are tried first. Take another.');
  const name = accountName.normalize('NFKC').toLowerCase();
  if (lower.replaceAll(name, '').length < minPassword / 2) return weak('name', 'This password is little more than the name. Take another.');
  return undefined;
}

const weak = (why: 'short' | 'long' | 'listed' | 'name', words: string, characters = 0) => ({ words, values: { why, characters } });
