import type { StepOfDay } from '../../web/schema.ts';

/** The way of a step, from the order to the promise that its images are safe. */
export const STAGES = ['planned', 'started', 'done', 'here', 'committed'] as const;
export type Stage = (typeof STAGES)[number];
/** Behind us; where it stands now; not there yet; wrong. */
export type StageState = 'past' | 'now' | 'ahead' | 'wrong';

export function stageStates(step: StepOfDay): Readonly<Record<Stage, StageState>> {
  const { phase, named, here, removed, committed = 0, alarm } = step;
  const isOver = phase === 'done' || phase === 'discontinued';
  const isAllHere = isOver && named > 0 && here + removed >= named;
  const isCommitted = isAllHere && committed >= named;
  return {
    planned: phase === 'scheduled' ? 'now' : 'past',
    started: phase === 'scheduled' ? 'ahead' : alarm?.code === 'LEFT_OPEN' ? 'wrong' : phase === 'started' ? 'now' : 'past',
    done: isOver ? 'past' : 'ahead',
    here: alarm?.code === 'MISSING' || alarm?.code === 'NOTHING_NAMED' ? 'wrong' : isAllHere ? 'past' : isOver ? 'now' : 'ahead',
    committed: isCommitted ? 'past' : isAllHere && committed > 0 ? 'now' : 'ahead',
  };
}

/** The parts of the page, in their order. */
export const PARTS = ['alarm', 'underWay', 'expected', 'over'] as const;
export type Part = (typeof PARTS)[number];

export function partOf({ phase, alarm, isArriving }: StepOfDay): Part {
  if (alarm) return 'alarm';
  if (phase === 'scheduled') return 'expected';
  return phase === 'started' || isArriving ? 'underWay' : 'over';
}

/** What is expected by its time, the rest the newest first. */
export function inOrder(steps: readonly StepOfDay[]): readonly StepOfDay[] {
  return [...steps].sort((a, b) => (a.plannedFor ?? '').localeCompare(b.plannedFor ?? '') || (b.startedAt ?? 0) - (a.startedAt ?? 0));
}
