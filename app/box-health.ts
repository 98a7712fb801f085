/** What the box around the program says of itself, in the front panel's words. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './base/base.ts';
import type { ClaimWindow } from './claim-window.ts';
import { readIdentity } from './identity/identity.ts';
import type { Health } from './panel/panel.ts';

export type BoxHealth = Pick<Health, 'claim' | 'degraded'>;

const LOOK_EVERY_MS = 5000;
/** WDIOF_CARDRESET of linux/watchdog.h: the last restart was the watchdog's. */
const CARD_RESET = 0x20;
/** Its date is that of the image: a clock before it cannot be right. */
const IMAGE = 'etc/filmroom/image';

/** @param root what stands for / */
export function createBoxHealth({ clock, claimWindow, root }: { clock: Clock; claimWindow: ClaimWindow; root: string }): () => BoxHealth {
  let isUnclaimed = false;
  let degraded = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.monotonicMs();
    if (now - lookedAt >= LOOK_EVERY_MS) {
      lookedAt = now;
      isUnclaimed = hasClaimCode(root);
      degraded = watchdogStruck(root) || clockIsBefore(root, clock.now());
    }
    return { claim: claimWindow.leftMs() > 0 ? 'window' : isUnclaimed ? 'unclaimed' : 'claimed', degraded };
  };
}

function hasClaimCode(root: string): boolean {
  try {
    return readIdentity(root).claimCode !== undefined;
  } catch {
    return false; // no box
  }
}

function watchdogStruck(root: string): boolean {
  const folder = join(root, 'sys/class/watchdog');
  try {
    return readdirSync(folder).some((name) => (Number(readFileSync(join(folder, name, 'bootstatus'), 'utf8')) & CARD_RESET) !== 0);
  } catch {
    return false; // no watchdog, or one that does not tell
  }
}

function clockIsBefore(root: string, now: number): boolean {
  try {
    return now < statSync(join(root, IMAGE)).mtimeMs;
  } catch {
    return false; // no box
  }
}
