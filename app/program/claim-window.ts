/** The time after the button was held for it, in which the page asks whoever is in front of the box for no code. */
import type { Clock } from '../base/base.ts';

export interface ClaimWindow {
  open(): void;
  /** Somebody has come through. */
  close(): void;
  /** How long it stays open; 0 where it is closed. */
  leftMs(): number;
}

export const CLAIM_WINDOW_MS = 600_000;

export function createClaimWindow(clock: Clock): ClaimWindow {
  let until = Number.NEGATIVE_INFINITY;
  return {
    open() {
      until = clock.monotonicMs() + CLAIM_WINDOW_MS;
    },
    close() {
      until = Number.NEGATIVE_INFINITY;
    },
    leftMs: () => Math.max(0, until - clock.monotonicMs()),
  };
}
