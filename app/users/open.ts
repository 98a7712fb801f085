import { type Clock, type Log, wordsOf } from '../base/base.ts';
import { added, findIn, foundIn, openAccountBook, removed, replaced } from './account-book.ts';
import type { ClaimSource } from './claim.ts';
import { UsersError } from './errors.ts';
import { createGate } from './gate.ts';
import { USERS_LIMITS, type UsersLimits } from './limits.ts';
import { accountName, nameKey } from './names.ts';
import { createPasswords } from './password.ts';
import type { Role } from './permissions.ts';
import { digestOf } from './secrets.ts';
import { openSessionFile, readSessions } from './session-file.ts';
import { createSessions, type Session, type SessionAccount } from './sessions.ts';
import type { Account } from './store.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface SignedIn {
  /** For the cookie; it cannot be had again. */
  readonly secret: string;
  readonly session: Session;
}
export type AccountFacts = Pick<Account, 'name' | 'role' | 'madeAt'>;

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
  signOut(secret: string): Promise<void>;
  /** Ends every session of the account and begins one. */
  changeOwnPassword(session: Session, before: string, after: string, address: string): Promise<SignedIn>;

  list(): readonly AccountFacts[];
  /** @param by who does it, for the log */
  add(given: { readonly name: string; readonly role: Role; readonly password: string }, by?: string): Promise<AccountFacts>;
  /** Ends every session of the account. */
  change(
    name: string,
    given: { readonly role?: Role | undefined; readonly password?: string | undefined },
    by?: string,
  ): Promise<AccountFacts>;
  remove(name: string, by?: string): Promise<void>;
  readonly tokens: Tokens;

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
  const book = await openAccountBook(folder, readOnlyBecause, log);
  const { absence } = book;
  const passwords = createPasswords(limits);
  const gate = createGate(clock, log, limits);
  const sessions = createSessions(clock, limits, () => {
    if (readOnlyBecause === undefined) sessionFile.changed();
  });
  const sessionFile = openSessionFile(folder, sessions.kept, log);

  const isClaimed = () => book.now().accounts.length > 0;
  const factsOf = ({ name, role, madeAt }: Account): AccountFacts => ({ name, role, madeAt });
  const sessionAccount = ({ name, role, password }: Account): SessionAccount => {
    return { key: nameKey(name), name, role, boundTo: digestOf(`${role} ${password}`) };
  };
  /** With the role that the account has now: it may have got another one meanwhile. */
  async function open(name: string): Promise<SignedIn> {
    const signedIn = sessions.open(sessionAccount(foundIn(book.now(), name)));
    await sessionFile.settled();
    return signedIn;
  }
  async function endAllOf(name: string): Promise<void> {
    sessions.endAllOf(nameKey(name));
    await sessionFile.settled();
  }
  async function voidCode(): Promise<void> {
    await claimSource.claimed().catch((error) => log.warn('users.code-left', { words: wordsOf(error) })); // of no use to anybody; the next start tries again
  }

  /** @throws UsersError USERS_WRONG_PASSWORD, USERS_LOCKED, USERS_BUSY */
  async function check(name: string, password: string, address: string): Promise<Account> {
    const typed = nameKey(name.slice(0, 4 * limits.maxName));
    const account = book.find(typed);
    const at = { account: account && nameKey(account.name), typed, address };
    const isRight = await gate.password(at, () => passwords.isRight(password, account?.password));
    if (isRight && account && book.find(typed)?.password === account.password) return account; // else it was changed meanwhile
    log.warn('users.refused', { account: account?.name, address }); // never what was typed: it may be a password in the wrong field
    throw new UsersError('USERS_WRONG_PASSWORD', WRONG);
  }

  if (isClaimed()) {
    await voidCode(); // the plug may have been pulled before that
    sessions.restore(await readSessions(folder, log), (key) => {
      const account = book.find(key);
      return account && sessionAccount(account);
    });
  }

  return {
    absence,
    isClaimed,
    windowLeftMs: () => claimSource.windowLeftMs(),
    tokens: createTokens(book, { clock, log, limits }),
    async claim({ code, name: given, password }, address) {
      if (absence !== undefined) throw new UsersError('USERS_UNREADABLE', absence);
      if (claimSource.windowLeftMs() <= 0) {
        if (isClaimed()) refuseClaimed();
        if (!gate.code(address, () => claimSource.isRight(code))) {
          log.warn('users.wrong-claim-code', { address });
          throw new UsersError('USERS_WRONG_CODE', 'This is not the claim code of this Filmroom.');
        }
      }
      const name = accountName(given, limits.maxName);
      const role = 'administrator';
      const hash = await passwords.hash(password, name);
      const wasClaimed = await book.change((now) => {
        const hasOwner = now.accounts.length > 0;
        if (hasOwner && claimSource.windowLeftMs() <= 0) refuseClaimed();
        claimSource.closeWindow(); // for one
        const present = findIn(now, name);
        const [after] = present
          ? replaced(now, present, { role, password: hash })
          : added(now, { name, role, password: hash, madeAt: clock.now() }, limits);
        return [after, hasOwner];
      });
      await endAllOf(name);
      log.warn(wasClaimed ? 'users.let-in-by-the-button' : 'users.claimed', { account: name, address });
      await voidCode();
      return open(name);
    },
    async signIn(name, password, address) {
      if (absence !== undefined) throw new UsersError('USERS_UNREADABLE', absence);
      if (!isClaimed()) throw new UsersError('USERS_NOT_CLAIMED', 'Nobody has claimed this Filmroom yet.');
      const account = await check(name, password, address);
      log.info('users.signed-in', { account: account.name, address });
      return open(account.name);
    },
    session: (secret) => sessions.find(secret),
    async signOut(secret) {
      sessions.end(secret);
      await sessionFile.settled();
    },
    async changeOwnPassword({ name }, before, after, address) {
      await check(name, before, address);
      const password = await passwords.hash(after, name);
      await book.change((now) => replaced(now, foundIn(now, name), { password }));
      await endAllOf(name);
      log.info('users.password-changed', { account: name, address });
      return open(name);
    },

    list: () => book.now().accounts.map(factsOf),
    async add({ name: given, role, password }, by) {
      const name = accountName(given, limits.maxName);
      const account: Account = { name, role, password: await passwords.hash(password, name), madeAt: clock.now() };
      await book.change((now) => {
        if (findIn(now, name)) throw new UsersError('USERS_NAME_TAKEN', 'There is an account of this name already.');
        return added(now, account, limits);
      });
      log.info('users.added', { account: name, role, by });
      return factsOf(account);
    },
    async change(name, { role, password }, by) {
      const hash = password === undefined ? undefined : await passwords.hash(password, foundIn(book.now(), name).name);
      const given = { ...(role && { role }), ...(hash && { password: hash }) };
      const changed = await book.change((now) => replaced(now, foundIn(now, name), given));
      await endAllOf(changed.name);
      log.info('users.changed', { account: changed.name, role: changed.role, password: hash !== undefined, by });
      return factsOf(changed);
    },
    async remove(name, by) {
      const gone = await book.change((now) => removed(now, foundIn(now, name)));
      await endAllOf(gone.name);
      log.info('users.removed', { account: gone.name, by });
    },

    async close() {
      if (readOnlyBecause === undefined && isClaimed()) sessionFile.changed(); // when each was used last
      await sessionFile.settled();
      sessions.close();
    },
  };
}

function refuseClaimed(): never {
  throw new UsersError('USERS_CLAIMED', 'This Filmroom has an owner already. Sign in, or ask its administrator for an account.');
}
