import { parseDate, parseTime } from './date-time.ts';
import type { MatchKey } from './matching.ts';
import { MatchingError, type MatchingErrorCode } from './matching-error.ts';

const FRACTION_DIGITS = 6;
/** The instant of a DT as YYYYMMDDHHMMSS: what stands where less was typed, first and last. */
const FIRST = '00000101000000';
const LAST = '99991231235959';
const DATE_TIME = /^(\d{4}(?:\d\d){0,5})(?:\.(\d{1,6}))?([+-]\d{4})?$/;

/** The key that a DA asks for (PS3.4 §C.2.2.2.5): a day, or a range open at either end. */
export function dateRange(keyword: string, text: string): MatchKey {
  if (!text.includes('-')) return { kind: 'single', value: parseDate(text) ?? fail('MATCHING_INVALID_VALUE', keyword, 'no date') };
  const { from, to } = ends(keyword, text);
  const day = (end: string) => parseDate(end) ?? fail('MATCHING_BROKEN_RANGE', keyword, 'broken range');
  return range(keyword, from === '' ? undefined : day(from), to === '' ? undefined : day(to));
}

/** The key that a TM asks for. A range may end before it begins: with a range of dates it is one of instants (§C.2.2.2.5.1). */
export function timeRange(keyword: string, text: string): MatchKey {
  if (!text.includes('-')) {
    if (parseTime(text) === undefined) fail('MATCHING_INVALID_VALUE', keyword, 'no time');
    return { kind: 'single', value: text };
  }
  const { from, to } = ends(keyword, text);
  const first = from === '' ? undefined : (firstInstant(from) ?? fail('MATCHING_BROKEN_RANGE', keyword, 'broken range'));
  const last = to === '' ? undefined : (lastInstant(to) ?? fail('MATCHING_BROKEN_RANGE', keyword, 'broken range'));
  return { kind: 'range', ...(first !== undefined && { from: first }), ...(last !== undefined && { to: last }) };
}

/** The first instant of a TM as HHMMSS.FFFFFF: 10 is 100000.000000. */
export function firstInstant(time: string): string | undefined {
  const [whole, fraction = ''] = parseTime(time)?.split('.') ?? [];
  return whole === undefined ? undefined : `${whole}.${fraction.padEnd(FRACTION_DIGITS, '0')}`;
}

/** The last instant that a TM covers: 10 ends with 105959.999999. */
function lastInstant(time: string): string | undefined {
  const whole = parseTime(time);
  if (whole === undefined) return undefined;
  const [digits = '', fraction = ''] = time.replaceAll(':', '').trim().split('.');
  return `${digits}${'235959'.slice(digits.length)}.${fraction.padEnd(FRACTION_DIGITS, '9')}`;
}

/**
 * The key that a DT asks for; what is typed covers all that it does not say, so that 2026 is the whole year. A hyphen before four digits is an offset
 * from UTC where it can be one (-1200 to +1400), else it stands between the ends of a range.
 */
export function dateTimeRange(keyword: string, text: string): MatchKey {
  if (isDateTime(text)) return rangeOf(keyword, text, text);
  if (!text.includes('-')) return fail('MATCHING_INVALID_VALUE', keyword, 'no date and time');
  if (text === '-') return fail('MATCHING_BROKEN_RANGE', keyword, 'broken range');
  for (let at = text.indexOf('-'); at !== -1; at = text.indexOf('-', at + 1)) {
    const from = text.slice(0, at).trim();
    const to = text.slice(at + 1).trim();
    if ((from === '' || isDateTime(from)) && (to === '' || isDateTime(to))) return rangeOf(keyword, from, to);
  }
  return fail('MATCHING_BROKEN_RANGE', keyword, 'broken range');
}

function rangeOf(keyword: string, from: string, to: string): MatchKey {
  return range(keyword, from === '' ? undefined : instantOf(from, FIRST, '0'), to === '' ? undefined : instantOf(to, LAST, '9'));
}

/** Whether a DT value, by the first instant that it covers, lies within. Where both have offsets in UTC, else as they are written. */
export function isWithinDateTimes(value: string, { from, to }: MatchKey & { kind: 'range' }): boolean {
  if (!isDateTime(value.trim())) return false;
  const at = instantOf(value.trim(), FIRST, '0');
  return (from === undefined || isBefore(from, at)) && (to === undefined || isBefore(at, to));
}

function isBefore(one: string, other: string): boolean {
  const offsetLess = (instant: string) => instant.slice(0, 21);
  if (one.length > 21 && other.length > 21) return inUtc(one) <= inUtc(other);
  return offsetLess(one) <= offsetLess(other);
}

function isDateTime(text: string): boolean {
  const [, digits = '', , offset] = DATE_TIME.exec(text) ?? [];
  if (digits === '' || !isOffset(offset)) return false;
  const whole = digits + FIRST.slice(digits.length);
  return parseDate(whole.slice(0, 8)) !== undefined && parseTime(whole.slice(8)) !== undefined;
}

function isOffset(offset: string | undefined): boolean {
  if (offset === undefined) return true;
  const minutes = Number(offset.slice(3));
  const total = Number(`${offset[0]}${Number(offset.slice(1, 3)) * 60 + minutes}`);
  return minutes < 60 && total >= -12 * 60 && total <= 14 * 60;
}

/** YYYYMMDDHHMMSS.FFFFFF and the offset, if there is one. */
function instantOf(text: string, fill: string, fractionFill: string): string {
  const [, digits = '', fraction = '', offset = ''] = DATE_TIME.exec(text)!;
  let whole = digits + fill.slice(digits.length);
  if (fill === LAST && digits.length === 6) {
    for (let day = 31; parseDate(whole.slice(0, 8)) === undefined; day--) whole = `${digits}${day}${fill.slice(8)}`;
  }
  return `${whole}.${fraction.padEnd(FRACTION_DIGITS, fractionFill)}${offset}`;
}

/** Microseconds since 1970. */
function inUtc(instant: string): number {
  const part = (at: number, length = 2) => Number(instant.slice(at, at + length));
  const offset = instant.slice(21);
  const minutes = Number(`${offset[0]}1`) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3)));
  return Date.UTC(part(0, 4), part(4) - 1, part(6), part(8), part(10) - minutes, part(12)) * 1000 + part(15, FRACTION_DIGITS);
}

function range(keyword: string, from: string | undefined, to: string | undefined): MatchKey {
  if (from !== undefined && to !== undefined && !isBefore(from, to))
    fail('MATCHING_BROKEN_RANGE', keyword, 'the range ends before it begins');
  return { kind: 'range', ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function ends(keyword: string, text: string): { from: string; to: string } {
  const [from = '', to = '', ...more] = text.split('-').map((end) => end.trim());
  if (more.length > 0 || (from === '' && to === '')) fail('MATCHING_BROKEN_RANGE', keyword, 'broken range');
  return { from, to };
}

function fail(code: MatchingErrorCode, keyword: string, words: string): never {
  throw new MatchingError(code, `${keyword}: ${words}`);
}
