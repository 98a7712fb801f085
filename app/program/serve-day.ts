/** What `filmroom serve` keeps of the day's work: worklist, storage commitment, sending, performed steps, and the inbox. */
import type { ArchiveOrNone } from '../archive/archive.ts';
import type { Clock, Log } from '../base/base.ts';
import { askAfterSending } from '../commitment/commitment.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import { type AeTable, createSendJobs, type ScuAssociations } from '../services/services.ts';
import { createDayWatch } from './day-watch.ts';
import { openServeCommitments } from './serve-commitment.ts';
import { openServeInbox } from './serve-reconcile.ts';
import { openServeSteps } from './serve-steps.ts';
import { openWorklistParts } from './serve-worklist.ts';

export type Day = Awaited<ReturnType<typeof openDay>>;

/**
 * Opened in this order, since each looks at those before it, and closed in the other. One that cannot be opened is undefined: the log and the page say
 * why, and images are taken all the same.
 *
 * @param options.keptIn where a file of the data folder is; undefined: there is no disk of ours
 */
export async function openDay(
  options: ArchiveOrNone & {
    readonly keptIn: (name: string) => string | undefined;
    readonly aeTable: AeTable;
    readonly associations: ScuAssociations;
    readonly configNow: () => LoadedConfig;
    readonly clock: Clock;
    readonly log: Log;
  },
) {
  const { archive, absence, keptIn, clock, log, ...parts } = options;
  const dayWatch = createDayWatch({ clock, log });
  const common = { ...parts, archive, dayWatch, clock, log };
  const file = (name: string) => (absence ? undefined : keptIn(name));
  await using opening = new AsyncDisposableStack();

  const { worklist, part, close } = await openWorklistParts({ ...common, file: file('worklist.sqlite') });
  opening.defer(close);
  const commitments = await openServeCommitments({ ...common, file: file('commitment.sqlite') });
  opening.defer(async () => commitments?.close());
  const sends = createSendJobs({
    ...{ archive, aeTable: parts.aeTable, associations: parts.associations, clock, log, limits: LIMITS.send },
    onSent: (job, sent) => commitments && askAfterSending(job, sent, { commitments, aeTable: parts.aeTable, log }),
  });
  opening.defer(() => sends.close());
  const steps = await openServeSteps({ ...common, schedule: worklist, file: file('steps.sqlite') });
  opening.defer(async () => steps?.close());
  const inbox = await openServeInbox({ ...common, worklist, steps, file: file('reconcile.sqlite') });
  opening.defer(async () => inbox?.close());

  const opened = opening.move();
  /** `follows`: what of it follows the settings. */
  return { worklist, commitments, sends, steps, inbox, dayWatch, follows: part, close: () => opened.disposeAsync() };
}
