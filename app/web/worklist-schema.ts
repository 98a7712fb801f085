import * as z from 'zod/mini';

/** The worklist as the API has it. Times are milliseconds since 1970. `app/worklist/item.ts` says what each means. */

const STATUSES = ['SCHEDULED', 'ARRIVED', 'READY', 'STARTED', 'DEPARTED', 'COMPLETED', 'DISCONTINUED', 'CANCELED'] as const;
export const WorklistStatus = z.enum(STATUSES);
export type WorklistStatus = z.infer<typeof WorklistStatus>;

const text = z.string().check(z.maxLength(10_240));
type Attributes = { readonly [keyword: string]: string | readonly Attributes[] };
/** Attributes by PS3.6 keyword: text, or the items of a sequence; as deep as codes of a protocol have context. */
const attributes = (depth: number): z.ZodMiniType<Attributes> =>
  (depth === 0
    ? z.record(z.string(), text)
    : z.record(z.string(), z.union([text, z.array(attributes(depth - 1)).check(z.maxLength(64))]))) as unknown as z.ZodMiniType<Attributes>;
export const WorklistAttributes = attributes(5);
export type WorklistAttributes = Attributes;

export const WorklistItem = z.object({
  id: z.number(),
  attributes: WorklistAttributes,
  status: WorklistStatus,
  source: z.enum(['typed', 'hl7', 'file', 'upstream', 'csv', 'http']),
  who: z.string(),
  withdrawn: z.boolean(),
  madeAt: z.number(),
  changedAt: z.number(),
});
export type WorklistItem = z.infer<typeof WorklistItem>;

export const WorklistSource = z.object({
  source: z.enum(['file', 'upstream']),
  name: z.string(),
  items: z.number(),
  lastOkAt: z.optional(z.number()),
  lastTriedAt: z.optional(z.number()),
  fault: z.optional(z.string()),
});
export type WorklistSource = z.infer<typeof WorklistSource>;

export const WorklistView = z.object({
  items: z.array(WorklistItem),
  /** There are more than were asked for. */
  more: z.boolean(),
  sources: z.array(WorklistSource),
});
export type WorklistView = z.infer<typeof WorklistView>;

export const WorklistChange = z.object({
  at: z.number(),
  by: z.object({ source: z.string(), who: z.string() }),
  what: z.enum(['added', 'changed', 'status', 'merged', 'withdrawn', 'returned']),
  parts: z.array(z.object({ path: z.string(), before: z.string(), after: z.string() })),
});
export type WorklistChange = z.infer<typeof WorklistChange>;

export const WorklistItemView = z.object({ item: WorklistItem, history: z.array(WorklistChange) });
export type WorklistItemView = z.infer<typeof WorklistItemView>;

/** Answers of POST and PATCH. */
export const WorklistTaken = z.object({ item: WorklistItem, outcome: z.enum(['added', 'changed', 'unchanged']) });
export type WorklistTaken = z.infer<typeof WorklistTaken>;

export const WorklistCompletion = z.object({ attributes: z.array(WorklistAttributes) });
export type WorklistCompletion = z.infer<typeof WorklistCompletion>;

export const NewWorklistItemBody = z.strictObject({ attributes: WorklistAttributes, status: z.optional(WorklistStatus) });
export const WorklistItemChangeBody = z.strictObject({
  /** What is named changes; '' and [] take away. */
  attributes: z.optional(WorklistAttributes),
  status: z.optional(WorklistStatus),
  /** `changedAt` as the page had it: the item has to be as it was then. */
  changedAt: z.optional(z.number()),
});

/** The list of the page: days as YYYY-MM-DD, several of a kind with commas. */
export const WORKLIST_QUERY = {
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  modality: z.optional(z.string()),
  station: z.optional(z.string()),
  status: z.optional(z.string()),
  text: z.optional(z.string()),
  withdrawn: z.optional(z.enum(['yes'])),
  limit: z.optional(z.int().check(z.gte(1), z.lte(1000))),
} as const;
