import { type Database, type Log, wordsOf } from '../base/base.ts';
import type { StepReference, Worklist, WorklistItem, StepStatus as WorklistStatus } from '../worklist/worklist.ts';
import type { ScheduledRef } from './facts.ts';
import type { StepRow } from './rows.ts';
import type { StepStatus } from './set.ts';

/** What performed steps ask of the worklist. */
export type Schedule = Pick<Worklist, 'itemsOf' | 'setStatus'>;

const BECOMES = {
  'IN PROGRESS': 'STARTED',
  COMPLETED: 'COMPLETED',
  DISCONTINUED: 'DISCONTINUED',
} as const satisfies Record<StepStatus, WorklistStatus>;

/** How many steps are gone through at once after a start. */
const AT_ONCE = 100;

/**
 * The scheduled steps that an item of the Scheduled Step Attributes Sequence means. A device that groups procedures, or that got no Study Instance
 * UID, makes one of its own (PS3.4 F.7.2.1.2 notes 2, 3): where nothing fits, the identifiers alone are asked for.
 */
export async function scheduledItemsOf(
  { studyInstanceUid, accessionNumber, requestedProcedureId, scheduledStepId }: ScheduledRef,
  patientId: string,
  schedule: Pick<Schedule, 'itemsOf'>,
): Promise<readonly WorklistItem[]> {
  const identifiers: StepReference = { accessionNumber, requestedProcedureId, scheduledProcedureStepId: scheduledStepId };
  if (scheduledStepId === '' && accessionNumber === '' && requestedProcedureId === '') {
    return studyInstanceUid === '' ? [] : onlyOne(await schedule.itemsOf({ studyInstanceUid }));
  }
  const found = await schedule.itemsOf({ ...identifiers, studyInstanceUid });
  if (found.length > 0) return scheduledStepId === '' ? onlyOne(found) : found;
  return onlyOne(await schedule.itemsOf({ ...identifiers, patientId }));
}

/** Which of several is meant nobody can say. */
function onlyOne(items: readonly WorklistItem[]): readonly WorklistItem[] {
  return items.length === 1 ? items : [];
}

/** Keeps the worklist in step with what was performed: what was said while it could not hear is said again. */
export function createScheduleTeller(options: {
  readonly database: Pick<Database, 'run'>;
  readonly schedule: Schedule;
  readonly log: Log;
}) {
  const { database, schedule, log } = options;

  async function tellOf(step: StepRow): Promise<void> {
    const { facts, status, sopInstanceUid, revision, callingAeTitle } = step;
    for (const ref of facts.scheduled)
      for (const { id, status: now } of await scheduledItemsOf(ref, facts.patientId, schedule))
        if (now !== BECOMES[status]) await schedule.setStatus(id, BECOMES[status], { source: 'mpps', who: callingAeTitle });
    await database.run('told', { sopInstanceUid, revision });
  }

  return {
    /** Resolves when the worklist knows; what fails is tried again at the next step. */
    async tell(): Promise<void> {
      try {
        for (;;) {
          const steps = await database.run<readonly StepRow[]>('untold', AT_ONCE);
          for (const step of steps) await tellOf(step);
          if (steps.length < AT_ONCE) return;
        }
      } catch (error) {
        log.warn('steps.worklist-not-told', { words: wordsOf(error) });
      }
    },
  };
}
