/** What an association agreed on for its C-FINDs beside the baseline (PS3.4 C.5.1.1). */
export interface QueryOptions {
  /** Unique keys of the levels above may be left out (C.4.1.2.2.1). */
  readonly relational: boolean;
  /** A date and its time are one range (C.2.2.2.5.3). */
  readonly combinedDateTime: boolean;
  /** Person names match without regard to accents and order (C.2.2.2.1). */
  readonly fuzzy: boolean;
  /** `""` finds what is empty (C.2.2.2.7). */
  readonly emptyValue: boolean;
  /** Any one of several values may match (C.2.2.2.8). */
  readonly multipleValue: boolean;
}

/** The bytes of the service class application information (PS3.4 Tables C.5-1, C.5-2), and whether we do what each asks for. */
const OFFERED = [
  { option: 'relational', supported: true },
  { option: 'combinedDateTime', supported: true },
  { option: 'fuzzy', supported: true },
  { option: 'timezoneAdjustment', supported: false }, // most studies do not say in which zone their times are
  { option: 'enhancedMultiFrameConversion', supported: false },
  { option: 'emptyValue', supported: true },
  { option: 'multipleValue', supported: true },
] as const;

const REQUESTED = 1;

/**
 * The acceptor's answer to an extended negotiation of C-FIND (PS3.4 C.5.1.1.2): 1 where the requestor asks for what we do, else 0, in no
 * more bytes than it sent: an older requestor knows only the first three.
 *
 * @returns undefined where it sent nothing
 */
export function answerQueryNegotiation(applicationInformation: Uint8Array): Uint8Array | undefined {
  const bytes = Math.min(applicationInformation.byteLength, OFFERED.length);
  if (bytes === 0) return undefined;
  return Uint8Array.from({ length: bytes }, (_, at) => Number(applicationInformation[at] === REQUESTED && OFFERED[at]!.supported));
}

/** What was agreed, by what the requestor sent; nothing where it sent nothing. */
export function agreedQueryOptions(applicationInformation: Uint8Array | undefined): QueryOptions {
  const answer = applicationInformation && answerQueryNegotiation(applicationInformation);
  const agreed = (option: (typeof OFFERED)[number]['option']): boolean =>
    answer?.[OFFERED.findIndex((each) => each.option === option)] === REQUESTED;
  return {
    relational: agreed('relational'),
    combinedDateTime: agreed('combinedDateTime'),
    fuzzy: agreed('fuzzy'),
    emptyValue: agreed('emptyValue'),
    multipleValue: agreed('multipleValue'),
  };
}
