/** What a capture may take; `config/limits.ts` has the words. */
export const CAPTURE_LIMITS = {
  maxMinutes: 30,
  maxMegabytes: 500,
  keepMs: 3_600_000,
  maxHosts: 8,
  maxPorts: 64,
  settleMs: 1200,
  lookMs: 500,
  beginMs: 30_000,
  graceSeconds: 15,
} as const;

export type CaptureLimits = { readonly [Name in keyof typeof CAPTURE_LIMITS]: number };
