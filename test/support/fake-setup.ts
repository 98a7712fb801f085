import type { WebSetup } from '../../app/web/web.ts';

const nothing = async () => {};

/** Test only: a set-up that stays at its beginning. */
export const FAKE_SETUP: WebSetup = {
  state: () => ({ startedAt: 0, at: 'restore', steps: {}, tests: [] }),
  ...{ go: nothing, record: nothing, tested: nothing, finish: nothing, restart: nothing, setClock: nothing },
  discover: async () => [],
};

/** As on a machine that is in use: its page offers no set-up. */
export const FINISHED_SETUP: WebSetup = {
  ...FAKE_SETUP,
  state: () => ({ ...FAKE_SETUP.state(), finished: { at: 0, by: 'root', name: 'Root', version: '0.0.0-test' } }),
};
