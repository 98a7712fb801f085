/** What a caller or a program of the system may cost the hands; `config/limits.ts` has the words. */
export const BOX_LIMITS = {
  maxRequestBytes: 64 * 1024,
  maxAnswerBytes: 1024 * 1024,
  maxConnections: 16,
  maxSockets: 64,
  requestTimeoutMs: 5000,
  answerTimeoutMs: 30_000,
  lingerMs: 1000,
  idleMs: 60_000,
  askMs: 30_000,
  toolMs: 30_000,
  maxToolBytes: 1024 * 1024,
} as const;

export type BoxLimits = { readonly [Name in keyof typeof BOX_LIMITS]: number };
