/** What is remembered of associations; `config/limits.ts` has the words. */
export const WIRE_VIEW_LIMITS = {
  maxAssociations: 200,
  maxStrangers: 50,
  firstMessages: 50,
  lastMessages: 200,
  maxBytes: 8 * 1024 * 1024,
  maxCommandBytes: 4096,
  maxIdentifierBytes: 16 * 1024,
} as const;

export type WireViewLimits = { readonly [Name in keyof typeof WIRE_VIEW_LIMITS]: number };
