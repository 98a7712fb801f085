import * as z from 'zod/mini';
import { PersonName } from './schema.ts';

/** What the page of the day's work is told. Times are milliseconds since 1970. */

const Values = z.record(z.string(), z.union([z.string(), z.number()]));

/** What somebody has to look at: `ui/steps` has the words. */
export const StepAlarm = z.object({ code: z.enum(['MISSING', 'LEFT_OPEN', 'NOTHING_NAMED']), values: Values });
export type StepAlarm = z.infer<typeof StepAlarm>;

/** One step of the day: planned, or begun and perhaps over. */
export const StepOfDay = z.object({
  key: z.string(),
  phase: z.enum(['scheduled', 'started', 'done', 'discontinued']),
  /** Of a step that was begun. */
  sopInstanceUid: z.optional(z.string()),
  /** When we heard that it began; of a planned one, when it is to begin, by the clock of the place: `2026-11-22T08:30`, or the day alone. */
  startedAt: z.optional(z.number()),
  plannedFor: z.optional(z.string()),
  endedAt: z.optional(z.number()),
  patientName: PersonName,
  patientId: z.string(),
  accessionNumber: z.string(),
  modality: z.string(),
  station: z.string(),
  description: z.string(),
  studyInstanceUid: z.optional(z.string()),
  /** Images of its study that are here, whoever named them. */
  imagesOfStudy: z.number(),
  /** Images that it names; of these, those that are here, those that were deleted here, and those that we have committed to. */
  named: z.number(),
  here: z.number(),
  removed: z.number(),
  committed: z.optional(z.number()),
  /** Images may still be on their way. */
  isArriving: z.boolean(),
  alarm: z.optional(StepAlarm),
  acceptedBy: z.optional(z.string()),
});
export type StepOfDay = z.infer<typeof StepOfDay>;

/** A request of a device that was refused: DICOM keywords and UIDs, no value. */
const RefusedStep = z.object({
  at: z.number(),
  what: z.enum(['N-CREATE', 'N-SET']),
  callingAeTitle: z.string(),
  sopInstanceUid: z.string(),
  /** Four hexadecimal digits. */
  status: z.string(),
  comment: z.string(),
});
export type RefusedStep = z.infer<typeof RefusedStep>;

/** What waits to be told to another system. */
const StepQueue = z.object({
  aeTitle: z.string(),
  waiting: z.number(),
  since: z.number(),
  tries: z.number(),
  fault: z.optional(z.string()),
});
export type StepQueue = z.infer<typeof StepQueue>;

export const StepsOfDay = z.object({
  steps: z.array(StepOfDay),
  /** Of days before, what somebody has to look at. */
  older: z.array(StepOfDay),
  refused: z.array(RefusedStep),
  queues: z.array(StepQueue),
  givenUp: z.array(z.object({ at: z.number(), aeTitle: z.string(), sopInstanceUid: z.string(), words: z.string() })),
});
export type StepsOfDay = z.infer<typeof StepsOfDay>;

/** A step with the UIDs of what it names and has not come, as far as they are listed. */
export const StepDetail = z.extend(StepOfDay, { missing: z.array(z.string()) });
export type StepDetail = z.infer<typeof StepDetail>;

export const EndStepBody = z.strictObject({ status: z.enum(['COMPLETED', 'DISCONTINUED']) });
export type EndStepBody = z.infer<typeof EndStepBody>;
