import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import { BUTTON_UP, type ButtonAction, type ButtonEvent, type ButtonState, buttonShows, stepButton } from './button.ts';
import { type Picture, panelOf } from './grammar.ts';
import type { Health } from './health.ts';
import type { PanelDriver } from './led-class.ts';

/** What the button may do on this machine; what is left out is said to be impossible in the log. */
export type PanelActions = Partial<Readonly<Record<Exclude<ButtonAction, 'identify'>, () => void | Promise<void>>>>;

export interface PanelOptions {
  /** What the program knows of itself; the panel adds what somebody does in front of it. */
  readonly health: () => Omit<Health, 'identify' | 'button'>;
  readonly driver: PanelDriver;
  readonly actions: PanelActions;
  /** Opens the button where there is one. */
  readonly openButton?: ((onEvent: (event: ButtonEvent) => void) => { close(): void }) | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Panel {
  picture(): Picture;
  /** Makes the LEDs blink for half a minute, or stops that. */
  identify(isWanted: boolean): void;
  /** Shows that the program stops, and goes on to do so until `close`. */
  close(): Promise<void>;
}

const SHOW_EVERY_MS = 500;
export const IDENTIFY_MS = 30_000;

export function startPanel({ health, driver, actions, openButton, clock, log }: PanelOptions): Panel {
  let button: ButtonState = BUTTON_UP;
  let identifyUntil = Number.NEGATIVE_INFINITY;
  let next: Timer | undefined;

  const isIdentifying = () => clock.monotonicMs() < identifyUntil;
  const picture = () => panelOf({ ...health(), identify: isIdentifying(), button: buttonShows(button, clock.monotonicMs()) });

  function showAgain(): void {
    driver.show(picture());
    next?.cancel();
    next = clock.after(SHOW_EVERY_MS, showAgain);
  }

  function identify(isWanted: boolean): void {
    identifyUntil = isWanted ? clock.monotonicMs() + IDENTIFY_MS : Number.NEGATIVE_INFINITY;
    log.info('panel.identify', { on: isWanted });
    showAgain();
  }

  async function act(action: ButtonAction): Promise<void> {
    if (action === 'identify') return identify(!isIdentifying());
    const run = actions[action];
    log.warn('panel.button', { action, outcome: run ? 'asked' : 'not possible on this machine' });
    try {
      await run?.();
    } catch (error) {
      log.error('panel.button', { action, outcome: 'failed', words: wordsOf(error) });
    }
  }

  function onEvent(event: ButtonEvent): void {
    const before = buttonShows(button, event.at);
    const { state, outcome } = stepButton(button, event);
    button = state;
    if (outcome?.kind === 'action') void act(outcome.action);
    else if (outcome?.kind === 'awaits-second-press')
      log.warn('panel.button', { action: 'factory-reset', outcome: 'awaits a second press' });
    else if (outcome) log.info('panel.button', { outcome: 'cancelled', why: outcome.why });
    if (event.kind !== 'tick' || buttonShows(button, event.at) !== before) showAgain();
  }

  const device = openButton?.(onEvent);
  showAgain();
  return {
    picture,
    identify,
    async close() {
      device?.close();
      next?.cancel();
      await driver.close();
    },
  };
}
