import type { WebCommitments } from '../../app/web/web.ts';

/** Test only: nobody has asked, and nobody was asked. */
export const NO_COMMITMENTS: WebCommitments = {
  list: async () => [],
  failures: async () => undefined,
  ofStudy: async () => [],
  retry: async () => undefined,
  giveUp: async () => undefined,
  ask: async () => [],
};
