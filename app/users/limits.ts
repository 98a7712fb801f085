/** What guessing, and what many users, may cost; `config/limits.ts` has the words. */
export const USERS_LIMITS = {
  maxAccounts: 200,
  maxTokens: 100,
  maxSessions: 500,
  maxSessionsPerAccount: 20,
  idleMs: 3_600_000,
  absoluteMs: 43_200_000,
  minPassword: 10,
  maxPassword: 256,
  maxName: 64,
  argon2MemoryKiB: 32_768,
  argon2Passes: 3,
  argon2Lanes: 1,
  maxChecksWaiting: 16,
  accountGuesses: 5,
  addressGuesses: 20,
  claimGuesses: 20,
  firstLockMs: 30_000,
  mostLockMs: 900_000,
  forgetGuessesMs: 86_400_000,
  maxAddresses: 4096,
} as const;
export type UsersLimits = { readonly [Name in keyof typeof USERS_LIMITS]: number };
