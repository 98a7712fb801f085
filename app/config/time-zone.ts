const ofMachine = process.env.TZ;

/** Whether the time zone database has this name (IANA), as `Asia/Tokyo`. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false; // an offset has no summer
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** From now on local time is that of this zone, in this thread; undefined, that of the machine. */
export function useTimeZone(name: string | undefined): void {
  const zone = name ?? ofMachine;
  if (zone === process.env.TZ) return;
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}
