import type { WorklistQuery } from './item-find.ts';
import type { SoughtKey } from './match.ts';
import type { Worklist } from './store.ts';

const STEP = 'ScheduledProcedureStepSequence';
/** What a modality is set to ask by, and is set wrongly: its own title, its kind, its clock. */
const SUSPECTS = ['ScheduledStationAETitle', 'Modality', 'ScheduledProcedureStepStartDate', 'ScheduledProcedureStepStartTime'] as const;
/** More than this is many. */
const ENOUGH = 100;

/** Steps that would be found without a key. */
export interface Suspect {
  readonly keyword: string;
  readonly items: number;
}

/**
 * Why a modality is offered nothing: for each key of the step that is set on the device, how many steps there would be without it. Nothing where it
 * asks for a patient or an order, which may well not be there.
 */
export async function whyNothing(
  query: WorklistQuery,
  worklist: Pick<Worklist, 'find'>,
  signal?: AbortSignal,
): Promise<readonly Suspect[]> {
  const others = query.keys.filter(({ keyword }) => keyword !== STEP);
  const step = query.keys.find(({ keyword }) => keyword === STEP)?.within ?? [];
  const sought = SUSPECTS.filter((keyword) => step.some((key) => key.keyword === keyword));
  if (others.length > 0) return [];
  const suspects: Suspect[] = [];
  for (const keyword of sought) {
    const within: readonly SoughtKey[] = step.filter((key) => key.keyword !== keyword);
    const keys = within.length === 0 ? [] : [{ keyword: STEP, vr: 'SQ', within }];
    let items = 0;
    for await (const page of worklist.find({ ...query, keys }, signal)) {
      items += page.length;
      if (items >= ENOUGH) break;
    }
    if (items > 0) suspects.push({ keyword, items });
  }
  return suspects;
}
