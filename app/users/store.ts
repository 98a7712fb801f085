import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { errnoOf, replaceFile, wordsOf } from '../base/base.ts';
import { UsersError } from './errors.ts';
import { nameKey } from './names.ts';
import { isPhc } from './password.ts';
import { ROLES } from './permissions.ts';

const Account = z.strictObject({
  name: z.string(),
  role: z.enum(ROLES),
  /** PHC string. */
  password: z.string().check(z.refine(isPhc)),
  /** Milliseconds since 1970. */
  madeAt: z.number(),
});
export type Account = z.infer<typeof Account>;

/** A program's way in, e.g. of a monitor; its secret was shown once. */
const Token = z.strictObject({
  id: z.string(),
  /** What it is for. */
  name: z.string(),
  role: z.enum(ROLES),
  /** Of the secret, SHA-256 in base64url. */
  digest: z.string().check(z.regex(/^[\w-]{43}$/)),
  madeAt: z.number(),
  madeBy: z.string(),
});
export type Token = z.infer<typeof Token>;

const Accounts = z.strictObject({ version: z.literal(1), accounts: z.array(Account), tokens: z.array(Token) });
export type Accounts = z.infer<typeof Accounts>;

export const NO_ACCOUNTS: Accounts = { version: 1, accounts: [], tokens: [] };

/** Below the data folder, so that a factory reset takes it along. */
export const ACCOUNTS_FILE = 'users.json';
/** Nobody else of this machine reads it. */
const MODE = 0o600;

/**
 * @returns none where there is no file
 * @throws UsersError USERS_UNREADABLE: a damaged file is not the same as none, else a bad sector would make the box anybody's
 */
export async function readAccounts(folder: string): Promise<Accounts> {
  const file = join(folder, ACCOUNTS_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR') return NO_ACCOUNTS;
    throw new UsersError('USERS_UNREADABLE', `The accounts in ${file} cannot be read: ${wordsOf(cause)}.`, { cause });
  }
  try {
    const accounts = Accounts.parse(JSON.parse(text));
    if (new Set(accounts.accounts.map(({ name }) => nameKey(name))).size === accounts.accounts.length) return accounts;
  } catch (cause) {
    throw new UsersError('USERS_UNREADABLE', `The file of the accounts, ${file}, is damaged.`, { cause });
  }
  throw new UsersError('USERS_UNREADABLE', `The file of the accounts, ${file}, has a name twice.`);
}

/** @throws UsersError USERS_NOT_KEPT */
export async function writeAccounts(folder: string, accounts: Accounts): Promise<void> {
  try {
    await replaceFile(join(folder, ACCOUNTS_FILE), `${JSON.stringify(accounts, null, 2)}\n`, MODE);
  } catch (cause) {
    const words = errnoOf(cause) === 'ENOSPC' ? 'the disk is full' : wordsOf(cause);
    throw new UsersError('USERS_NOT_KEPT', `The change could not be kept: ${words}.`, { cause });
  }
}
