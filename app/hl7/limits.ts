/** What senders of HL7 may cost us; `config/limits.ts` has the words. */
export const HL7_LIMITS = {
  maxMessageBytes: 1024 * 1024,
  maxSegments: 2000,
  maxBatchMessages: 1000,
  maxConnections: 32,
  messageMs: 30_000,
  answerMs: 30_000,
  handshakeMs: 10_000,
  maxFaults: 50,
  maxWaiting: 1000,
  maxWaitingBytes: 64 * 1024 * 1024,
} as const;

export type Hl7Limits = { readonly [Name in keyof typeof HL7_LIMITS]: number };
