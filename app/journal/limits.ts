/** What the page may ask of the journal; `config/limits.ts` has the words. */
export const JOURNAL_LIMITS = { maxLines: 300, maxLineChars: 500, maxBytes: 8 * 1024 * 1024 } as const;
export type JournalLimits = { readonly [Name in keyof typeof JOURNAL_LIMITS]: number };
