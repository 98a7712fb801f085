import { LOCALE } from './language.ts';

/** Numbers, sizes, times and lists in the language of the page and the habits of its reader's region. */
const whole = new Intl.NumberFormat(LOCALE);
const clockTime = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'short', timeStyle: 'short' });
const localDay = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium' });
const isoDay = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' });
const away = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
const listed = new Intl.ListFormat(LOCALE, { type: 'conjunction' });
const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const SPANS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

export const number = (n: number): string => whole.format(n);

export function bytes(n: number, per: '' | '-per-second' = ''): string {
  const power = n < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(n * 1.0005) / 3)); // 999.6 GB is 1 TB, not 1,000 GB
  const value = n / 1000 ** power;
  return new Intl.NumberFormat(LOCALE, {
    style: 'unit',
    unit: `${BYTE_UNITS[power]}${per}`,
    unitDisplay: power === 0 && per === '' ? 'long' : 'short',
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}

/** A number with its unit, e.g. `250 ms`; of the units that ECMA-402 knows. */
export function unit(n: number, name: 'second' | 'millisecond' | 'minute' | 'hour' | 'day' | 'percent'): string {
  return new Intl.NumberFormat(LOCALE, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 }).format(n);
}

/** The time of day, with the day where it is not today. */
export function time(at: number): string {
  const sameDay = new Date(at).toDateString() === new Date().toDateString();
  return (sameDay ? clockTime : dayAndTime).format(at);
}

/** @param minute since midnight */
export const timeOfDay = (minute: number): string => clockTime.format(new Date(2000, 0, 1, 0, minute));

/** A length of time in the largest unit of which it is a whole number, e.g. `7 days`; undefined where that is a millisecond. */
export function span(ms: number): string | undefined {
  const [name, size] = [...SPANS, ['second', 1000] as const].find(([, each]) => ms >= each && ms % each === 0) ?? [];
  return name && unit(ms / size, name);
}

/** How long ago, e.g. `2 hours ago`; `now` below a minute. */
export function ago(at: number, now: number): string {
  const ms = at - now;
  const [span, size] = SPANS.find(([, each]) => Math.abs(ms) >= each) ?? (['second', Number.POSITIVE_INFINITY] as const);
  return away.format(Math.round(ms / size) || 0, span);
}

/** The day of a moment, where one is. */
export const day = (at: number): string => localDay.format(at);

/** A calendar date (`YYYY-MM-DD`): the same day in every time zone. */
export const date = (iso: string): string => isoDay.format(Date.parse(`${iso}T00:00:00Z`));

/** `a, b and c`. */
export const list = (parts: readonly string[]): string => listed.format(parts);
