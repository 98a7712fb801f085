import { type KeywordTree, parseDate, parseTime, tagOf } from '../dataset/dataset.ts';
import { WORKLIST_KEYS, type WorklistKeys } from './keys.ts';

/** What is wrong with an order, for whom typed it; never with the value. */
export interface OrderFault {
  /** e.g. `ScheduledProcedureStepSequence.Modality` */
  readonly path: string;
  readonly words: string;
}

/** Of several values, `\` between them. */
const SEVERAL: ReadonlySet<string> = new Set([
  'ScheduledStationAETitle',
  'OtherPatientIDs',
  'OtherPatientNames',
  'MedicalAlerts',
  'Allergies',
  'NamesOfIntendedRecipientsOfResults',
]);
const LONG_TEXT: ReadonlySet<string> = new Set(['ST', 'LT', 'UT', 'UC', 'UR']);
const NOT_IN_TEXT = /[^\P{Cc}\t\n\f\r]/u;
const NOT_IN_LINE = /\p{Cc}/u;

type Check = (value: string) => string | undefined;
const form =
  (pattern: RegExp, words: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : words;
const longest =
  (most: number): Check =>
  (value) =>
    [...value].length > most ? `has more than ${most} characters` : undefined;

/** By VR (PS3.5 Table 6.2-1). */
const CHECK_OF: Readonly<Record<string, Check>> = {
  AE: form(/^[\x20-\x5b\x5d-\x7e]{1,16}$/, 'is no AE title: 1 to 16 letters, digits or signs'),
  AS: form(/^\d{3}[DWMY]$/, 'is no age such as 042Y'),
  CS: form(/^[A-Z0-9_ ]{1,16}$/, 'is no code: 1 to 16 capitals, digits, spaces or _'),
  DA: (value) => (parseDate(value) === undefined ? 'is no date such as 20260131' : undefined),
  DS: form(/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/, 'is no number'),
  DT: form(/^\d{4}(\d\d){0,5}(\.\d{1,6})?([+-]\d{4})?$/, 'is no date and time'),
  IS: form(/^[+-]?\d{1,11}$/, 'is no whole number'),
  LO: longest(64),
  LT: longest(10_240),
  PN: (value) => (value.split('=').length > 3 ? 'has more than three groups' : value.split('=').map(longest(64)).find(Boolean)),
  SH: longest(16),
  ST: longest(1024),
  TM: (value) => (parseTime(value) === undefined ? 'is no time such as 0930' : undefined),
  UI: form(/^(?=.{1,64}$)(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/, 'is no UID'),
  US: form(/^\d{1,5}$/, 'is no whole number'),
};

/** What of these attributes an item cannot have (PS3.4 Table K.6-1, PS3.5 Table 6.2-1). An empty value takes away, and is never wrong. */
export function orderFaults(attributes: KeywordTree): readonly OrderFault[] {
  return faultsOf(attributes, WORKLIST_KEYS, '');
}

function faultsOf(tree: KeywordTree, known: WorklistKeys, prefix: string): OrderFault[] {
  return Object.entries(tree).flatMap(([keyword, value]): OrderFault[] => {
    const path = prefix + keyword;
    const tag = tagOf(keyword);
    const key = tag === undefined ? undefined : known.get(tag);
    if (key === undefined) return [{ path, words: 'is no attribute of the worklist' }];
    if (key.items === undefined || typeof value === 'string') {
      if (key.items !== undefined || typeof value !== 'string')
        return [{ path, words: key.items ? 'is a sequence' : 'is text, not a sequence' }];
      const words = valueFault(keyword, key.vr, value);
      return words === undefined ? [] : [{ path, words }];
    }
    if (keyword === 'ScheduledProcedureStepSequence' && value.length > 1) return [{ path, words: 'has more than one item' }];
    return value.flatMap((item) => faultsOf(item, key.items!, `${path}.`));
  });
}

function valueFault(keyword: string, vr: string, value: string): string | undefined {
  if (value.trim() === '') return undefined;
  if ((LONG_TEXT.has(vr) ? NOT_IN_TEXT : NOT_IN_LINE).test(value)) return 'has a control character';
  if (!LONG_TEXT.has(vr) && !SEVERAL.has(keyword) && value.includes('\\')) return 'has a backslash';
  const values = SEVERAL.has(keyword) ? value.split('\\') : [value];
  return values
    .map((each) => each.trim())
    .map((each) => (each === '' ? undefined : CHECK_OF[vr]?.(each)))
    .find((words) => words !== undefined);
}
