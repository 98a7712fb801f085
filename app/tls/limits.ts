/** Figures of `config/limits.ts`. */
export const TLS_LIMITS = {
  caYears: 30,
  leafDays: 397,
  backdateDays: 31,
  renewBeforeDays: 60,
  warnBeforeDays: 30,
  lookEveryMs: 5000,
  clockSettlesMs: 600_000,
  clockSkewMs: 3_600_000,
  maxNames: 100,
  maxChain: 10,
};
export type TlsLimits = Readonly<typeof TLS_LIMITS>;
