import type { ButtonShows } from './health.ts';

export type ButtonAction = 'identify' | 'reboot' | 'network-fallback' | 'claim-window' | 'previous-slot' | 'factory-reset';
export type Stage = 1 | 2 | 3 | 4 | 5;

/** What letting go at each stage of the hold does; the hold is counted on the LEDs. */
export const STAGES: Readonly<Record<Stage, ButtonAction>> = {
  1: 'reboot',
  2: 'network-fallback',
  3: 'claim-window',
  4: 'previous-slot',
  5: 'factory-reset', // after a second press
};

/** A press this short is a bounce or a brush. */
const LEAST_PRESS_MS = 30;
/** Held shorter than this, it was a tap. */
const TAP_MS = 1000;
/** Each stage, and the time before the first; a whole count of flashes fits in. */
export const STAGE_MS = 3000;
/** Held beyond the last stage: nothing happens. */
const OVER_HELD_MS = 6 * STAGE_MS;
export const CONFIRM_MS = 10_000;
/** A second press sooner than this is the bounce of letting go. */
const CONFIRM_NOT_BEFORE_MS = 300;

/** Times are monotonic milliseconds. */
export type ButtonState =
  | { readonly kind: 'up' }
  | { readonly kind: 'down'; readonly since: number }
  /** Held too long, or the kernel lost events: what comes until the button is up does not count. */
  | { readonly kind: 'spent' }
  | { readonly kind: 'confirm'; readonly since: number }
  | { readonly kind: 'confirm-down'; readonly confirmSince: number; readonly since: number };

export interface ButtonEvent {
  readonly kind: 'down' | 'up' | 'tick' | 'lost';
  readonly at: number;
}

export type ButtonOutcome =
  | { readonly kind: 'action'; readonly action: ButtonAction }
  | { readonly kind: 'awaits-second-press' }
  | { readonly kind: 'cancelled'; readonly why: 'held too long' | 'no second press' | 'second press too long' | 'events lost' };

export interface ButtonStep {
  readonly state: ButtonState;
  readonly outcome?: ButtonOutcome;
}

export const BUTTON_UP: ButtonState = { kind: 'up' };
const SPENT: ButtonState = { kind: 'spent' };

/** What the button has become, and what has come of it. */
export function stepButton(state: ButtonState, event: ButtonEvent): ButtonStep {
  if (event.kind === 'lost') return state.kind === 'up' ? { state } : cancelled(SPENT, 'events lost');
  switch (state.kind) {
    case 'up':
      return event.kind === 'down' ? { state: { kind: 'down', since: event.at } } : { state };
    case 'down':
      if (event.kind === 'up') return letGo(event.at, event.at - state.since);
      return event.kind === 'tick' && event.at - state.since >= OVER_HELD_MS ? cancelled(SPENT, 'held too long') : { state };
    case 'spent':
      return event.kind === 'up' ? { state: BUTTON_UP } : event.kind === 'down' ? { state: { kind: 'down', since: event.at } } : { state };
    case 'confirm': {
      const waited = event.at - state.since;
      if (waited >= CONFIRM_MS) {
        const next: ButtonState = event.kind === 'down' ? { kind: 'down', since: event.at } : BUTTON_UP;
        return cancelled(next, 'no second press');
      }
      if (event.kind !== 'down' || waited < CONFIRM_NOT_BEFORE_MS) return { state };
      return { state: { kind: 'confirm-down', confirmSince: state.since, since: event.at } };
    }
    case 'confirm-down':
      if (event.kind === 'up') {
        const heldMs = event.at - state.since;
        if (heldMs < LEAST_PRESS_MS) return { state: { kind: 'confirm', since: state.confirmSince } };
        if (heldMs < TAP_MS) return { state: BUTTON_UP, outcome: { kind: 'action', action: 'factory-reset' } };
        return cancelled(BUTTON_UP, 'second press too long');
      }
      return event.kind === 'tick' && event.at - state.since >= TAP_MS ? cancelled(SPENT, 'second press too long') : { state };
    default:
      return state satisfies never;
  }
}

/** What the LEDs show of it. */
export function buttonShows(state: ButtonState, at: number): ButtonShows {
  if (state.kind === 'down') return stageOf(at - state.since) ?? 'nothing';
  return state.kind === 'confirm' || state.kind === 'confirm-down' ? 'confirm' : 'nothing';
}

function letGo(at: number, heldMs: number): ButtonStep {
  if (heldMs < LEAST_PRESS_MS) return { state: BUTTON_UP };
  if (heldMs < TAP_MS) return { state: BUTTON_UP, outcome: { kind: 'action', action: 'identify' } };
  if (heldMs >= OVER_HELD_MS) return cancelled(BUTTON_UP, 'held too long');
  const stage = stageOf(heldMs);
  if (stage === undefined) return { state: BUTTON_UP }; // longer than a tap, shorter than the first stage
  if (stage === 5) return { state: { kind: 'confirm', since: at }, outcome: { kind: 'awaits-second-press' } };
  return { state: BUTTON_UP, outcome: { kind: 'action', action: STAGES[stage] } };
}

function stageOf(heldMs: number): Stage | undefined {
  const stage = Math.floor(heldMs / STAGE_MS);
  return stage >= 1 && stage <= 5 ? (stage as Stage) : undefined;
}

function cancelled(state: ButtonState, why: Extract<ButtonOutcome, { kind: 'cancelled' }>['why']): ButtonStep {
  return { state, outcome: { kind: 'cancelled', why } };
}
