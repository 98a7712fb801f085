import { type Log, wordsOf } from '../base/base.ts';
import { UsersError } from './errors.ts';
import type { UsersLimits } from './limits.ts';
import { nameKey } from './names.ts';
import { type Account, type Accounts, NO_ACCOUNTS, readAccounts, writeAccounts } from './store.ts';

/** A change, and what its asker wants to know of it. */
export type Changed<T> = readonly [Accounts, T];

/** The accounts and tokens as they are kept; every change is on the disk before it is in force. */
export interface AccountBook {
  /** Why they cannot be used, in words. */
  readonly absence: string | undefined;
  now(): Accounts;
  find(name: string): Account | undefined;
  /**
   * One change after the other: what `make` sees is what it changes; what it throws changes nothing.
   *
   * @throws UsersError USERS_UNREADABLE, USERS_NOT_KEPT
   */
  change<T>(make: (now: Accounts) => Changed<T>): Promise<T>;
}

/** Never rejects. */
export async function openAccountBook(folder: string, readOnlyBecause: string | undefined, log: Log): Promise<AccountBook> {
  let kept: Accounts = NO_ACCOUNTS;
  let absence: string | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  try {
    kept = await readAccounts(folder);
    if (kept.accounts.length === 0) absence = readOnlyBecause;
  } catch (error) {
    absence = wordsOf(error);
    log.error('users.unreadable', { words: absence });
  }
  return {
    absence,
    now: () => kept,
    find: (name) => findIn(kept, name),
    change(make) {
      const done = turn.then(async () => {
        if (absence !== undefined) throw new UsersError('USERS_UNREADABLE', absence);
        if (readOnlyBecause !== undefined) throw new UsersError('USERS_NOT_KEPT', `The change could not be kept: ${readOnlyBecause}`);
        const [after, result] = make(kept);
        await writeAccounts(folder, after);
        kept = after;
        return result;
      });
      turn = done.catch(() => undefined); // who asked hears of it
      return done;
    },
  };
}

export function findIn({ accounts }: Accounts, name: string): Account | undefined {
  const key = nameKey(name);
  return accounts.find((account) => nameKey(account.name) === key);
}

/** @throws UsersError USERS_NO_SUCH */
export function foundIn(now: Accounts, name: string): Account {
  const account = findIn(now, name);
  if (account) return account;
  throw new UsersError('USERS_NO_SUCH', 'There is no account of this name.');
}

/** @throws UsersError USERS_TOO_MANY */
export function added(now: Accounts, account: Account, { maxAccounts }: UsersLimits): Changed<Account> {
  if (now.accounts.length < maxAccounts) return [{ ...now, accounts: [...now.accounts, account] }, account];
  throw new UsersError('USERS_TOO_MANY', `There are ${maxAccounts} accounts, which is the most. Remove one first.`, {
    values: { most: maxAccounts },
  });
}

/** @throws UsersError USERS_LAST_ADMINISTRATOR */
export function replaced(now: Accounts, account: Account, given: Partial<Account>): Changed<Account> {
  const after = { ...account, ...given };
  const accounts = now.accounts.map((each) => (each === account ? after : each));
  refuseWithoutAdministrator(accounts);
  return [{ ...now, accounts }, after];
}

/** @throws UsersError USERS_LAST_ADMINISTRATOR */
export function removed(now: Accounts, account: Account): Changed<Account> {
  const accounts = now.accounts.filter((each) => each !== account);
  refuseWithoutAdministrator(accounts);
  return [{ ...now, accounts }, account];
}

function refuseWithoutAdministrator(accounts: readonly Account[]): void {
  if (accounts.some(({ role }) => role === 'administrator')) return;
  throw new UsersError('USERS_LAST_ADMINISTRATOR', 'This is the last administrator. Make another one first.');
}
