import { randomBytes } from 'node:crypto';
import { type Clock, type Log, wordsOf } from '../base/base.ts';
import type { ClaimSource } from './claim.ts';
import { UsersError } from './errors.ts';
import { createGate } from './gate.ts';
import { USERS_LIMITS, type UsersLimits } from './limits.ts';
import { accountName, nameKey } from './names.ts';
import { createPasswords } from './password.ts';
import type { Role } from './permissions.ts';
import { digestOf, makeSecret } from './secrets.ts';
import { openSessionFile, readSessions } from './session-file.ts';
import { createSessions, type Principal, type Session, type SessionAccount } from './sessions.ts';
import { type Account, type Accounts, NO_ACCOUNTS, readAccounts, type Token, writeAccounts } from './store.ts';

export interface SignedIn {
  /** For the cookie; it cannot be had again. */
  readonly secret: string;
  readonly session: Session;
}
export type AccountFacts = Pick<Account, 'name' | 'role' | 'madeAt'>;
export type TokenFacts = Pick<Token, 'id' | 'name' | 'role' | 'madeAt' | 'madeBy'>;

/** Each method throws UsersError; a change is durable when it resolves. `address` is that of the browser. */
export interface Users {
  /** Why nobody can sign in, in words; undefined where one can. */
  readonly absence: string | undefined;
  isClaimed(): boolean;
  /** How long `claim` asks for no code, in ms. */
  windowLeftMs(): number;
  /**
   * Makes the first administrator, once: by the code, or while the window of the button is open. That window also lets in who has lost the
   * password: it makes another administrator, or gives the account of this name a new password. Who can hold the button owns the box anyway.
   */
  claim(given: { readonly code: string; readonly name: string; readonly password: string }, address: string): Promise<SignedIn>;
  signIn(name: string, password: string, address: string): Promise<SignedIn>;
  /** Using it keeps it from ending for want of use. */
  session(secret: string): Session | undefined;
  /** Of a token, or of this machine. */
  bearer(secret: string): Principal | undefined;
  signOut(secret: string): Promise<void>;
  /** Ends every session of the account and begins one. */
  changeOwnPassword(session: Session, before: string, after: string, address: string): Promise<SignedIn>;

  list(): readonly AccountFacts[];
  add(given: { readonly name: string; readonly role: Role; readonly password: string }): Promise<AccountFacts>;
  /** Ends every session of the account. */
  change(name: string, given: { readonly role?: Role | undefined; readonly password?: string | undefined }): Promise<AccountFacts>;
  remove(name: string): Promise<void>;

  tokens(): readonly TokenFacts[];
  /** @returns the secret too, which cannot be had again */
  addToken(given: { readonly name: string; readonly role: Role }, by: Principal): Promise<TokenFacts & { readonly secret: string }>;
  removeToken(id: string): Promise<void>;

  /** For the commands of this machine: whoever reads it is the machine itself. Another one at each start. */
  readonly machineSecret: string;
  /** Cuts what streams; who is signed in stays so over a restart. */
  close(): Promise<void>;
}

export interface UsersOptions {
  /** The data folder. */
  readonly folder: string;
  /** Why nothing may be written there; what is there is read. */
  readonly readOnlyBecause?: string | undefined;
  readonly claimSource: ClaimSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: UsersLimits;
}

const WRONG = 'This name and this password do not belong together.';

