import * as z from 'zod/mini';

/* What the page Studies shows. `schema.ts` has what it shares with the dashboard. */

/** Why somebody deletes; a code, so that the log has no text that may name a patient. */
export const DELETE_REASONS = ['duplicate', 'wrong-patient', 'test', 'rejected', 'retention', 'patient-request', 'other'] as const;
export const DeleteReason = z.enum(DELETE_REASONS);
export type DeleteReason = z.infer<typeof DeleteReason>;

export const Series = z.object({
  seriesInstanceUid: z.string(),
  number: z.string(),
  modality: z.string(),
  description: z.string(),
  bodyPart: z.string(),
  station: z.string(),
  instances: z.number(),
  bytes: z.number(),
});
export type Series = z.infer<typeof Series>;

export const Instance = z.object({
  sopInstanceUid: z.string(),
  sopClass: z.string(),
  transferSyntax: z.string(),
  number: z.string(),
  /** `512 × 512`, with frames where there are several; '' where it has no pixels. */
  size: z.string(),
  frames: z.string(),
  bytes: z.number(),
  receivedAt: z.number(),
  from: z.string(),
});
export type Instance = z.infer<typeof Instance>;

export const Instances = z.object({ instances: z.array(Instance), next: z.optional(z.number()) });
export type Instances = z.infer<typeof Instances>;

/** One attribute of an instance. */
export interface Tag {
  readonly tag: string;
  readonly vr: string;
  readonly name?: string;
  readonly isPrivate?: true;
  readonly bytes?: number;
  readonly text?: string;
  readonly isCut?: true;
  readonly items?: readonly (readonly Tag[])[];
  readonly fragments?: number;
}

export interface Tags {
  readonly sopInstanceUid: string;
  readonly transferSyntax: string;
  readonly elements: readonly Tag[];
  /** Why they end early. */
  readonly endedBy?: { readonly kind: 'too-many' | 'broken'; readonly words: string };
}

export const Deleted = z.object({ instances: z.number(), bytes: z.number() });
export type Deleted = z.infer<typeof Deleted>;

export const SendRequest = z.object({
  destination: z.string().check(z.minLength(1), z.maxLength(16)),
  studyInstanceUid: z.string().check(z.minLength(1), z.maxLength(128)),
  seriesInstanceUid: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
  sopInstanceUid: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
});

export const SendResult = z.object({
  kind: z.enum(['warning', 'failed']),
  instances: z.number(),
  sopInstanceUid: z.string(),
  sopClass: z.string(),
  words: z.string(),
});

export const Send = z.object({
  id: z.string(),
  destination: z.string(),
  studyInstanceUid: z.string(),
  seriesInstanceUid: z.optional(z.string()),
  sopInstanceUid: z.optional(z.string()),
  by: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'cancelled']),
  total: z.number(),
  completed: z.number(),
  warnings: z.number(),
  failed: z.number(),
  at: z.number(),
  endedAt: z.optional(z.number()),
  results: z.array(SendResult),
});
export type Send = z.infer<typeof Send>;
export const Sends = z.object({ sends: z.array(Send) });

export const Uploaded = z.object({
  outcome: z.enum(['stored', 'identical', 'overwritten', 'kept-first', 'quarantined']),
  sopInstanceUid: z.string(),
  studyInstanceUid: z.string(),
  bytes: z.number(),
});
export type Uploaded = z.infer<typeof Uploaded>;
