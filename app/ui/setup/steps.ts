import type { SetupView } from '../../web/schema.ts';
import { ask } from '../shell/shell.ts';
import type { texts as T } from './texts/en.ts';

/** As a person counts them: the claim has done the first, the sheet is the last. */
export const ALL = ['password', 'restore', 'ports', 'network', 'time', 'title', 'peers', 'storage', 'image', 'sheet'] as const;
export type AnyStep = (typeof ALL)[number];
export type Step = Exclude<AnyStep, 'password' | 'sheet'>;

export const numberOf = (step: AnyStep): number => ALL.indexOf(step) + 1;
export const isStep = (step: AnyStep): step is Step => step !== 'password' && step !== 'sheet';

export function stateOf(step: AnyStep, { steps, finished }: SetupView): keyof typeof T.states {
  if (step === 'password') return 'done';
  if (step === 'sheet') return finished ? 'done' : 'open';
  return steps[step]?.outcome ?? 'open';
}

/** What every step is given. */
export interface StepProps {
  readonly view: SetupView;
  readonly reload: () => Promise<void>;
  /** The step is done: the server looks whether it is, and the next one comes. Throws AskError where it is not. */
  readonly onDone: () => Promise<void>;
}

/** @throws AskError where the step is not done */
export const recordStep = (step: Step, outcome: 'done' | 'skipped'): Promise<SetupView> =>
  ask<SetupView>(`/api/setup/steps/${step}`, { method: 'PUT', body: { outcome, browserNow: Date.now() } });

/** By the route of the settings, as one change; whether it is taken or not, the form then holds on to what is in force. @throws AskError */
export async function keepSettings(revision: number, set: Readonly<Record<string, unknown>>, onKept: () => Promise<void>): Promise<void> {
  if (Object.keys(set).length === 0) return;
  try {
    await ask('/api/settings', { method: 'POST', body: { revision, set } });
  } finally {
    await onKept();
  }
}
