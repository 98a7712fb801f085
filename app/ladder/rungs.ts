import type { Fall } from './falls.ts';

export type Rung = Fall['rung'];

/** All that the choice depends on. */
export interface Situation {
  readonly slot: 'A' | 'B';
  /** Filmroom has worked in this slot before. */
  readonly isProven: boolean;
  /** The other slot can be started. */
  readonly otherIsOk: boolean;
  /** GRUB had no slot with a try left. */
  readonly isRescueBoot: boolean;
  /** The self-test did not pass, but the program runs. */
  readonly isSelfTest: boolean;
  readonly now: number;
}

const LATELY_MS = 24 * 3600 * 1000;
const RESTARTS = 2;

/**
 * The next rung of the ladder. A new slot that fails gives way at once; one that has worked is restarted twice first, in a day. A box is
 * never restarted for a self-test that fails where it passed before: images still come in.
 */
export function rungFor(falls: readonly Fall[], now: Situation): Rung {
  if (now.isProven && now.isSelfTest) return 'note';
  if (now.isRescueBoot) return 'rescue';
  const lately = falls.filter(({ at, rung }) => rung !== 'note' && (at > now.now || now.now - at < LATELY_MS)); // a clock may have been set back
  const ofSlot = (slot: string) => lately.filter((fall) => fall.slot === slot).length;
  const other = now.slot === 'A' ? 'B' : 'A';
  const canLeave = now.otherIsOk && ofSlot(other) <= RESTARTS;
  if (!now.isProven && canLeave) return 'other-slot';
  if (ofSlot(now.slot) < RESTARTS) return 'restart';
  return canLeave ? 'other-slot' : 'rescue';
}