/** Never rejects: accounts that cannot be read keep everybody out of the page, and no image out of the archive. */
export async function openUsers(options: UsersOptions): Promise<Users> {
  const { folder, readOnlyBecause, claimSource, clock, log, limits = USERS_LIMITS } = options;
  const passwords = createPasswords(limits);
  const sessions = createSessions(clock, limits, () => {
    if (readOnlyBecause === undefined) sessionFile.changed();
  });
  const sessionFile = openSessionFile(folder, sessions.kept, log);
  const gate = createGate(clock, log, limits);
  const machineSecret = makeSecret();
  const machineDigest = digestOf(machineSecret);
  const machine: Principal = { kind: 'machine', party: 'machine', name: 'this machine', ended: new AbortController().signal };
  const enders = new Map<string, AbortController>(); // of tokens, by id
  let kept: Accounts = NO_ACCOUNTS;
  let absence: string | undefined;
  try {
    kept = await readAccounts(folder);
    if (kept.accounts.length === 0) absence = readOnlyBecause;
  } catch (error) {
    absence = wordsOf(error);
    log.error('users.unreadable', { words: absence });
  }

  let turn: Promise<unknown> = Promise.resolve();
  /** One change after the other: what `make` sees is what it changes. */
  function change<T>(make: (now: Accounts) => readonly [Accounts, T]): Promise<T> {
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
  }

  async function voidCode(): Promise<void> {
    await claimSource.claimed().catch((error) => log.warn('users.code-left', { words: wordsOf(error) })); // of no use to anybody; the next start tries again
  }

  const find = (name: string, { accounts } = kept): Account | undefined => {
    const key = nameKey(name);
    return accounts.find((account) => nameKey(account.name) === key);
  };
  const found = (name: string, among: Accounts): Account => {
    const account = find(name, among);
    if (account) return account;
    throw new UsersError('USERS_NO_SUCH', 'There is no account of this name.');
  };
  const sessionAccount = ({ name, role, password }: Account): SessionAccount => {
    return { key: nameKey(name), name, role, boundTo: digestOf(`${role} ${password}`) };
  };
  const open = async (account: Account): Promise<SignedIn> => {
    const signedIn = sessions.open(sessionAccount(account));
    await sessionFile.settled();
    return signedIn;
  };
  const endAllOf = async (name: string): Promise<void> => {
    sessions.endAllOf(nameKey(name));
    await sessionFile.settled();
  };
  const factsOf = ({ name, role, madeAt }: Account): AccountFacts => ({ name, role, madeAt });
  const tokenFacts = ({ id, name, role, madeAt, madeBy }: Token): TokenFacts => ({ id, name, role, madeAt, madeBy });

  /** @throws UsersError USERS_WRONG_PASSWORD, USERS_LOCKED, USERS_BUSY */
  async function check(name: string, password: string, address: string): Promise<Account> {
    const typed = nameKey(name.slice(0, 4 * limits.maxName));
    const account = find(typed);
    const at = { account: account && nameKey(account.name), typed, address };
    if (await gate.password(at, () => passwords.isRight(password, account?.password))) return account!;
    log.warn('users.refused', { account: account?.name, address }); // never what was typed: it may be a password in the wrong field
    throw new UsersError('USERS_WRONG_PASSWORD', WRONG);
  }

  function added(now: Accounts, account: Account): readonly [Accounts, Account] {
    if (now.accounts.length < limits.maxAccounts) return [{ ...now, accounts: [...now.accounts, account] }, account];
    throw new UsersError('USERS_TOO_MANY', `There are ${limits.maxAccounts} accounts, which is the most. Remove one first.`);
  }
  function refuseLastAdministrator(accounts: readonly Account[]): void {
    if (accounts.some(({ role }) => role === 'administrator')) return;
    throw new UsersError('USERS_LAST_ADMINISTRATOR', 'This is the last administrator. Make another one first.');
  }

  if (kept.accounts.length > 0) {
    await voidCode(); // the plug may have been pulled before that
    sessions.restore(await readSessions(folder, log), (key) => {
      const account = find(key);
      return account && sessionAccount(account);
    });
  }

  return {
    get absence() {
      return absence;
    },
    isClaimed: () => kept.accounts.length > 0,
    windowLeftMs: () => claimSource.windowLeftMs(),
    async claim({ code, name: given, password }, address) {
      const refuseClaimed = () => {
        throw new UsersError('USERS_CLAIMED', 'This Filmroom has an owner already. Sign in, or ask its administrator for an account.');
      };
      if (absence !== undefined) throw new UsersError('USERS_UNREADABLE', absence);
      if (claimSource.windowLeftMs() <= 0) {
        if (kept.accounts.length > 0) refuseClaimed();
        if (!gate.code(address, () => claimSource.isRight(code))) {
          log.warn('users.wrong-claim-code', { address });
          throw new UsersError('USERS_WRONG_CODE', 'This is not the claim code of this Filmroom.');
        }
      }
      const name = accountName(given, limits.maxName);
      const hash = await passwords.hash(password, name);
      const [account, wasClaimed] = await change((now) => {
        const isClaimed = now.accounts.length > 0;
        if (isClaimed && claimSource.windowLeftMs() <= 0) refuseClaimed();
        claimSource.closeWindow(); // for one
        const present = find(name, now);
        const [after, made] = present
          ? replaced(now, present, { role: 'administrator', password: hash })
          : added(now, { name, role: 'administrator', password: hash, madeAt: clock.now() });
        return [after, [made, isClaimed] as const];
      });
      await endAllOf(account.name);
      log.warn(wasClaimed ? 'users.let-in-by-the-button' : 'users.claimed', { account: account.name, address });
      await voidCode();
      return open(account);
    },
    async signIn(name, password, address) {
      if (absence !== undefined) throw new UsersError('USERS_UNREADABLE', absence);
      if (kept.accounts.length === 0) throw new UsersError('USERS_NOT_CLAIMED', 'Nobody has claimed this Filmroom yet.');
      const account = await check(name, password, address);
      if (find(account.name)?.password !== account.password) throw new UsersError('USERS_WRONG_PASSWORD', WRONG); // changed meanwhile
      log.info('users.signed-in', { account: account.name, address });
      return open(account);
    },
    session: (secret) => sessions.find(secret),
    bearer(secret) {
      const digest = digestOf(secret);
      if (digest === machineDigest) return machine;
      const token = kept.tokens.find((each) => each.digest === digest);
      if (!token) return undefined;
      const ender = enders.get(token.id) ?? new AbortController();
      enders.set(token.id, ender);
      return { kind: 'token', party: token.role, name: token.name, ended: ender.signal };
    },
    async signOut(secret) {
      sessions.end(secret);
      await sessionFile.settled();
    },
    async changeOwnPassword({ name }, before, after, address) {
      await check(name, before, address);
      const hash = await passwords.hash(after, name);
      const changed = await change((now) => replaced(now, found(name, now), { password: hash }));
      await endAllOf(name);
      log.info('users.password-changed', { account: name, address });
      return open(changed);
    },

    list: () => kept.accounts.map(factsOf),
    async add({ name: given, role, password }) {
      const name = accountName(given, limits.maxName);
      const account: Account = { name, role, password: await passwords.hash(password, name), madeAt: clock.now() };
      await change((now) => {
        if (find(name, now)) throw new UsersError('USERS_NAME_TAKEN', 'There is an account of this name already.');
        return added(now, account);
      });
      log.info('users.added', { account: name, role });
      return factsOf(account);
    },
    async change(name, { role, password }) {
      const hash = password === undefined ? undefined : await passwords.hash(password, found(name, kept).name);
      const changed = await change((now) => {
        const [after, account] = replaced(now, found(name, now), { ...(role && { role }), ...(hash && { password: hash }) });
        refuseLastAdministrator(after.accounts);
        return [after, account];
      });
      await endAllOf(changed.name);
      log.info('users.changed', { account: changed.name, role: changed.role, password: hash !== undefined });
      return factsOf(changed);
    },
    async remove(name) {
      const gone = await change((now) => {
        const account = found(name, now);
        const accounts = now.accounts.filter((each) => each !== account);
        refuseLastAdministrator(accounts);
        return [{ ...now, accounts }, account];
      });
      await endAllOf(gone.name);
      log.info('users.removed', { account: gone.name });
    },

    tokens: () => kept.tokens.map(tokenFacts),
    async addToken({ name: given, role }, by) {
      const secret = makeSecret();
      const id = randomBytes(6).toString('base64url');
      const name = accountName(given, limits.maxName);
      const token: Token = { id, name, role, digest: digestOf(secret), madeAt: clock.now(), madeBy: by.name };
      await change((now) => {
        if (now.tokens.length >= limits.maxTokens)
          throw new UsersError('USERS_TOO_MANY', `There are ${limits.maxTokens} tokens, which is the most. Remove one first.`);
        return [{ ...now, tokens: [...now.tokens, token] }, undefined];
      });
      log.info('users.token-added', { token: id, role, by: by.name });
      return { ...tokenFacts(token), secret };
    },
    async removeToken(id) {
      await change((now) => {
        const tokens = now.tokens.filter((each) => each.id !== id);
        if (tokens.length === now.tokens.length) throw new UsersError('USERS_NO_SUCH', 'There is no such token.');
        return [{ ...now, tokens }, undefined];
      });
      enders.get(id)?.abort();
      enders.delete(id);
      log.info('users.token-removed', { token: id });
    },

    machineSecret,
    async close() {
      if (readOnlyBecause === undefined && kept.accounts.length > 0) sessionFile.changed(); // when each was used last
      await sessionFile.settled();
      sessions.close();
    },
  };
}

function replaced(now: Accounts, account: Account, given: Partial<Account>): readonly [Accounts, Account] {
  const after = { ...account, ...given };
  return [{ ...now, accounts: now.accounts.map((each) => (each === account ? after : each)) }, after];
}
