/** What is kept of a set-up; `config/limits.ts` has the words. */
export const SETUP_LIMITS = {
  maxTests: 64,
} as const;
export type SetupLimits = { readonly [name in keyof typeof SETUP_LIMITS]: number };
