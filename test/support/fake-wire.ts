import type { WebWire } from '../../app/web/web.ts';

async function* nothing() {}

/** Test only: every part of the wire's routes is there, and has nothing. */
export const FAKE_WIRE: WebWire = {
  reach: { maxRuns: 1, maxWaitSeconds: 60, find: () => undefined, climb: nothing, await: nothing },
  view: { maxWatchers: 1, maxUnread: 1, list: () => [], get: () => undefined, text: () => undefined, watch: () => () => {} },
  test: { sendImage: async () => undefined, query: async () => undefined },
  clocks: () => [],
  disk: { health: async () => ({}), writeSpeed: async () => ({}) },
  capture: {
    ...{ maxMinutes: 1, maxMegabytes: 1, start: async () => {}, stop: async () => {}, remove: async () => {} },
    facts: async () => ({ isBox: false, ports: ['any'], maxMinutes: 1, maxMegabytes: 1, keepMs: 1 }),
    fetch: async () => ({ name: 'x.pcap', bytes: 0, stream: new Blob([]).stream() }),
  },
  journal: { isBox: () => true, parts: ['kernel'], read: async () => [] },
  lines: () => [],
  knocks: { list: () => [], adoption: () => undefined, remove: () => false, onChange: () => () => undefined },
};
