import type { Patch, Snapshot, Status } from './schema.ts';

const CLEARABLE = ['counts', 'activity', 'trouble'] as const;

/** What makes `after` out of `before`; undefined where nothing but the time changed. */
export function patchBetween(before: Snapshot, after: Snapshot): Patch | undefined {
  const parts = (Object.keys(after.status) as (keyof Status)[]).filter(
    (part) => part !== 'now' && JSON.stringify(after.status[part]) !== JSON.stringify(before.status[part]),
  );
  const cleared = CLEARABLE.filter((part) => before.status[part] !== undefined && after.status[part] === undefined);
  const known = new Map(before.studies.map((study) => [study.studyInstanceUid, JSON.stringify(study)]));
  const studies = after.studies.filter((study) => known.get(study.studyInstanceUid) !== JSON.stringify(study));
  const stay = new Set(after.studies.map((study) => study.studyInstanceUid));
  const gone = before.studies.map((study) => study.studyInstanceUid).filter((uid) => !stay.has(uid));
  if (parts.length + cleared.length + studies.length + gone.length === 0) return undefined;
  const status: Record<string, unknown> = { now: after.status.now };
  for (const part of parts) status[part] = after.status[part];
  return { status: status as Partial<Status>, cleared, studies, gone };
}
