/** `config/limits.ts` has the words. */
export const COMMITMENT_LIMITS = {
  maxReferences: 50_000,
  maxDatasetBytes: 16 * 1024 * 1024,
  maxDatasetBytesAtOnce: 32 * 1024 * 1024,
  maxOpen: 1000,
  maxOver: 2000,
  maxReferencesOver: 500_000,
  maxOtherKept: 10_000,
  maxReferencesAsked: 10_000,
  maxPeersAtOnce: 4,
  firstRetryMs: 5000,
  lingerMs: 1000,
  askedLingerMs: 3000,
} as const;

export type CommitmentLimits = { readonly [Name in keyof typeof COMMITMENT_LIMITS]: number };
