/** How long each rung may take; `config/limits.ts` has the words. */
export const REACH_LIMITS = {
  nameMs: 5000,
  neighbourMs: 3500,
  pingSeconds: 2,
  tcpMs: 5000,
  echoMs: 10_000,
  maxWaitSeconds: 600,
  maxRuns: 8,
} as const;

export type ReachLimits = { readonly [Name in keyof typeof REACH_LIMITS]: number };
