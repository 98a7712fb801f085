import { parseDate, parseTime } from './date-time.ts';
import { MatchingError } from './matching-error.ts';
import { dateRange, dateTimeRange, firstInstant, isWithinDateTimes, timeRange } from './matching-ranges.ts';
import { foldPersonName, normalizePersonName, normalizeText } from './matching-text.ts';
import { ONE_VALUE_TEXT } from './vr.ts';

/** What a key of a query asks for (PS3.4 §C.2.2.2). */
export type MatchKey =
  /** §C.2.2.2.4: every value, and none at all. */
  | { readonly kind: 'universal' }
  /** §C.2.2.2.7: no value. */
  | { readonly kind: 'empty' }
  /** §C.2.2.2.1; text as it was typed, `matches` normalizes it. */
  | { readonly kind: 'single'; readonly value: string }
  /** §C.2.2.2.3: `*` any letters, `?` any one. */
  | { readonly kind: 'wildcard'; readonly pattern: string }
  /** §C.2.2.2.2: one of them. */
  | { readonly kind: 'uids'; readonly uids: readonly string[] }
  /** §C.2.2.2.5, inclusive, open where absent. DA: YYYYMMDD; TM: HHMMSS.FFFFFF; DT: YYYYMMDDHHMMSS.FFFFFF and the offset that was typed. */
  | { readonly kind: 'range'; readonly from?: string; readonly to?: string }
  /** §C.2.2.2.8: any of them. */
  | { readonly kind: 'values'; readonly keys: readonly MatchKey[] }
  /** §C.2.2.2.6: by keyword; each is matched by itself. */
  | { readonly kind: 'sequence'; readonly keys: ReadonlyMap<string, MatchKey> };

export interface KeyOptions {
  readonly fuzzy?: boolean;
  /** Empty value matching was negotiated: `""` asks for those without a value. */
  readonly emptyValue?: boolean;
}

