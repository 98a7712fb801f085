import type { WebWire } from '../../app/web/web.ts';

/** Test only: every part of the wire's routes is there, and has nothing. */
export const FAKE_WIRE: WebWire = {
  knocks: { list: () => [], adoption: () => undefined, remove: () => false },
};
