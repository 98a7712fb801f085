/** What a box may give away on its networks; `config/limits.ts` has the words. */
export const NETWORK_LIMITS = {
  /** More than a clinic has modalities, and less than fills a small board's memory. */
  maxLeases: 1000,
} as const;
