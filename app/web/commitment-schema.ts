import * as z from 'zod/mini';

const uid = z.string().check(z.regex(/^[\d.]{1,64}$/));

/** Asks a destination to commit a study. */
export const CommitmentRequest = z.strictObject({
  destination: z.string().check(z.minLength(1), z.maxLength(16)),
  studyInstanceUid: uid,
});

/** A transaction of storage commitment, as `commitment/model.ts` has it. */
export const CommitmentShown = z.object({
  id: z.number(),
  direction: z.enum(['received', 'sent']),
  transactionUid: z.string(),
  /** AE title of the other side, and ours by which it knows us. */
  peer: z.string(),
  own: z.string(),
  address: z.string(),
  askedBy: z.string(),
  /** By PS3.18 chapter 13: `peer` is an account or a token, and fetches the result. */
  isByWeb: z.optional(z.boolean()),
  at: z.number(),
  changedAt: z.number(),
  state: z.enum(['judging', 'reporting', 'reported', 'asking', 'awaiting', 'answered', 'failed', 'given-up']),
  why: z.object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])), words: z.string() }),
  total: z.number(),
  committed: z.number(),
  failed: z.number(),
  attempts: z.number(),
  nextAt: z.optional(z.number()),
});
export type CommitmentShown = z.infer<typeof CommitmentShown>;

export const CommitmentsShown = z.object({ commitments: z.array(CommitmentShown) });

/** Instances that are not committed, and why (0008,1197); the first ones. */
export const CommitmentFailures = z.object({
  failures: z.array(z.object({ sopClassUid: z.string(), sopInstanceUid: z.string(), sopClass: z.string(), reason: z.number() })),
});
export type CommitmentFailures = z.infer<typeof CommitmentFailures>;

/** What destinations that were asked say of the images of a study. */
export const CommittedElsewhere = z.object({
  destinations: z.array(z.object({ peer: z.string(), committed: z.number(), failed: z.number(), waiting: z.number(), at: z.number() })),
});
export type CommittedElsewhere = z.infer<typeof CommittedElsewhere>;
