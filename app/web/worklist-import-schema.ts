import * as z from 'zod/mini';

/** A table of orders, line by line, as the page has read it. */

const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));
const day = z.string().check(z.regex(/^\d{8}$/));

/** One line; names as PN, dates as YYYYMMDD, times as HHMM. */
export const ImportLine = z.strictObject({
  patientId: text(64),
  patientName: text(324),
  birthDate: z.optional(day),
  sex: z.optional(z.enum(['F', 'M', 'O'])),
  accessionNumber: z.optional(text(16)),
  procedure: z.optional(text(64)),
  modality: z.string().check(z.regex(/^[A-Z\d_]{1,16}$/)),
  stationAeTitle: z.optional(text(16)),
  startDate: day,
  startTime: z.optional(z.string().check(z.regex(/^\d{4}$/))),
  referringPhysician: z.optional(text(324)),
});
export type ImportLine = z.infer<typeof ImportLine>;

export const importBody = (maxLines: number) =>
  z.strictObject({
    lines: z.array(ImportLine).check(z.minLength(1), z.maxLength(maxLines)),
    /** Nothing is changed: the answer says what would be. */
    dryRun: z.boolean(),
  });

/** What becomes of a line. */
export const ImportOutcome = z.object({
  outcome: z.enum(['added', 'changed', 'unchanged', 'refused']),
  /** Why it is refused: the order is another patient’s, its step has begun or was cancelled, or a value does not fit. */
  why: z.optional(z.enum(['OTHER_PATIENT', 'BEGUN', 'CANCELED', 'VALUE'])),
  words: z.optional(z.string()),
});
export type ImportOutcome = z.infer<typeof ImportOutcome>;

export const Imported = z.object({ lines: z.array(ImportOutcome) });
export type Imported = z.infer<typeof Imported>;

export const KnownPatients = z.object({ patients: z.array(z.record(z.string(), z.string())) });
