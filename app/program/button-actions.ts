/** What the button of the front panel does on a box: the hands do it, the panel logs that it was asked and how it ended. */
import { aboutBox, askHands } from '../box/box.ts';
import type { PanelActions } from '../panel/panel.ts';
import type { ClaimWindow } from './claim-window.ts';

export interface ButtonActionsOptions {
  readonly claimWindow: ClaimWindow;
  readonly ask?: (verb: string, args: unknown) => Promise<unknown>;
  readonly isBox?: boolean;
}

/** Empty on a machine that is no box: whoever holds a button there is told in the log that nothing comes of it. */
export function buttonActions({ claimWindow, ask = askHands, isBox = aboutBox() !== undefined }: ButtonActionsOptions): PanelActions {
  if (!isBox) return {};
  return {
    reboot: async () => void (await ask('power.reboot', {})),
    'network-fallback': async () => void (await ask('network.fallback', {})),
    'claim-window': () => claimWindow.open(),
    async 'previous-slot'() {
      await ask('slot.previous', {}); // chosen for the next start
      await ask('power.reboot', {});
    },
    'factory-reset': async () => void (await ask('reset.keep-images', {})),
  };
}
