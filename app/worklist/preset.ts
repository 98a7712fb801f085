/** How one modality is answered: what it cannot say itself, or says wrongly. */
export interface WorklistPreset {
  /** `as-asked` (without it); `own`: steps of its own AE title and those of no station, whatever it asks for; `any`: of every station. */
  readonly stations?: 'as-asked' | 'own' | 'any' | undefined;
  /** Only steps from so many days before today on, */
  readonly pastDays?: number | undefined;
  /** and to so many days after today. Steps without a date are always among them. */
  readonly futureDays?: number | undefined;
  /** Attributes that its answers have though it did not ask, by keyword; of a sequence as `ScheduledProcedureStepSequence.ScheduledStationName`. */
  readonly extraKeys?: readonly string[] | undefined;
  /** Attributes that its answers never have. */
  readonly omittedKeys?: readonly string[] | undefined;
  /** (0008,0005) of its answers where that can hold them, values joined by `\`. */
  readonly characterSet?: string | undefined;
  /** Its list ends after so many items. */
  readonly maxItems?: number | undefined;
}

/** The days of a preset, as YYYYMMDD by the clock of this machine. */
export function daysOf({ pastDays, futureDays }: WorklistPreset, now: number): { readonly from?: string; readonly to?: string } {
  return {
    ...(pastDays !== undefined && { from: dayAt(now, -pastDays) }),
    ...(futureDays !== undefined && { to: dayAt(now, futureDays) }),
  };
}

/** A day so many days after now, as YYYYMMDD. */
export function dayAt(now: number, after: number): string {
  const day = new Date(now);
  day.setDate(day.getDate() + after);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(day.getFullYear()).padStart(4, '0')}${two(day.getMonth() + 1)}${two(day.getDate())}`;
}
