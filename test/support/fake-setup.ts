import type { WebSetup } from '../../app/web/web.ts';

const nothing = async () => {};

/** Test only: a set-up that is over, and stays so. */
export const FAKE_SETUP: WebSetup = {
  state: () => ({ startedAt: 0, at: 'restore', steps: {}, tests: [], finished: { at: 0, by: 'root', name: 'root', version: '1' } }),
  ...{ go: nothing, record: nothing, tested: nothing, finish: nothing, restart: nothing, setClock: nothing },
  discover: async () => [],
};
