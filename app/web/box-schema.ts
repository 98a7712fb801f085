import * as z from 'zod/mini';

/** What the page `/box` shows: the machine, its two slots, an update on its way, the images being verified. */

const SlotName = z.enum(['A', 'B']);
const Sentence = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  words: z.string(),
});

/** Why a version did not stay: what failed, as systemd calls it, and its last errors in the log. */
export const FallShown = z.object({ unit: z.string(), result: z.string(), status: z.string(), errors: z.array(z.string()) });

export const Slots = z.object({
  slot: SlotName,
  version: z.string(),
  /** It has shown in this slot that it works. */
  isProven: z.boolean(),
  other: z.object({ slot: SlotName, version: z.optional(z.string()), isOk: z.boolean(), isProven: z.boolean() }),
  /** In percent. */
  installing: z.optional(z.object({ percent: z.number() })),
  /** Why the last installation failed, in the words of RAUC. */
  failure: z.optional(z.string()),
  /** Installed, and not yet found good. */
  pending: z.optional(z.object({ slot: SlotName, version: z.string(), at: z.number() })),
  last: z.optional(
    z.object({ outcome: z.enum(['good', 'returned', 'failed']), version: z.string(), at: z.number(), why: z.optional(FallShown) }),
  ),
});
export type Slots = z.infer<typeof Slots>;

const Fault = z.object({ file: z.string(), words: z.string() });
/** The images read again, and held against what was received. */
export const Verification = z.object({
  /** `interrupted`: Filmroom was started again before it was done. */
  state: z.enum(['running', 'cancelled', 'interrupted', 'failed', 'done']),
  by: z.string(),
  startedAt: z.number(),
  endedAt: z.optional(z.number()),
  done: z.number(),
  total: z.optional(z.number()),
  /** Why it failed. */
  words: z.optional(z.string()),
  found: z.optional(
    z.object({
      checked: z.number(),
      bytes: z.number(),
      faults: z.object({ missing: z.number(), changed: z.number(), unindexed: z.number() }),
      /** The first of them. */
      named: z.array(Fault),
      /** `ok`, or what SQLite says is wrong. */
      index: z.string(),
    }),
  ),
});
export type Verification = z.infer<typeof Verification>;

export const BoxFacts = z.object({
  /** False: Filmroom is a program on this machine like others. */
  isBox: z.boolean(),
  name: z.string(),
  version: z.string(),
  board: z.optional(z.string()),
  /** Another one after each restart of the machine. */
  bootId: z.string(),
  bootedAt: z.number(),
  /** When the program began. */
  startedAt: z.number(),
  problems: z.array(Sentence),
  slots: z.optional(Slots),
  /** Why there are no slots to show on a box. */
  noSlots: z.optional(Sentence),
  /** Uploaded, and signed by whom this box believes. */
  uploaded: z.optional(z.object({ version: z.string(), bytes: z.number() })),
  /** What an update may have. */
  room: z.object({ freeBytes: z.number(), maxBytes: z.number() }),
  verification: z.optional(Verification),
});
export type BoxFacts = z.infer<typeof BoxFacts>;

export const ResetBody = z.strictObject({
  kind: z.enum(['keep-images', 'wipe']).check(z.describe('`keep-images`: images and index stay. `wipe`: nothing does.')),
  name: z.string().check(z.maxLength(253), z.describe('The name of the box, typed by whom asks.')),
});

export const UploadedUpdate = z.object({ version: z.string(), bytes: z.number() });
export type UploadedUpdate = z.infer<typeof UploadedUpdate>;
