/** The first contact of a day. */
export interface FirstOfDay {
  /** Local calendar, YYYY-MM-DD. */
  readonly day: string;
  /** Minutes since midnight. */
  readonly minute: number;
}

const WEEKS = 2;
/** Days that are remembered: the same day of the week twice before today. */
const KEPT_DAYS = 7 * WEEKS + 1;
/** A device may be later than it ever was by so much. */
const GRACE_MINUTES = 60;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The list with this contact, where it is the first of its day; days of too long ago are forgotten. */
export function withContact(firsts: readonly FirstOfDay[], at: number): readonly FirstOfDay[] {
  const { day, minute } = localOf(at);
  if (firsts.at(-1)?.day === day) return firsts;
  return [...firsts.filter((first) => first.day !== day), { day, minute }].slice(-KEPT_DAYS);
}

/**
 * Until when a device has usually called on such a day, in minutes since midnight, where that is over and it has not called today; undefined where it
 * has, where it is not late, or where two weeks do not tell: it must have called on this day of the week both times.
 */
export function overdueSince(firsts: readonly FirstOfDay[], now: number): number | undefined {
  const today = localOf(now);
  if (firsts.some(({ day }) => day === today.day)) return undefined;
  const usual: number[] = [];
  for (let week = 1; week <= WEEKS; week++) {
    const { day } = localOf(now - 7 * week * DAY_MS);
    const first = firsts.find((each) => each.day === day);
    if (!first) return undefined;
    usual.push(first.minute);
  }
  const latest = Math.max(...usual);
  return today.minute > latest + GRACE_MINUTES ? latest : undefined;
}

function localOf(at: number): FirstOfDay {
  const date = new Date(at);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  return { day, minute: date.getHours() * 60 + date.getMinutes() };
}
