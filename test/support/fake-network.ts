import type { WebNetwork } from '../../app/web/web.ts';

const never = () => Promise.reject(new Error('this machine is no box'));

/** Test only: the network of a machine that is no box. */
export const NO_BOX: WebNetwork = { isBox: () => false, show: never, set: never, confirm: never, revert: never, changed() {} };
