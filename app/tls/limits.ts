/** Figures of `config/limits.ts`. */
export const TLS_LIMITS = {
  caYears: 30,
  leafDays: 397,
  backdateDays: 31,
  renewBeforeDays: 60,
  warnBeforeDays: 30,
  lookEveryMs: 5000,
  clockSettlesMs: 600_000,
  maxNames: 100,
  maxPemBytes: 131_072,
  maxChain: 10,
  firstByteMs: 10_000,
  handshakeMs: 10_000,
  maxStreams: 100,
  hstsSeconds: 86_400,
};
export type TlsLimits = Readonly<typeof TLS_LIMITS>;
