/** Days and times: YYYYMMDD and HHMM[SS] of DICOM, YYYY-MM-DD and HH:MM of the fields of a form. */

export const toDay = (date: string): string => (/^\d{8}$/.test(date) ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : '');
export const fromDay = (day: string): string => day.replaceAll('-', '');
export const toTime = (time: string): string => (/^\d{4}/.test(time) ? `${time.slice(0, 2)}:${time.slice(2, 4)}` : '');
export const fromTime = (time: string): string => time.replaceAll(':', '').slice(0, 4);

export function dayAfter(day: string, count: number): string {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}
