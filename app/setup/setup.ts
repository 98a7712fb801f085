/** How far the first set-up has come, kept over restarts: which step is done, skipped or not for this machine, and what was tested. Knows no HTTP. */
export { SETUP_LIMITS, type SetupLimits } from './limits.ts';
export { openSetup, type Setup } from './open.ts';
export type { Facts, Finished, Outcome, SetupState, StepResult, Tested } from './state.ts';
export { NEEDS_BOX, STEPS, type StepName } from './steps.ts';
