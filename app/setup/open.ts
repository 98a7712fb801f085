import { type Clock, type Log, wordsOf } from '../base/base.ts';
import { SETUP_LIMITS, type SetupLimits } from './limits.ts';
import { type Facts, type Outcome, readState, type SetupState, type Tested, writeState } from './state.ts';
import { nextOpen, STEPS, type StepName } from './steps.ts';

/** Each change is durable before its promise resolves, so that another browser, or the next start, sees it. */
export interface Setup {
  state(): SetupState;
  /** Looks at a step, forward or back. */
  go(to: SetupState['at']): Promise<void>;
  /** A step is over; the next one that has no result is looked at. */
  record(step: StepName, result: { readonly outcome: Outcome; readonly by: string; readonly facts: Facts }): Promise<void>;
  /** A climb of the ladder; the newest of each device and way counts. Nothing after the end of the set-up. */
  tested(test: Omit<Tested, 'at'>): Promise<void>;
  finish(by: { readonly by: string; readonly name: string; readonly version: string }): Promise<void>;
  /** From the beginning. */
  restart(): Promise<void>;
}

/** @param options.file undefined = in memory alone */
export async function openSetup(options: {
  readonly file: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: SetupLimits;
}): Promise<Setup> {
  const { file, clock, log, limits = SETUP_LIMITS } = options;
  const { state: kept, unusable } = file === undefined ? {} : await readState(file);
  if (unusable !== undefined) log.warn('setup.file-unusable', { words: unusable });
  const begin = (): SetupState => ({ startedAt: clock.now(), at: STEPS[0], steps: {}, tests: [] });
  let state = kept ?? begin();
  let writing: Promise<void> = Promise.resolve();

  /** What cannot be written is not so: the page says why, and the step is open as before. */
  function change(next: (state: SetupState) => SetupState): Promise<void> {
    const done = writing.then(async () => {
      const after = next(state);
      if (file !== undefined) await writeState(file, after);
      state = after;
    });
    writing = done.catch(() => {}); // who asked is told
    return done;
  }

  return {
    state: () => state,
    go: (at) => change((before) => ({ ...before, at })),
    record: (step, { outcome, by, facts }) =>
      change((before) => {
        const steps = { ...before.steps, [step]: { outcome, at: clock.now(), by, facts } };
        return { ...before, steps, at: nextOpen(step, steps) ?? 'sheet' };
      }),
    async tested(test) {
      if (state.finished) return;
      const isSame = ({ way, title }: Tested) => way === test.way && title === test.title;
      await change((before) => ({
        ...before,
        tests: [...before.tests.filter((each) => !isSame(each)), { ...test, at: clock.now() }].slice(-limits.maxTests),
      })).catch((error) => log.warn('setup.not-written', { words: wordsOf(error) })); // the climb itself went on
    },
    finish: (by) => change((before) => ({ ...before, at: 'sheet', finished: { ...by, at: clock.now() } })),
    restart: () => change(begin),
  };
}
