import type { Worklist } from '../../app/worklist/worklist.ts';

/** Test only: a worklist without items that takes none. */
export const NO_WORKLIST: Worklist = {
  take: () => Promise.reject(new Error('takes nothing')),
  change: async () => undefined,
  setStatus: async () => undefined,
  get: async () => undefined,
  itemsOf: async () => [],
  async *find() {},
  history: async () => [],
  updatePatient: async () => 0,
  mergePatient: async () => 0,
  patients: async () => [],
  procedures: async () => [],
  sources: async () => [],
  broughtBy: async () => [],
  withdraw: async () => undefined,
  sourceTried: async () => undefined,
  keepSources: async () => undefined,
  prune: async () => 0,
  onChange: () => () => undefined,
  close: async () => undefined,
};
