import { type Clock, type Database, type Log, type Timer, wordsOf } from '../base/base.ts';
import type { AeTable, ScuAssociations } from '../services/services.ts';
import type { StepsLimits } from './limits.ts';
import type { OutgoingState } from './outgoing-table.ts';
import type { OutgoingTask } from './rows.ts';
import { faultWords, tell } from './tell.ts';

/** Something that another system refused for good. */
export interface GivenUp {
  readonly at: number;
  readonly aeTitle: string;
  readonly kind: OutgoingTask['kind'];
  readonly sopInstanceUid: string;
  readonly words: string;
}

/** The queues to other systems: durable, in order for each, tried again until they are taken. */
export interface Outgoing {
  states(): Promise<readonly OutgoingState[]>;
  /** The newest first. */
  givenUp(): readonly GivenUp[];
  /** Something new waits. */
  wake(): void;
  close(): Promise<void>;
}

export interface OutgoingOptions {
  readonly database: Pick<Database, 'run'>;
  readonly aeTable: Pick<AeTable, 'get'>;
  readonly associations: ScuAssociations;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: StepsLimits;
  readonly changed: () => void;
}

const AT_ONCE = 50;
const FIRST_WAIT_MS = 1000;

export function startOutgoing(options: OutgoingOptions): Outgoing {
  const { database, aeTable, associations, clock, log, limits, changed } = options;
  const stopping = new AbortController();
  const queues = new Map<string, { working?: Promise<void>; timer?: Timer; isDue: boolean }>();
  const givenUp: GivenUp[] = [];
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      for (const { aeTitle } of await database.run<readonly OutgoingState[]>('outgoingStates')) start(aeTitle);
    } catch (error) {
      if (!stopping.signal.aborted) log.warn('steps.outgoing-not-read', { words: wordsOf(error) });
    }
  }

  function start(aeTitle: string): void {
    const queue = queues.get(aeTitle) ?? { isDue: false };
    queues.set(aeTitle, queue);
    queue.isDue = true;
    if (queue.working || queue.timer || stopping.signal.aborted) return;
    queue.isDue = false;
    queue.working = drain(aeTitle)
      .catch((error) => {
        log.error('steps.outgoing-failed', { aeTitle, words: wordsOf(error) });
        return limits.maxBackoffMs;
      })
      .then((waitMs) => {
        delete queue.working;
        if (stopping.signal.aborted) return;
        if (waitMs !== undefined)
          queue.timer = clock.after(waitMs, () => {
            delete queue.timer;
            start(aeTitle);
          });
        else if (queue.isDue) start(aeTitle);
        else queues.delete(aeTitle);
      });
  }

  /** @returns how long to wait before the next try; undefined where nothing is left */
  async function drain(aeTitle: string): Promise<number | undefined> {
    for (;;) {
      if (stopping.signal.aborted) return undefined;
      const tasks = await database.run<readonly OutgoingTask[]>('nextOutgoing', { aeTitle, most: AT_ONCE });
      const [first] = tasks;
      if (!first) return undefined;
      const failed = await sendAll(aeTitle, tasks);
      changed();
      if (failed) {
        await database.run('outgoingFailed', { id: failed.task.id, now: clock.now(), fault: failed.words });
        return Math.min(FIRST_WAIT_MS * 2 ** Math.min(failed.task.tries, 20), limits.maxBackoffMs);
      }
    }
  }

  /** @returns the task that could not be told, and why */
  async function sendAll(
    aeTitle: string,
    tasks: readonly OutgoingTask[],
  ): Promise<{ readonly task: OutgoingTask; readonly words: string } | undefined> {
    let next = 0;
    try {
      const ae = aeTable.get(aeTitle);
      if (!ae) throw new Error(`${aeTitle} is not in the AE table`);
      for await (const [task, told] of tell(ae, tasks, { associations, log, signal: stopping.signal })) {
        if (told.kind === 'later' && task.tries < limits.maxRefusedTries) return { task, words: told.words };
        if (told.kind !== 'taken') giveUp(task, told.words);
        await database.run('outgoingDone', task.id);
        next++;
      }
      return undefined;
    } catch (error) {
      const task = tasks[next];
      if (!task) return undefined; // all was said; only the release failed
      const words = faultWords(error);
      if (clock.now() - task.madeAt <= limits.tellForMs) return { task, words };
      giveUp(task, words);
      await database.run('outgoingDone', task.id);
      return undefined;
    }
  }

  function giveUp({ aeTitle, kind, sopInstanceUid }: OutgoingTask, words: string): void {
    log.warn('steps.not-told', { aeTitle, kind, sopInstanceUid, words });
    givenUp.unshift({ at: clock.now(), aeTitle, kind, sopInstanceUid, words });
    givenUp.length = Math.min(givenUp.length, limits.maxRefusals);
  }

  function wake(): void {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }

  wake();
  return {
    states: () => database.run('outgoingStates'),
    givenUp: () => [...givenUp],
    wake,
    async close() {
      stopping.abort();
      await looking;
      for (const { timer } of queues.values()) timer?.cancel();
      await Promise.all([...queues.values()].map(({ working }) => working));
    },
  };
}