/** Bytes of a key that are worth comparing: the longest value that PS3.5 Table 6.2-1 limits has 10240 characters. */
const MOST_CHARACTERS = 10_240;
/** §C.2.2.2.3 */
const WILDCARD_VRS: ReadonlySet<string> = new Set(['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT']);
const NORMALIZED_VRS: ReadonlySet<string> = new Set(['LO', 'LT', 'SH', 'ST', 'UC', 'UT']);
const NUMBER_VRS: ReadonlySet<string> = new Set(['DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);
const UNIVERSAL: MatchKey = { kind: 'universal' };

/**
 * Reads one key of a query (PS3.4 §C.2.2.2).
 *
 * @param text decoded, several values joined by `\`
 * @throws MatchingError in words without the value: a wildcard where the VR has none, a broken range, no value of its VR
 */
export function parseKey(keyword: string, vr: string, text: string, options: KeyOptions = {}): MatchKey {
  const trimmed = text.replaceAll('\0', '').trim();
  if (trimmed === '' || /^\*+$/.test(trimmed)) return UNIVERSAL; // `*` alone asks for everything, even where the VR has no wildcards
  if (vr === 'UI') return parseUids(keyword, trimmed);
  if (ONE_VALUE_TEXT.has(vr) || !trimmed.includes('\\')) return parseOne(keyword, vr, trimmed, options);
  const keys = trimmed.split('\\').map((value) => parseOne(keyword, vr, value.trim(), options));
  return keys.some(({ kind }) => kind === 'universal') ? UNIVERSAL : { kind: 'values', keys };
}

function parseUids(keyword: string, text: string): MatchKey {
  if (/[*?]/.test(text)) throw new MatchingError('MATCHING_WILDCARD_NOT_ALLOWED', `${keyword}: UI takes no wildcard`);
  if (/[^0-9.\\\s]/.test(text)) throw new MatchingError('MATCHING_INVALID_VALUE', `${keyword}: no UID`);
  const uids = [...new Set(text.split('\\').map((uid) => uid.trim()))].filter((uid) => uid !== '');
  return uids.length === 0 ? UNIVERSAL : { kind: 'uids', uids };
}

function parseOne(keyword: string, vr: string, text: string, { emptyValue = false }: KeyOptions): MatchKey {
  if (text === '' || /^\*+$/.test(text)) return UNIVERSAL;
  if (emptyValue && text === '""') return { kind: 'empty' };
  if (text.length > MOST_CHARACTERS) throw new MatchingError('MATCHING_INVALID_VALUE', `${keyword}: longer than any value`);
  const hasWildcard = /[*?]/.test(text);
  if (hasWildcard && !WILDCARD_VRS.has(vr)) throw new MatchingError('MATCHING_WILDCARD_NOT_ALLOWED', `${keyword}: ${vr} takes no wildcard`);
  if (vr === 'PN' && normalizePersonName(text) === '') return UNIVERSAL; // delimiters alone
  if (hasWildcard) return { kind: 'wildcard', pattern: text };
  switch (vr) {
    case 'DA':
      return dateRange(keyword, text);
    case 'TM':
      return timeRange(keyword, text);
    case 'DT':
      return dateTimeRange(keyword, text);
    default:
      if (NUMBER_VRS.has(vr) && !isNumber(text)) throw new MatchingError('MATCHING_INVALID_VALUE', `${keyword}: no number`);
      return { kind: 'single', value: text };
  }
}

/**
 * Whether an attribute with these values matches a key (PS3.4 §C.2.2.2): any one value suffices. The plain reference that the search in SQL is held to.
 *
 * AE, CS, AS and UI are compared letter by letter; other text as `normalizeText` has it, so without case; names by component group, without `^` at the
 * end, and with `fuzzy` without diacritics too; numbers by value; dates and times as instants.
 *
 * @param values decoded, without padding; none where the attribute is absent or empty
 */
export function matches(key: MatchKey, values: readonly string[], vr: string, options: { readonly fuzzy: boolean }): boolean {
  switch (key.kind) {
    case 'universal':
      return true;
    case 'empty':
      return values.every((value) => value.trim() === '');
    case 'uids':
      return values.some((value) => uidsOf(key).has(value));
    case 'values':
      return listTestOf(key, vr, options.fuzzy)(values);
    case 'range':
      return values.some((value) => isInRange(value, key, vr));
    case 'single':
    case 'wildcard': {
      const test = testOf(key, vr, options.fuzzy);
      return values.some((value) => value !== '' && test(value));
    }
    case 'sequence':
      throw new Error('the keys of a sequence are matched one by one');
    default:
      return key satisfies never;
  }
}

type ValueTest = (value: string) => boolean;
type ListTest = (values: readonly string[]) => boolean;

/** A key is used on row after row: what is made of it is kept as long as the key is. */
const tests = new WeakMap<MatchKey, { readonly vr: string; readonly fuzzy: boolean; readonly test: ValueTest }>();
const listTests = new WeakMap<MatchKey, { readonly vr: string; readonly fuzzy: boolean; readonly test: ListTest }>();
const uidSets = new WeakMap<MatchKey, ReadonlySet<string>>();

function uidsOf(key: MatchKey & { kind: 'uids' }): ReadonlySet<string> {
  const there = uidSets.get(key);
  if (there) return there;
  const made = new Set(key.uids);
  uidSets.set(key, made);
  return made;
}

function listTestOf(key: MatchKey & { kind: 'values' }, vr: string, fuzzy: boolean): ListTest {
  const there = listTests.get(key);
  if (there && there.vr === vr && there.fuzzy === fuzzy) return there.test;
  const test = listTest(key.keys, vr, fuzzy);
  listTests.set(key, { vr, fuzzy, test });
  return test;
}

/** One look for all of ten thousand single values; the others one by one. */
function listTest(keys: readonly MatchKey[], vr: string, fuzzy: boolean): ListTest {
  const formsOf = comparedForms(vr, fuzzy);
  const sought = new Set<string>();
  const others: MatchKey[] = [];
  for (const key of keys) {
    const forms = formsOf && key.kind === 'single' ? formsOf(key.value) : [];
    if (forms.length === 1) sought.add(forms[0]!);
    else others.push(key);
  }
  return (values) =>
    (sought.size > 0 && values.some((value) => value !== '' && formsOf!(value).some((form) => form !== '' && sought.has(form)))) ||
    others.some((key) => matches(key, values, vr, { fuzzy }));
}

/** What of a value is equal to a single key, letter by letter; undefined where other things count. */
function comparedForms(vr: string, fuzzy: boolean): ((value: string) => readonly string[]) | undefined {
  if (vr === 'PN') return (value) => nameGroups(value, fuzzy);
  if (NORMALIZED_VRS.has(vr)) return (value) => [normalizedText(value)];
  return ['AE', 'AS', 'CS'].includes(vr) ? (value) => [value.trim()] : undefined;
}

/** A value is held against many keys, one after the other. */
function remembered<Made>(make: (value: string) => Made): (value: string) => Made {
  let last: { readonly value: string; readonly made: Made } | undefined;
  return (value) => {
    if (last?.value !== value) last = { value, made: make(value) };
    return last.made;
  };
}

const normalizedText = remembered(normalizeText);
const plainGroups = remembered((name) => normalizePersonName(name).split('='));
const foldedGroups = remembered((name) => foldPersonName(name).split('='));

function nameGroups(name: string, fuzzy: boolean): readonly string[] {
  return fuzzy ? foldedGroups(name) : plainGroups(name);
}

function testOf(key: MatchKey & { kind: 'single' | 'wildcard' }, vr: string, fuzzy: boolean): ValueTest {
  const there = tests.get(key);
  if (there && there.vr === vr && there.fuzzy === fuzzy) return there.test;
  const test = key.kind === 'single' ? singleTest(key.value, vr, fuzzy) : wildcardTest(key.pattern, vr, fuzzy);
  tests.set(key, { vr, fuzzy, test });
  return test;
}

function singleTest(sought: string, vr: string, fuzzy: boolean): ValueTest {
  if (vr === 'PN') return nameTest(sought, fuzzy, (wanted) => (group) => group === wanted);
  if (NORMALIZED_VRS.has(vr)) {
    const normalized = normalizeText(sought);
    return (value) => normalizedText(value) === normalized;
  }
  if (NUMBER_VRS.has(vr)) return (value) => isNumber(value) && isSameNumber(value, sought);
  switch (vr) {
    case 'DA': {
      const day = parseDate(sought);
      return (value) => day !== undefined && parseDate(value) === day;
    }
    case 'TM': {
      const from = firstInstant(sought);
      // What the key does not say of the fraction does not count: 101500 is 101500.25 too.
      const digits = (parseTime(sought) ?? '').length;
      return (value) => from !== undefined && firstInstant(value)?.slice(0, digits) === from.slice(0, digits);
    }
    case 'DT': {
      const range = dateTimeRange('', sought);
      return (value) => range.kind === 'range' && isWithinDateTimes(value, range);
    }
    default: {
      const exact = sought.trim();
      return (value) => value.trim() === exact;
    }
  }
}

function wildcardTest(pattern: string, vr: string, fuzzy: boolean): ValueTest {
  if (vr === 'PN') return nameTest(pattern, fuzzy, namePattern);
  if (NORMALIZED_VRS.has(vr)) {
    const test = compileGlob(normalizeText(pattern));
    return (value) => test(normalizedText(value));
  }
  const test = compileGlob(pattern);
  return (value) => test(value.trim());
}

/** PS3.5 §6.2.1.1: a key of one component group finds any of the value's groups; of a key with several each that is not empty finds its own. */
function nameTest(sought: string, fuzzy: boolean, testOfGroup: (wanted: string) => ValueTest): ValueTest {
  const wanted = nameGroups(sought, fuzzy).map((group) => (group === '' ? undefined : testOfGroup(group)));
  const only = wanted.length === 1 ? wanted[0] : undefined;
  return (value) => {
    const groups = nameGroups(value, fuzzy);
    if (only) return groups.some((group) => group !== '' && only(group));
    return wanted.every((test, at) => test === undefined || test(groups[at] ?? ''));
  };
}

/** An empty component at the end need not be written: `Smith^*` finds `Smith` too. */
function namePattern(pattern: string): ValueTest {
  const test = compileGlob(pattern);
  const delimiters = pattern.split('^').length;
  return (group) => {
    if (test(group)) return true;
    const missing = delimiters - group.split('^').length;
    return missing > 0 && test(group + '^'.repeat(missing));
  };
}

/** A pattern ready to be held against text: `*` stands for any letters, `?` for one. Time grows with the product of both lengths at most. */
function compileGlob(pattern: string): (text: string) => boolean {
  if (!pattern.includes('?')) return literalsInOrder(pattern.split('*'));
  const wanted = [...pattern.replaceAll(/\*+/g, '*')];
  return (text) => isGlob(wanted, SURROGATE.test(text) ? [...text] : text);
}

const SURROGATE = /[\ud800-\udfff]/;

/** A pattern without `?`: each piece where it first stands after the one before. */
function literalsInOrder(pieces: readonly string[]): (text: string) => boolean {
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  const inner = pieces.slice(1, -1).filter(Boolean);
  if (pieces.length === 1) return (text) => text === first;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const piece of inner) {
      const found = text.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return at <= text.length - last.length;
  };
}

function isGlob(wanted: readonly string[], letters: ArrayLike<string>): boolean {
  let star = -1;
  let resumeAt = 0;
  let at = 0;
  let next = 0;
  while (next < letters.length) {
    if (wanted[at] === '*') {
      star = at++;
      resumeAt = next;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === letters[next])) {
      at++;
      next++;
    } else if (star !== -1) {
      at = star + 1;
      next = ++resumeAt;
    } else return false;
  }
  while (wanted[at] === '*') at++;
  return at === wanted.length;
}

