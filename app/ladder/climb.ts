import type { Clock, Log } from '../base/base.ts';
import { type Fall, readFalls, writeFalls } from './falls.ts';
import { type Rung, rungFor, type Situation } from './rungs.ts';

export interface Climbing {
  readonly situation: Omit<Situation, 'now' | 'isSelfTest'>;
  readonly version: string;
  /** What systemd says of the unit that failed (systemd.exec(5), MONITOR_…). */
  readonly failed: { readonly unit: string; readonly result: string; readonly status: string };
  /** The last errors in the journal. */
  readonly errors: () => Promise<readonly string[]>;
  /** `note`: the slot works as far as a slot can; what fails is not its fault, e.g. a data disk that is missing. */
  readonly actions: Readonly<Record<Rung, () => Promise<void>>>;
  /** Says in words which it is, before it is done: a restart leaves no time for words. */
  readonly say: (rung: Rung) => void;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly root?: string;
}

/** Takes the next rung: first written down, then done. A disk that takes no notes does not keep the box from it. */
export async function climb({ situation, version, failed, errors, actions, say, clock, log, root }: Climbing): Promise<void> {
  const falls = await readFalls(root);
  const now = clock.now();
  const isSelfTest = failed.unit === 'filmroom-mark-good.service';
  const rung = rungFor(falls, { ...situation, isSelfTest, now });
  const words = await errors().catch(() => []);
  const fall: Fall = { at: now, slot: situation.slot, version, ...failed, rung, errors: [...words] };
  await writeFalls([...falls, fall], root).catch((error) => log.error('ladder.not-noted', { words: String(error) }));
  log.error('ladder.rung', { rung, slot: situation.slot, version, ...failed });
  say(rung);
  await actions[rung]();
}
