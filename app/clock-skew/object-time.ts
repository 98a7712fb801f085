/** The attributes by which an object tells when it was made; '' where it does not. */
export interface ObjectTimes {
  readonly InstanceCreationDate: string;
  readonly InstanceCreationTime: string;
  readonly AcquisitionDateTime: string;
  /** (0008,0201), e.g. `+0900`; without it the times are ours (PS3.3 C.12.1.1.8). */
  readonly TimezoneOffsetFromUTC: string;
}

/** DA and TM, or DT (PS3.5 §6.2), with the offset that a DT may carry itself. */
const SHAPE = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})?(\d{2})?(?:\.\d{1,6})?([+-]\d{4})?$/;

/**
 * When the object was made by its own account, milliseconds since 1970: its creation, else its acquisition. A time without hours tells nothing.
 *
 * @returns undefined where it does not say, or says what is no time
 */
export function objectTimeOf(times: ObjectTimes): number | undefined {
  const created = times.InstanceCreationDate.trim() + times.InstanceCreationTime.trim();
  const found = SHAPE.exec(created) ?? SHAPE.exec(times.AcquisitionDateTime.trim());
  if (!found) return undefined;
  const [, year, month, day, hour, minute = '0', second = '0', ownOffset] = found;
  const parts = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const;
  const offset = /^([+-])(\d{2})(\d{2})$/.exec(ownOffset ?? times.TimezoneOffsetFromUTC.trim());
  if (!offset) return new Date(...parts).getTime();
  const minutes = (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === '-' ? -1 : 1);
  return Date.UTC(...parts) - minutes * 60_000;
}
