/** Numbers, sizes and times in the habits of the reader's browser. */
const whole = new Intl.NumberFormat();
const clockTime = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export const number = (n: number): string => whole.format(n);

export function bytes(n: number, per: '' | '-per-second' = ''): string {
  const power = n < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(n * 1.0005) / 3)); // 999.6 GB is 1 TB, not 1,000 GB
  const value = n / 1000 ** power;
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: `${UNITS[power]}${per}`,
    unitDisplay: power === 0 && per === '' ? 'long' : 'short',
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}

/** The time of day, with the day where it is not today. */
export function time(at: number): string {
  const sameDay = new Date(at).toDateString() === new Date().toDateString();
  return (sameDay ? clockTime : dayAndTime).format(at);
}

/** A calendar date (`YYYY-MM-DD`): the same day in every time zone. */
export const date = (iso: string): string => day.format(Date.parse(`${iso}T00:00:00Z`));
