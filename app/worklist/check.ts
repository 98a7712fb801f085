import { type KeywordTree, parseDate, parseTime, tagOf } from '../dataset/dataset.ts';
import { WORKLIST_KEYS, type WorklistKeys } from './keys.ts';

/** What is wrong with an order, for whom typed it; never with the value. */
export interface OrderFault {
  /** e.g. `ScheduledProcedureStepSequence.Modality` */
  readonly path: string;
  /** For a page that says it in its language: a VR whose form the value has not, or what else it is. */
  readonly code: OrderFaultCode;
  /** Of LONG: characters at most. */
  readonly most?: number;
  readonly words: string;
}
export type OrderFaultCode =
  | 'AE'
  | 'AS'
  | 'CS'
  | 'DA'
  | 'DS'
  | 'DT'
  | 'IS'
  | 'TM'
  | 'UI'
  | 'US'
  | 'LONG'
  | 'GROUPS'
  | 'UNKNOWN'
  | 'SEQUENCE'
  | 'TEXT'
  | 'ITEMS'
  | 'CONTROL'
  | 'BACKSLASH';
type ValueFault = Omit<OrderFault, 'path'>;

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

type Check = (value: string) => ValueFault | undefined;
const form =
  (code: OrderFaultCode, pattern: RegExp, words: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : { code, words };
const longest =
  (most: number): Check =>
  (value) =>
    [...value].length > most ? { code: 'LONG', most, words: `has more than ${most} characters` } : undefined;

/** By VR (PS3.5 Table 6.2-1). */
const CHECK_OF: Readonly<Record<string, Check>> = {
  AE: form('AE', /^[\x20-\x5b\x5d-\x7e]{1,16}$/, 'is no AE title: 1 to 16 letters, digits or signs'),
  AS: form('AS', /^\d{3}[DWMY]$/, 'is no age such as 042Y'),
  CS: form('CS', /^[A-Z0-9_ ]{1,16}$/, 'is no code: 1 to 16 capitals, digits, spaces or _'),
  DA: (value) => (parseDate(value) === undefined ? { code: 'DA', words: 'is no date such as 20260131' } : undefined),
  DS: form('DS', /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/, 'is no number'),
  DT: form('DT', /^\d{4}(\d\d){0,5}(\.\d{1,6})?([+-]\d{4})?$/, 'is no date and time'),
  IS: form('IS', /^[+-]?\d{1,11}$/, 'is no whole number'),
  LO: longest(64),
  LT: longest(10_240),
  PN: (value) =>
    value.split('=').length > 3 ? { code: 'GROUPS', words: 'has more than three groups' } : value.split('=').map(longest(64)).find(Boolean),
  SH: longest(16),
  ST: longest(1024),
  TM: (value) => (parseTime(value) === undefined ? { code: 'TM', words: 'is no time such as 0930' } : undefined),
  UI: form('UI', /^(?=.{1,64}$)(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/, 'is no UID'),
  US: form('US', /^\d{1,5}$/, 'is no whole number'),
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
    if (key === undefined) return [{ path, code: 'UNKNOWN', words: 'is no attribute of the worklist' }];
    if (key.items === undefined || typeof value === 'string') {
      if (key.items !== undefined || typeof value !== 'string') return [{ path, ...(key.items ? A_SEQUENCE : A_TEXT) }];
      const fault = valueFault(keyword, key.vr, value);
      return fault === undefined ? [] : [{ path, ...fault }];
    }
    if (keyword === 'ScheduledProcedureStepSequence' && value.length > 1) return [{ path, code: 'ITEMS', words: 'has more than one item' }];
    return value.flatMap((item) => faultsOf(item, key.items!, `${path}.`));
  });
}

const A_SEQUENCE: ValueFault = { code: 'SEQUENCE', words: 'is a sequence' };
const A_TEXT: ValueFault = { code: 'TEXT', words: 'is text, not a sequence' };

function valueFault(keyword: string, vr: string, value: string): ValueFault | undefined {
  if (value.trim() === '') return undefined;
  if ((LONG_TEXT.has(vr) ? NOT_IN_TEXT : NOT_IN_LINE).test(value)) return { code: 'CONTROL', words: 'has a control character' };
  if (!LONG_TEXT.has(vr) && !SEVERAL.has(keyword) && value.includes('\\')) return { code: 'BACKSLASH', words: 'has a backslash' };
  const values = SEVERAL.has(keyword) ? value.split('\\') : [value];
  return values
    .map((each) => each.trim())
    .map((each) => (each === '' ? undefined : CHECK_OF[vr]?.(each)))
    .find((fault) => fault !== undefined);
}
