import type { StepFacts } from './facts.ts';
import type { StepsLimits } from './limits.ts';
import type { StepRow } from './rows.ts';
import { isFinal, type StepStatus } from './set.ts';

/** What somebody has to look at, and what its words are filled with. */
export type StepAlarm =
  /** It is over, and of what it names so much has not come. */
  | { readonly code: 'MISSING'; readonly named: number; readonly arrived: number; readonly missing: number }
  /** It was begun, and nobody ended it. */
  | { readonly code: 'LEFT_OPEN'; readonly sinceMs: number }
  /** It was completed without naming a single instance: nobody can say whether all of it is here. */
  | { readonly code: 'NOTHING_NAMED' };

/** A performed step as the page shows it. */
export interface StepShown {
  readonly sopInstanceUid: string;
  readonly status: StepStatus;
  readonly facts: StepFacts;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly lastArrivalAt: number | null;
  /** Instances that it names, those of them that are here, and those that were here and were deleted. */
  readonly named: number;
  readonly here: number;
  readonly removed: number;
  /** Images may still be on their way. */
  readonly isArriving: boolean;
  readonly alarm?: StepAlarm;
  /** Who took what is missing as it is. */
  readonly acceptedBy?: string;
}

export function stepShown(row: StepRow, now: number, limits: Pick<StepsLimits, 'arrivalGraceMs' | 'leftOpenMs'>): StepShown {
  const { sopInstanceUid, status, facts, createdAt, endedAt, lastArrivalAt, named, arrived, removed, acceptedBy } = row;
  const isQuiet = now - Math.max(endedAt ?? 0, lastArrivalAt ?? 0) >= limits.arrivalGraceMs;
  const alarm = acceptedBy === null ? alarmOf(row, now, limits, isQuiet) : undefined;
  return {
    ...{ sopInstanceUid, status, facts, createdAt, endedAt, lastArrivalAt, named, removed },
    here: arrived - removed,
    isArriving: isFinal(status) && arrived < named && !isQuiet,
    ...(alarm && { alarm }),
    ...(acceptedBy !== null && { acceptedBy }),
  };
}

function alarmOf(row: StepRow, now: number, limits: Pick<StepsLimits, 'leftOpenMs'>, isQuiet: boolean): StepAlarm | undefined {
  const { status, named, arrived, changedAt } = row;
  if (!isFinal(status)) {
    const sinceMs = now - Math.max(changedAt, row.lastArrivalAt ?? 0);
    return sinceMs >= limits.leftOpenMs ? { code: 'LEFT_OPEN', sinceMs } : undefined;
  }
  if (arrived < named) return isQuiet ? { code: 'MISSING', named, arrived, missing: named - arrived } : undefined;
  return status === 'COMPLETED' && named === 0 ? { code: 'NOTHING_NAMED' } : undefined;
}
