/**
 * Modality Performed Procedure Steps as SCP (PS3.4 Annex F.7, F.8) and what follows from them: which of the images that a step names are here,
 * when a study is complete, who else is told. Pure rules first (`create`, `set`, `get`), then the store.
 */
export type { NamedInstance, ScheduledRef, StepFacts } from './facts.ts';
export { STEP_STATUSES, type StepStatus } from './set.ts';
export type { StepValidation } from './verdict.ts';
