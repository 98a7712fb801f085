import type { Clock, Log } from '../base/base.ts';
import { addressKey } from './address-key.ts';
import { UsersError } from './errors.ts';
import { createGuesses, type Guesses } from './guesses.ts';
import type { UsersLimits } from './limits.ts';
import { waitingWords } from './waiting-words.ts';

/** Stands before everything that can be guessed: names with passwords, and the claim code. */
export interface Gate {
  /**
   * @param account its key; undefined for a name that nobody has, which is counted all the same, so that a lock does not tell the two apart
   * @param typed the key of the name as it was typed
   * @throws UsersError USERS_LOCKED; what `guess` throws
   */
  password(
    at: { readonly account: string | undefined; readonly typed: string; readonly address: string },
    guess: () => Promise<boolean>,
  ): Promise<boolean>;
  /** @throws UsersError USERS_LOCKED */
  code(address: string, guess: () => boolean): boolean;
}

const ANYWHERE = '*';

export function createGate(clock: Clock, log: Log, limits: UsersLimits): Gate {
  const { firstLockMs, mostLockMs, forgetGuessesMs: forgetMs, maxAddresses } = limits;
  const count = (free: number, most = maxAddresses) => createGuesses({ clock, free, firstLockMs, mostLockMs, forgetMs, most });
  const accounts = count(limits.accountGuesses); // of accounts that are there, and each with an address that it knows
  const strangers = count(limits.accountGuesses);
  const addresses = count(limits.addressGuesses);
  const codes = count(limits.claimGuesses);
  /** Where an account has been signed in to: who locks it from elsewhere does not lock out its owner. */
  const known = new Set<string>();

  function refuseIfLocked(what: string, ...looks: readonly (readonly [Guesses, string])[]): void {
    const ms = Math.max(...looks.map(([guesses, key]) => guesses.lockedMs(key)));
    if (ms <= 0) return;
    throw new UsersError('USERS_LOCKED', `Too many wrong ${what}. Try again in ${waitingWords(ms)}.`, {
      retryAfterMs: ms,
      values: { seconds: Math.max(1, Math.ceil(ms / 1000)) },
    });
  }

  function know(place: string): void {
    known.delete(place);
    known.add(place);
    for (const oldest of known) {
      if (known.size <= maxAddresses) break;
      known.delete(oldest);
    }
  }

  return {
    async password({ account, typed, address: from }, guess) {
      const address = addressKey(from);
      const place = `${account}\0${address}`;
      const guesses = account === undefined ? strangers : accounts;
      const key = account === undefined ? typed : known.has(place) ? place : account;
      refuseIfLocked('passwords', [guesses, key], [addresses, address]);
      guesses.begin(key);
      addresses.begin(address);
      const takeBack = () => {
        guesses.takeBack(key);
        addresses.takeBack(address);
      };
      const isRight = await guess().catch((error: unknown) => {
        takeBack(); // it was never looked at
        throw error;
      });
      if (isRight && account !== undefined) {
        takeBack(); // of the address only this one: who has an account is not to guess at others for free
        guesses.right(key);
        know(place);
      } else if (guesses.lockedMs(key) > 0 || addresses.lockedMs(address) > 0) {
        log.warn('users.locked', {
          address: from,
          seconds: Math.ceil(Math.max(guesses.lockedMs(key), addresses.lockedMs(address)) / 1000),
        });
      }
      return isRight;
    },
    code(from, guess) {
      const address = addressKey(from);
      refuseIfLocked('claim codes', [codes, ANYWHERE], [addresses, address]);
      codes.begin(ANYWHERE);
      addresses.begin(address);
      const isRight = guess();
      if (isRight) {
        codes.takeBack(ANYWHERE);
        addresses.takeBack(address);
      }
      return isRight;
    },
  };
}
