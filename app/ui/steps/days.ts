/** A day of this browser, as the server is asked for it. */
export interface Day {
  /** YYYY-MM-DD */
  readonly iso: string;
  readonly from: number;
  readonly to: number;
}

export function dayOf(iso: string): Day {
  const [year = 0, month = 1, day = 1] = iso.split('-').map(Number);
  return { iso, from: new Date(year, month - 1, day).getTime(), to: new Date(year, month - 1, day + 1).getTime() };
}

export function isoOf(date: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The day so many days later. */
export function dayAfter({ from }: Day, count: number): Day {
  const date = new Date(from);
  return dayOf(isoOf(new Date(date.getFullYear(), date.getMonth(), date.getDate() + count)));
}

/** The day of the address, `?day=2026-11-22`; today without one. */
export function chosenDay(search: string, today: string): Day {
  const asked = new URLSearchParams(search).get('day') ?? '';
  return /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked)) ? dayOf(asked) : dayOf(today);
}
