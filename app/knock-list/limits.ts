/** What those who are turned away may cost us; `config/limits.ts` has the words. */
export const KNOCK_LIMITS = {
  maxKnocks: 200,
  maxPerAddress: 20,
  writeAfterMs: 5000,
} as const;

export type KnockLimits = { readonly [Name in keyof typeof KNOCK_LIMITS]: number };
