import type { Clock } from '../base/base.ts';

/** Whether somebody who is signed in has come lately by a connection of his own: then the page can be reached where it is. */
export interface Visits {
  note(socket: object | undefined): void;
  /** When the newest such connection was first heard, in milliseconds of the monotonic clock. */
  newestMs(): number;
}

export function createVisits(clock: Pick<Clock, 'monotonicMs'>): Visits {
  const firstHeardMs = new WeakMap<object, number>();
  let newestMs = Number.NEGATIVE_INFINITY;
  return {
    note(socket) {
      if (socket === undefined || firstHeardMs.has(socket)) return;
      newestMs = clock.monotonicMs();
      firstHeardMs.set(socket, newestMs);
    },
    newestMs: () => newestMs,
  };
}
