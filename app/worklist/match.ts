import { type KeywordTree, type MatchKey, matches, matchesDateTime } from '../dataset/dataset.ts';

/** One attribute that items are held against: by itself, or as those of one and the same item of a sequence (PS3.4 §C.2.2.2.6). */
export interface SoughtKey {
  readonly keyword: string;
  readonly vr: string;
  readonly key?: MatchKey;
  readonly within?: readonly SoughtKey[];
}

type Range = MatchKey & { readonly kind: 'range' };

const START_DATE = 'ScheduledProcedureStepStartDate';
const START_TIME = 'ScheduledProcedureStepStartTime';
/** Their backslash is text. */
const ONE_VALUE = new Set(['ST', 'LT', 'UT', 'UR']);

/**
 * Whether an item is what the keys ask for (PS3.4 K.2.2.2, C.2.2.2): each of them; of a sequence, all of its keys by one of its items.
 * A range of start dates and one of start times are one range, from the first date at the first time to the last date at the last (Table K.6-1).
 */
export function matchesKeys(keys: readonly SoughtKey[], attributes: KeywordTree, options: { readonly fuzzy: boolean }): boolean {
  const window = startWindow(keys);
  if (window && !matchesDateTime(window.date, window.time, valuesOf(attributes, START_DATE, 'DA'), valuesOf(attributes, START_TIME, 'TM')))
    return false;
  return keys.every((sought) => {
    const { keyword, vr, key, within } = sought;
    if (within) {
      const items = attributes[keyword];
      if (within.every(isUniversal)) return true;
      return typeof items === 'object' && items.some((item) => matchesKeys(within, item, options));
    }
    if (key === undefined || (window && (keyword === START_DATE || keyword === START_TIME))) return true;
    return matches(key, valuesOf(attributes, keyword, vr), vr, options);
  });
}

function isUniversal({ key, within }: SoughtKey): boolean {
  return within ? within.every(isUniversal) : key === undefined || key.kind === 'universal';
}

/** Both ranges, where there are both. */
export function startWindow(keys: readonly SoughtKey[]): { readonly date: Range; readonly time: Range } | undefined {
  const rangeOf = (wanted: string) => {
    const key = keys.find(({ keyword }) => keyword === wanted)?.key;
    return key?.kind === 'range' ? key : undefined;
  };
  const [date, time] = [rangeOf(START_DATE), rangeOf(START_TIME)];
  return date && time && { date, time };
}

function valuesOf(attributes: KeywordTree, keyword: string, vr: string): readonly string[] {
  const value = attributes[keyword];
  if (typeof value !== 'string' || value === '') return [];
  return ONE_VALUE.has(vr) ? [value] : value.split('\\');
}