function isInRange(value: string, range: MatchKey & { kind: 'range' }, vr: string): boolean {
  if (vr === 'DT') return isWithinDateTimes(value, range);
  const at = vr === 'DA' ? parseDate(value) : firstInstant(value);
  if (at === undefined) return false;
  return (range.from === undefined || at >= range.from) && (range.to === undefined || at <= range.to);
}

/**
 * Combined date and time matching (PS3.4 §C.2.2.2.5.1), where it was negotiated: both ranges as one, from the first date at the first time to the
 * last date at the last time. A date without a time counts as its first instant.
 */
export function matchesDateTime(
  date: MatchKey & { readonly kind: 'range' },
  time: MatchKey & { readonly kind: 'range' },
  dates: readonly string[],
  times: readonly string[],
): boolean {
  const day = parseDate(dates[0] ?? '');
  if (day === undefined) return false;
  const at = day + (firstInstant(times[0] ?? '') ?? '000000.000000');
  const first = date.from === undefined ? '' : date.from + (time.from ?? '000000.000000');
  return at >= first && (date.to === undefined || at <= date.to + (time.to ?? '235960.999999'));
}

function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text.trim());
}

/** Integers beyond 2^53 (SV, UV) are told apart too. */
function isSameNumber(one: string, other: string): boolean {
  const isInteger = (text: string) => /^[+-]?\d+$/.test(text.trim());
  if (!isInteger(one) || !isInteger(other)) return Number(one) === Number(other);
  const whole = (text: string) => BigInt(text.trim().replace('+', ''));
  return whole(one) === whole(other);
}
