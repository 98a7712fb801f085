import * as z from 'zod/mini';

/** What the settings show of OHIF. */
export const OhifFacts = z.object({
  /** The pack that is used. */
  installed: z.optional(z.object({ version: z.string(), bytes: z.number() })),
  /** Why one that is there is not used. */
  fault: z.optional(z.object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])), words: z.string() })),
  /** Bytes that a pack may have now. */
  room: z.number(),
});
export type OhifFacts = z.infer<typeof OhifFacts>;
