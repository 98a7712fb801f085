import type { BoxFacts, WebBox } from '../../app/web/web.ts';

const FACTS: BoxFacts = {
  ...{ isBox: false, name: 'pc', version: '0.0.0-test', bootId: 'one', bootedAt: 0, startedAt: 0, problems: [] },
  room: { freeBytes: 0, maxBytes: 0 },
};
const nothing = async () => {};

/** Test only: a box that is asked and does nothing. */
export const IDLE_BOX: WebBox = {
  facts: async () => FACTS,
  ...{ restart: nothing, off: nothing, previous: nothing, discardUpdate: nothing },
  async reset() {},
  takeUpdate: async () => ({ version: '', bytes: 0 }),
  install: async () => ({ slot: 'B', version: '' }),
  verify() {},
  cancelVerify: () => false,
};
