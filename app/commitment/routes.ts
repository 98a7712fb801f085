import type { Clock } from '../base/base.ts';
import type { Notifier, PresentationContext } from '../dimse/dimse.ts';

/** An open association on which a peer has asked for commitment: by it the report can go back (PS3.4 J.3.3). */
export interface Route {
  readonly peer: string;
  readonly own: string;
  readonly notifier: Notifier;
  readonly context: PresentationContext;
  /** When its last request came, by the monotonic clock. */
  readonly sinceMs: number;
}

/** The associations of those who asked, as long as they are open. */
export interface Routes {
  /** Of a request that came on it. Until `paid` the peer that waits in silence for the report is not cut off. */
  owe(id: number, route: Omit<Route, 'sinceMs'>): void;
  paid(id: number): void;
  /** That of the request; where it is gone, the latest of the same titles. */
  find(id: number, peer: string, own: string): Route | undefined;
}

export function createRoutes(clock: Pick<Clock, 'monotonicMs'>): Routes {
  const owed = new Map<number, { readonly route: Route; readonly paid: () => void }>();
  /** The latest of each pair of titles. */
  const latest = new Map<string, Route>();
  const keyOf = (peer: string, own: string) => `${peer}\\${own}`; // no AE title has a backslash

  function paid(id: number): void {
    owed.get(id)?.paid();
    owed.delete(id);
  }

  return {
    owe(id, route) {
      for (const [key, { notifier }] of latest) if (!notifier.isOpen) latest.delete(key);
      const now: Route = { ...route, sinceMs: clock.monotonicMs() };
      latest.set(keyOf(route.peer, route.own), now);
      paid(id);
      owed.set(id, { route: now, paid: route.notifier.owe() });
    },
    paid,
    find(id, peer, own) {
      const candidates = [owed.get(id)?.route, latest.get(keyOf(peer, own))];
      return candidates.find((route) => route?.notifier.isOpen);
    },
  };
}
