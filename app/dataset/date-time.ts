/** Days of each month, February of a leap year. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A DA value (PS3.5 §6.2) as YYYYMMDD, the YYYY.MM.DD of ACR-NEMA too; undefined where it is no day of the calendar. */
export function parseDate(value: string): string | undefined {
  const parts = /^(\d{4})(?:(\d\d)(\d\d)|\.(\d\d)\.(\d\d))$/.exec(value.trim());
  if (!parts) return undefined;
  const year = Number(parts[1]);
  const month = Number(parts[2] ?? parts[4]);
  const day = Number(parts[3] ?? parts[5]);
  if (day < 1 || day > (DAYS[month - 1] ?? 0)) return undefined;
  if (month === 2 && day === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))) return undefined;
  return `${parts[1]}${parts[2] ?? parts[4]}${parts[3] ?? parts[5]}`;
}

/** True for a DA value as PS3.5 §6.2 has it today: YYYYMMDD. */
export function isDate(value: string): boolean {
  return value.length === 8 && parseDate(value) === value;
}

/** A TM value (PS3.5 §6.2) as HHMMSS or HHMMSS.F…, what is missing as zeros, the colons of ACR-NEMA gone; undefined where it is no time. 60 is a leap second. */
export function parseTime(value: string): string | undefined {
  const parts = /^(\d\d)(?::?(\d\d)(?::?(\d\d)(\.\d{1,6})?)?)?$/.exec(value.trim());
  if (!parts) return undefined;
  const [, hours = '', minutes = '00', seconds = '00', fraction = ''] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) return undefined;
  return `${hours}${minutes}${seconds}${fraction}`;
}
