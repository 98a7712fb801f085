/** What the box around the program says of itself, in the front panel's words. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, SaidSentence, SaidValues } from '../base/base.ts';
import { aboutBox, askHands, hasSecondDisk } from '../box/box.ts';
import { readIdentity } from '../identity/identity.ts';
import { readFalls } from '../ladder/ladder.ts';
import { isTimeKnown } from '../network/network.ts';
import type { Health } from '../panel/panel.ts';
import { bootedSlot, isRescueBoot, readUpdateState, slotNotKept, type UpdateState, type UpdateStatus } from '../update/update.ts';
import type { ClaimWindow } from './claim-window.ts';

export type BoxHealth = Pick<Health, 'claim' | 'degraded' | 'updating'>;

const LOOK_EVERY_MS = 5000;
const ASK_TIME_EVERY_MS = 60_000;
/** WDIOF_CARDRESET of linux/watchdog.h: the last restart was the watchdog's. */
const CARD_RESET = 0x20;
/** Its date is that of the image: a clock before it cannot be right. */
const IMAGE = 'etc/filmroom/image';

/** @param root what stands for / */
export function createBoxHealth(options: {
  readonly clock: Clock;
  readonly claimWindow: ClaimWindow;
  readonly root: string;
  readonly ask?: (verb: string, args: unknown) => Promise<unknown>;
}): { now(): BoxHealth; problems(): readonly SaidSentence[]; settled(): Promise<void> } {
  const { clock, claimWindow, root, ask = askHands } = options;
  let isUnclaimed = false;
  let problems: readonly SaidSentence[] = [];
  let updating = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let askedTimeAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  async function askTime(): Promise<void> {
    if (!lacksTime(root) || clock.monotonicMs() - askedTimeAt < ASK_TIME_EVERY_MS) return;
    askedTimeAt = clock.monotonicMs();
    await ask('clock.known', {}).catch(() => undefined); // the hands are away: it is asked again
  }

  async function look(): Promise<void> {
    await askTime();
    isUnclaimed = hasClaimCode(root);
    problems = await boxProblems(root, clock);
    const isKept = !problems.some(({ code }) => code === 'BOX_SLOT_NOT_KEPT');
    updating = isKept && (await isUpdating((await readUpdateState(root)).pending, root, ask));
  }

  return {
    now() {
      const now = clock.monotonicMs();
      if (!looking && now - lookedAt >= LOOK_EVERY_MS) {
        lookedAt = now;
        looking = look().finally(() => {
          looking = undefined;
        });
      }
      return {
        claim: claimWindow.leftMs() > 0 ? 'window' : isUnclaimed ? 'unclaimed' : 'claimed',
        degraded: problems.length > 0,
        updating,
      };
    },
    problems: () => problems,
    settled: async () => looking,
  };
}

/** Why POWER says that something is not as it should be, a sentence each. */
export async function boxProblems(root: string, clock: Pick<Clock, 'now'>): Promise<SaidSentence[]> {
  const { last } = await readUpdateState(root);
  const notKept = await slotNotKept(root);
  return [
    ...(last?.outcome === 'returned' ? [said('BOX_RETURNED', last.words)] : []),
    ...(slotOf(root).isRescue ? [said('BOX_RESCUE', 'Neither system came up as it should; this one was started all the same.')] : []),
    ...((await failedSelfTest(root, clock))
      ? [said('BOX_SELF_TEST', 'The self-test of this start did not pass: filmroom self-test says what.')]
      : []),
    ...(notKept
      ? [
          said(
            'BOX_SLOT_NOT_KEPT',
            `The box works, but cannot note that it does: after some restarts it may start its other version. Restart it; where this stays, its disk or card needs to be replaced. (${notKept.words})`,
            { why: notKept.words },
          ),
        ]
      : []),
    ...(hasSecondDisk(root)
      ? [
          said(
            'BOX_SECOND_DISK',
            'Another disk with a Filmroom on it is plugged in, and the two cannot be told apart: switch off and take one out. Until then neither an update nor a factory reset is done.',
          ),
        ]
      : []),
    ...(watchdogStruck(root) ? [said('BOX_WATCHDOG', 'The box hung, and its watchdog restarted it.')] : []),
    ...(clockIsBefore(root, clock.now()) || lacksTime(root)
      ? [said('BOX_TIME', 'The time is not known: no time server has answered since the start.')]
      : []),
  ];
}

const said = (code: string, words: string, values: SaidValues = {}): SaidSentence => ({ code, values, words });

/** Written into the other slot, or started from there and not yet found good. One that waits for its restart is no reason to leave the plug in. */
async function isUpdating(pending: UpdateState['pending'], root: string, ask: (verb: string, args: unknown) => Promise<unknown>) {
  if (!pending) return false;
  if (slotOf(root).slot === pending.to.slot) return true;
  try {
    return ((await ask('update.status', {})) as UpdateStatus).installing !== undefined;
  } catch {
    return false; // the hands are away: nobody installs
  }
}

/** Where the slot has worked before, a self-test that fails is noted and no more (`ladder/rungs.ts`). */
async function failedSelfTest(root: string, clock: Pick<Clock, 'now'>): Promise<boolean> {
  const last = (await readFalls(root)).at(-1);
  return last?.rung === 'note' && last.at >= clock.now() - uptimeMs(root);
}

function uptimeMs(root: string): number {
  try {
    return Number(readFileSync(join(root, 'proc/uptime'), 'utf8').split(' ')[0]) * 1000;
  } catch {
    return 0; // no /proc in a test
  }
}

function slotOf(root: string) {
  try {
    return { slot: bootedSlot(root), isRescue: isRescueBoot(root) };
  } catch {
    return { slot: undefined, isRescue: false }; // no /proc in a test
  }
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

/** A board without a clock of its own goes on from when it was switched off, which nobody takes for the time. */
const lacksTime = (root: string): boolean => aboutBox(root) !== undefined && !isTimeKnown(root);

function clockIsBefore(root: string, now: number): boolean {
  try {
    return now < statSync(join(root, IMAGE)).mtimeMs;
  } catch {
    return false; // no box
  }
}
