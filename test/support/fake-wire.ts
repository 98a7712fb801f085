import type { WebWire } from '../../app/web/web.ts';

async function* nothing() {}

/** Test only: every part of the wire's routes is there, and has nothing. */
export const FAKE_WIRE: WebWire = {
  reach: { maxRuns: 1, maxWaitSeconds: 60, find: () => undefined, climb: nothing, await: nothing },
  view: { maxWatchers: 1, maxUnread: 1, list: () => [], get: () => undefined, text: () => undefined, watch: () => () => {} },
  test: { sendImage: async () => undefined, query: async () => undefined },
  clocks: () => [],
  disk: { health: async () => ({}), writeSpeed: async () => ({}) },
  lines: () => [],
  knocks: { list: () => [], adoption: () => undefined, remove: () => false },
};
