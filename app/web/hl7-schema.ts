import * as z from 'zod/mini';

/** What the page of the worklist is told of HL7. Times are milliseconds since 1970. */

const Values = z.record(z.string(), z.union([z.string(), z.number()]));
const Place = z.object({ segment: z.string(), occurrence: z.number(), field: z.optional(z.number()), component: z.optional(z.number()) });

/** A message that could not be done and waits for a person. */
export const Hl7Message = z.object({
  ...{ id: z.string(), firstAt: z.number(), lastAt: z.number(), times: z.number() },
  ...{ address: z.string(), sender: z.string(), type: z.string(), controlId: z.string() },
  /** Why: for `ui/worklist`. */
  ...{ code: z.string(), values: Values, words: z.string() },
  location: z.optional(Place),
});
export type Hl7Message = z.infer<typeof Hl7Message>;

/** A message that was refused and is not kept: its sender still has it. */
export const Hl7Fault = z.object({ at: z.number(), address: z.string(), code: z.string(), values: Values, words: z.string() });
export type Hl7Fault = z.infer<typeof Hl7Fault>;

export const Hl7View = z.object({
  isOn: z.boolean(),
  address: z.optional(z.string()),
  port: z.optional(z.number()),
  tls: z.optional(z.boolean()),
  connections: z.number(),
  /** Messages that were done since the start. */
  taken: z.number(),
  lastAt: z.optional(z.number()),
  faults: z.array(Hl7Fault),
  waiting: z.array(Hl7Message),
});
export type Hl7View = z.infer<typeof Hl7View>;

/** A message that waits, taken apart as far as that goes. */
export const Hl7Shown = z.object({
  segments: z.array(z.string()),
  patientName: z.string(),
  patientId: z.string(),
  patientBirthDate: z.string(),
  accessionNumber: z.string(),
  procedure: z.string(),
  /** What stands where the modality should, and where that is. */
  modality: z.string(),
  modalityPlace: z.string(),
  stationAeTitle: z.string(),
});
export type Hl7Shown = z.infer<typeof Hl7Shown>;

const text = (most: number) => z.optional(z.string().check(z.maxLength(most)));
export const Hl7ReplayBody = z.strictObject({
  corrections: z.strictObject({
    characterSet: text(32),
    patientId: text(64),
    patientName: text(324),
    patientBirthDate: z.optional(z.string().check(z.regex(/^(\d{8})?$/))),
    accessionNumber: text(16),
    modality: z.optional(z.string().check(z.regex(/^[A-Z\d_ ]{0,16}$/))),
    stationAeTitle: text(16),
    startDate: z.optional(z.string().check(z.regex(/^(\d{8})?$/))),
    startTime: z.optional(z.string().check(z.regex(/^(\d{4}|\d{6})?$/))),
  }),
  /** Also where the order was changed after the message came. */
  overLater: z.optional(z.boolean()),
});
export type Hl7ReplayBody = z.infer<typeof Hl7ReplayBody>;
