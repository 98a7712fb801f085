/** The networks of a box as the page asks for them, through the hands. Beside `main.ts`, since it puts parts together. */
import type { Log } from './base/base.ts';
import { aboutBox, askHands } from './box/box.ts';
import { LIMITS } from './config/config.ts';
import type { NetworkReport } from './network/network.ts';
import type { WebNetwork } from './web/web.ts';

/** @param isBox whether this machine has hands */
export function webNetwork(
  log: Log,
  isBox: () => boolean = () => aboutBox() !== undefined,
  ask: (verb: string, args: unknown, options?: { readonly answerMs: number }) => Promise<NetworkReport> = askHands,
): WebNetwork {
  const slow = { answerMs: LIMITS.network.applyMs };
  return {
    isBox,
    show: () => ask('network.show', {}),
    set: (settings) => ask('network.set', { settings }, slow),
    confirm: () => ask('network.confirm', {}),
    revert: () => ask('network.revert', {}, slow),
    changed: (what, by) => log.info('network changed', { what, by }),
  };
}
