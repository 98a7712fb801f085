/** `config/limits.ts` has the words. */
export const CONTACT_LIMITS = {
  maxContacts: 500,
  writeAfterMs: 60_000,
} as const;

export type ContactLimits = { readonly [Name in keyof typeof CONTACT_LIMITS]: number };
