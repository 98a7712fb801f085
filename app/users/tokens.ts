import { randomBytes } from 'node:crypto';
import type { Clock, Log } from '../base/base.ts';
import type { AccountBook } from './account-book.ts';
import { UsersError } from './errors.ts';
import type { UsersLimits } from './limits.ts';
import { accountName } from './names.ts';
import type { Role } from './permissions.ts';
import { digestOf, makeSecret } from './secrets.ts';
import type { Principal } from './sessions.ts';
import type { Token } from './store.ts';

export type TokenFacts = Pick<Token, 'id' | 'name' | 'role' | 'madeAt' | 'madeBy'>;

/** The ways in of programs: secrets that are shown once, of which a digest is kept. */
export interface Tokens {
  list(): readonly TokenFacts[];
  /** @returns the secret too, which cannot be had again */
  add(given: { readonly name: string; readonly role: Role }, by: string): Promise<TokenFacts & { readonly secret: string }>;
  remove(id: string, by?: string): Promise<void>;
  /** Whose it is: a token's, or that of this machine. */
  bearer(secret: string): Principal | undefined;
  /** For the commands of this machine: whoever reads it is the machine itself. Another one at each start. */
  readonly machineSecret: string;
}

/** What has no idle end. */
const hold = () => () => {};

export function createTokens(book: AccountBook, { clock, log, limits }: { clock: Clock; log: Log; limits: UsersLimits }): Tokens {
  const enders = new Map<string, AbortController>(); // by id
  const machineSecret = makeSecret();
  const machineDigest = digestOf(machineSecret);
  const machine: Principal = { kind: 'machine', party: 'machine', name: 'this machine', ended: new AbortController().signal, hold };
  const factsOf = ({ id, name, role, madeAt, madeBy }: Token): TokenFacts => ({ id, name, role, madeAt, madeBy });

  return {
    machineSecret,
    list: () => book.now().tokens.map(factsOf),
    async add({ name: given, role }, by) {
      const secret = makeSecret();
      const name = accountName(given, limits.maxName);
      const id = randomBytes(6).toString('base64url');
      const token: Token = { id, name, role, digest: digestOf(secret), madeAt: clock.now(), madeBy: by };
      await book.change((now) => {
        if (now.tokens.length < limits.maxTokens) return [{ ...now, tokens: [...now.tokens, token] }, undefined];
        throw new UsersError('USERS_TOO_MANY', `There are ${limits.maxTokens} tokens, which is the most. Remove one first.`, {
          values: { most: limits.maxTokens },
        });
      });
      log.info('users.token-added', { token: id, role, by });
      return { ...factsOf(token), secret };
    },
    async remove(id, by) {
      await book.change((now) => {
        const tokens = now.tokens.filter((each) => each.id !== id);
        if (tokens.length === now.tokens.length) throw new UsersError('USERS_NO_SUCH', 'There is no such token.');
        return [{ ...now, tokens }, undefined];
      });
      enders.get(id)?.abort();
      enders.delete(id);
      log.info('users.token-removed', { token: id, by });
    },
    bearer(secret) {
      const digest = digestOf(secret);
      if (digest === machineDigest) return machine;
      const token = book.now().tokens.find((each) => each.digest === digest);
      if (!token) return undefined;
      const ender = enders.get(token.id) ?? new AbortController();
      enders.set(token.id, ender);
      return { kind: 'token', party: token.role, name: token.name, ended: ender.signal, hold };
    },
  };
}
