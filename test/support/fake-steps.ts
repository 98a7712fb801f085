import type { WebSteps } from '../../app/web/web.ts';

/** Test only: nothing is planned, nothing was performed. */
export const FAKE_STEPS: WebSteps = {
  day: async () => ({ steps: [], older: [], refused: [], queues: [], givenUp: [] }),
  step: async () => undefined,
  accept: async () => false,
  end: async () => undefined,
  onChange: () => () => {},
};
