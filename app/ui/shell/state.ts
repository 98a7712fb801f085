import type { Patch, Snapshot, Status, Study } from '../../web/schema.ts';

export interface ShownStudy extends Study {
  /** It came or grew while the page was looking. */
  readonly arriving: boolean;
}

export interface Shown {
  readonly status: Status;
  /** In the order on the page. */
  readonly studies: readonly ShownStudy[];
}

/** A study that has been quiet for so long comes to the top when it grows; one that keeps growing keeps its place, so that rows do not dance. */
const QUIET_MS = 60_000;

export function afterSnapshot({ status, studies }: Snapshot, before?: Shown): Shown {
  if (!before) return { status, studies: studies.map((study) => ({ ...study, arriving: false })) };
  const known = new Set(studies.map((study) => study.studyInstanceUid));
  const gone = before.studies.map((study) => study.studyInstanceUid).filter((uid) => !known.has(uid));
  return { status, studies: merged(before.studies, studies, gone) };
}

export function afterPatch(before: Shown, patch: Patch): Shown {
  const status: Status = { ...before.status, ...patch.status };
  for (const part of patch.cleared) delete status[part];
  return { status, studies: merged(before.studies, patch.studies, patch.gone) };
}

function merged(before: readonly ShownStudy[], changed: readonly Study[], gone: readonly string[]): ShownStudy[] {
  const left = new Set(gone);
  const byUid = new Map(changed.map((study) => [study.studyInstanceUid, study]));
  const top: ShownStudy[] = [];
  const rest: ShownStudy[] = [];
  for (const old of before) {
    const now = byUid.get(old.studyInstanceUid);
    byUid.delete(old.studyInstanceUid);
    if (left.has(old.studyInstanceUid)) continue;
    if (!now) rest.push(old);
    else {
      const shown = { ...now, arriving: old.arriving || now.instances > old.instances };
      (now.lastReceivedAt - old.lastReceivedAt > QUIET_MS ? top : rest).push(shown);
    }
  }
  for (const study of byUid.values()) top.push({ ...study, arriving: true });
  top.sort((a, b) => b.lastReceivedAt - a.lastReceivedAt);
  return [...top, ...rest];
}

/** The studies of a patch or snapshot that the page did not show before. */
export function newStudies(before: Shown, after: Shown): ShownStudy[] {
  const known = new Set(before.studies.map((study) => study.studyInstanceUid));
  return after.studies.filter((study) => !known.has(study.studyInstanceUid));
}
