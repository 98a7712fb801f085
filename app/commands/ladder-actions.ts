/** What the rungs of the ladder do to a box. Beside `ladder/`, since GRUB's memory is `update`'s. */
import { type Log, wordsOf } from '../base/base.ts';
import { runTool } from '../box/box.ts';
import type { Climbing } from '../ladder/ladder.ts';
import { type SlotName, setGrubEnv } from '../update/update.ts';

/** As many as make GRUB leave a slot that has worked. */
export const ALL_TRIES = 3;

export function ladderActions({
  slot,
  log,
  run = runTool,
}: {
  readonly slot: SlotName;
  readonly log: Log;
  /** Runs a program of the system. */
  readonly run?: (program: string, args: readonly string[]) => Promise<string>;
}): Climbing['actions'] {
  const reboot = async () => void (await run('systemctl', ['--no-block', 'reboot']));
  return {
    async note() {
      const state = await run('systemctl', ['is-active', 'filmroom.service']).catch(() => '');
      if (state.trim() !== 'active') return; // not started, or for nothing: the try is spent
      // a partition that takes no writes is no reason to restart a box that works
      await setGrubEnv({ [`${slot}_TRY`]: '0' }, run).catch((error) => log.error('ladder.try-not-given-back', { words: wordsOf(error) }));
    },
    restart: reboot,
    async 'other-slot'() {
      await setGrubEnv({ [`${slot}_TRY`]: String(ALL_TRIES) }, run);
      await reboot();
    },
    async rescue() {
      await run('systemctl', ['--no-block', 'start', 'filmroom-rescue.service']);
    },
  };
}
