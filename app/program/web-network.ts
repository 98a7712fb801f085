/**
 * Tells the firewall of a box where the program listens now. What cannot be opened is said in the log and stays set: the page has the ports of either
 * side among its settings.
 */
export async function moveFirewallPorts(moved: MovedPorts, log: Log, { isBox, ask }: Hands = BOX): Promise<void> {
  if (!isBox() || (moved.closed.length === 0 && moved.opened.length === 0)) return;
  try {
    await ask('network.ports', moved, { answerMs: LIMITS.network.applyMs });
  } catch (error) {
    log.error('network.ports', {
      closed: moved.closed.join(' '),
      opened: moved.opened.join(' '),
      words: wordsOf(error),
      toDo: 'open the ports on the page Settings, under the networks',
    });
  }
}

/** Tells the firewall of a box where HL7 is listened for: at each start, since it may have been told by another version, and whenever that changes. */
export async function moveFirewallHl7(place: Hl7Place | undefined, log: Log, { isBox, ask }: Hands = BOX): Promise<void> {
  if (!isBox()) return;
  try {
    await ask('network.hl7', { ...(place && { place }) }, { answerMs: LIMITS.network.applyMs });
  } catch (error) {
    log.error('network.hl7', {
      port: place?.port ?? 'none',
      words: wordsOf(error),
      toDo: 'change the setting hl7.port and back, or restart',
    });
  }
}

/** The networks of a box as the page asks for them, through the hands. */
import { type Log, wordsOf } from '../base/base.ts';
import { aboutBox, askHands } from '../box/box.ts';
import { LIMITS } from '../config/config.ts';
import type { Hl7Place, MovedPorts, NetworkReport } from '../network/network.ts';
import type { WebNetwork } from '../web/web.ts';

interface Hands {
  /** Whether this machine has hands. */
  readonly isBox: () => boolean;
  readonly ask: (verb: string, args: unknown, options?: { readonly answerMs: number }) => Promise<NetworkReport>;
}
const BOX: Hands = { isBox: () => aboutBox() !== undefined, ask: askHands };

export function webNetwork(log: Log, { isBox, ask }: Hands = BOX): WebNetwork {
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
