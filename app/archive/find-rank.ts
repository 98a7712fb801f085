/**
 * A study's place in the list, newer ones greater: the minutes from 1900 to its date and time, then its id. As one whole number that JavaScript
 * and SQLite both have exactly, a page goes on below a rank, and a range of dates is a range of ranks.
 */
const ID_BITS = 26;
const IDS = 2 ** ID_BITS; // as many studies have ranks of their own
const MOST_MINUTES = 2 ** (53 - ID_BITS) - 1; // into the year 2155; what is later, or no date, is taken for the last or first there is
const MINUTE_MS = 60_000;
const EPOCH_MINUTES = Date.UTC(1900, 0, 1) / MINUTE_MS;

/** @param when a DICOM date YYYYMMDD with the time HHMM…, else the moment of receipt: where a study says nothing, it is as new as its first image */
export function rankOf(studyId: number, when: { readonly date: string; readonly time: string; readonly receivedAt: number }): number {
  const day = minutesOf(when.date);
  const minutes = day === undefined ? Math.floor(when.receivedAt / MINUTE_MS) - EPOCH_MINUTES : day + minutesInDay(when.time);
  return within(minutes) * IDS + (studyId % IDS);
}

/** The ranks of the studies of a day: from the first, below the second. */
export function ranksOfDay(date: string): readonly [number, number] | undefined {
  const minutes = minutesOf(date);
  return minutes === undefined ? undefined : [within(minutes) * IDS, within(minutes + 1440) * IDS];
}

function within(minutes: number): number {
  return Math.max(0, Math.min(minutes, MOST_MINUTES));
}

/** From 1900 to the begin of a day; undefined where it is none. */
function minutesOf(date: string): number | undefined {
  const digits = date.replaceAll('.', '').trim(); // ACR-NEMA wrote 1993.08.22 (PS3.5 §6.2)
  if (!/^\d{8}$/.test(digits)) return undefined;
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6))];
  const at = new Date(Date.UTC(year, month - 1, day));
  if (year < 100 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return undefined;
  return at.getTime() / MINUTE_MS - EPOCH_MINUTES;
}

function minutesInDay(time: string): number {
  const [hours, minutes] = [Number(time.slice(0, 2)), Number(time.replaceAll(':', '').slice(2, 4))];
  return hours <= 23 && minutes <= 59 ? hours * 60 + minutes : 0;
}
