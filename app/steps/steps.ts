/**
 * Modality Performed Procedure Steps as SCP (PS3.4 Annex F.7, F.8) and what follows from them: which of the images that a step names are here,
 * when a study is complete, who else is told (F.9, and the N-CREATE and N-SET themselves). Knows no HTTP.
 *
 * A request flows: `scp` → `operations` → `create` and `set`, the rules → the database → the worklist hears → the answer; then `arrivals` and
 * `outgoing`. `completions` are for those who act on a study that is complete.
 */
export type { Completions } from './completions.ts';
export type { NamedInstance, ScheduledRef, StepFacts } from './facts.ts';
export { STEPS_LIMITS, type StepsLimits } from './limits.ts';
export { openSteps, type Steps, type StepsOptions, type StepsSettings } from './open.ts';
export type { Outcome as StepOutcome, RefusedRequest, StepAudience, StepOperations } from './operations.ts';
export type { GivenUp } from './outgoing.ts';
export type { OutgoingState } from './outgoing-table.ts';
export type { Completion } from './rows.ts';
export { type Schedule, scheduledItemsOf } from './schedule.ts';
export { STEP_STATUSES, type StepStatus } from './set.ts';
export type { StepAlarm, StepShown } from './today.ts';
export type { StepValidation } from './verdict.ts';
