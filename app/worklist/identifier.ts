import {
  type DataElement,
  elementText,
  keywordOf,
  MatchingError,
  type MatchKey,
  parseKey,
  parseSpecificCharacterSet,
} from '../dataset/dataset.ts';
import { STATUS, tagText } from '../registry/registry.ts';
import { WORKLIST_KEYS, type WorklistKeys } from './keys.ts';
import type { SoughtKey } from './match.ts';

/** One attribute of the answers; of a sequence with `within`, these of each item, and without it all that an item has. */
export interface ReturnKey {
  readonly tag: number;
  readonly vr: string;
  readonly keyword: string;
  readonly within?: readonly ReturnKey[];
}

/** A C-FIND of the worklist as it is understood. */
export interface WorklistRequest {
  readonly kind: 'find';
  readonly keys: readonly SoughtKey[];
  readonly returned: readonly ReturnKey[];
  /** Agreed on (K.5.1): names without diacritics too. */
  readonly fuzzy: boolean;
  /** (0008,0005) of the request. */
  readonly characterSets: readonly string[];
  /** FF00H, or FF01H where some key is not supported as a required one would be (PS3.4 Table K.4-1). */
  readonly pendingStatus: number;
}

/** Why a request cannot be answered, in words without a value of it. */
export interface WorklistRefusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly errorComment: string;
  readonly offendingElements: readonly number[];
}

export interface IdentifierLimits {
  /** Values of one key. */
  readonly maxValues: number;
}

const SPECIFIC_CHARACTER_SET = 0x0008_0005;
/** Some modalities send them as in a query of the archive; they say nothing here. */
const PASSED_OVER: ReadonlySet<number> = new Set([SPECIFIC_CHARACTER_SET, 0x0008_0052, 0x0008_0201]);
const START_DATE = 'ScheduledProcedureStepStartDate';
const START_TIME = 'ScheduledProcedureStepStartTime';

/** Reads the identifier of a C-FIND-RQ against the worklist model (PS3.4 K.4.1.1.3, K.6.1). Pure. */
export function readWorklistIdentifier(
  elements: readonly DataElement[],
  options: { readonly fuzzy: boolean },
  limits: IdentifierLimits,
): WorklistRequest | WorklistRefusal {
  const declared = elements.find(({ tag }) => tag === SPECIFIC_CHARACTER_SET);
  const characterSets = parseSpecificCharacterSet(declared ? elementText({ ...declared, vr: 'CS' }, []) : '');
  const reading: Reading = { characterSets, fuzzy: options.fuzzy, maxValues: limits.maxValues, allSupported: true };
  try {
    const { keys, returned } = readLevel(elements, WORKLIST_KEYS, reading);
    if (returned.length === 0) refuse(STATUS.DATA_SET_DOES_NOT_MATCH_SOP_CLASS, 'The identifier has no attribute of the worklist');
    const pendingStatus = reading.allSupported ? STATUS.PENDING : STATUS.PENDING_WITHOUT_OPTIONAL_KEYS;
    return { kind: 'find', keys, returned, fuzzy: options.fuzzy, characterSets, pendingStatus };
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

interface Reading {
  readonly characterSets: readonly string[];
  readonly fuzzy: boolean;
  readonly maxValues: number;
  allSupported: boolean;
}

/** The way out of nested sequences. */
class Refused extends Error {
  readonly refusal: WorklistRefusal;
  constructor(refusal: WorklistRefusal) {
    super(refusal.errorComment);
    this.refusal = refusal;
  }
}

function refuse(status: number, errorComment: string, ...offendingElements: readonly number[]): never {
  throw new Refused({ kind: 'refused', status, errorComment, offendingElements });
}

function readLevel(elements: readonly DataElement[], known: WorklistKeys, reading: Reading): Pick<WorklistRequest, 'keys' | 'returned'> {
  const keys: SoughtKey[] = [];
  const returned: ReturnKey[] = [];
  const seen = new Set<number>();
  for (const element of elements) {
    const { tag } = element;
    if (seen.has(tag)) refuse(STATUS.UNABLE_TO_PROCESS, `Element occurs twice ${tagText(tag)}`, tag);
    seen.add(tag);
    if ((tag & 0xffff) === 0 || PASSED_OVER.has(tag)) continue; // group lengths are retired
    const key = known.get(tag);
    if (key === undefined) reading.allSupported = false;
    const keyword = key?.keyword ?? keywordOf(tag);
    if (keyword === undefined) continue; // private: no item has it
    const vr = key?.vr ?? (element.items ? 'SQ' : element.vr);
    if (vr === 'SQ') {
      const { sought, answer } = readSequence(element, keyword, key?.items ?? new Map(), reading);
      if (sought && key) keys.push(sought);
      returned.push(answer);
      continue;
    }
    const sought = key && readKey(element, keyword, vr, reading);
    if (sought) keys.push({ keyword, vr, key: sought });
    returned.push({ tag, vr, keyword });
  }
  const reversed = reversedTime(keys);
  if (reversed) refuse(STATUS.UNABLE_TO_PROCESS, `${START_TIME}: the range ends before it begins, and no range of dates is given`);
  return { keys, returned: returned.toSorted((a, b) => a.tag - b.tag) };
}

function readSequence(
  { tag, items = [], bytes }: DataElement,
  keyword: string,
  known: WorklistKeys,
  reading: Reading,
): { readonly sought: SoughtKey | undefined; readonly answer: ReturnKey } {
  if (items.length > 1 || bytes.byteLength > 0)
    refuse(STATUS.DATA_SET_DOES_NOT_MATCH_SOP_CLASS, `${keyword} is no sequence of one item ${tagText(tag)}`, tag); // C.2.2.2.6
  const asked = items[0] ?? [];
  if (asked.length === 0) return { sought: undefined, answer: { tag, vr: 'SQ', keyword } }; // K.2.2.1.2: all there is of it
  const { keys, returned } = readLevel(asked, known, reading);
  return {
    sought: keys.length > 0 ? { keyword, vr: 'SQ', within: keys } : undefined,
    answer: { tag, vr: 'SQ', keyword, within: returned },
  };
}

/** @returns undefined for universal matching */
function readKey(element: DataElement, keyword: string, vr: string, { characterSets, fuzzy, maxValues }: Reading): MatchKey | undefined {
  const text = elementText({ ...element, vr }, characterSets);
  if (text === '') return undefined;
  if (text.split('\\').length > maxValues)
    refuse(STATUS.UNABLE_TO_PROCESS, `Too many values, ${maxValues} at most: ${keyword} ${tagText(element.tag)}`, element.tag);
  try {
    const key = parseKey(keyword, vr, text, { fuzzy });
    return key.kind === 'universal' ? undefined : key;
  } catch (error) {
    if (!(error instanceof MatchingError)) throw error;
    return refuse(STATUS.UNABLE_TO_PROCESS, `${error.message} ${tagText(element.tag)}`, element.tag);
  }
}

/** Over midnight a range of times says something only together with one of dates (Table K.6-1). */
function reversedTime(keys: readonly SoughtKey[]): boolean {
  const keyOf = (wanted: string) => keys.find(({ keyword }) => keyword === wanted)?.key;
  const time = keyOf(START_TIME);
  const isReversed = time?.kind === 'range' && (time.from ?? '') > (time.to ?? '9');
  return isReversed && keyOf(START_DATE)?.kind !== 'range';
}
