import type { Archive, InstancesOf } from '../archive/archive.ts';
import { type Clock, CodedError, type Log, wordsOf } from '../base/base.ts';
import { sopClassName } from '../registry/registry.ts';
import type { AeTable } from './ae-table.ts';
import { type StoredInstance, storedInstance } from './retrieve.ts';
import type { ScuAssociations } from './scu-associations.ts';
import { type SendOutcome, send } from './send.ts';

export type SendJobErrorCode =
  | 'SEND_DESTINATION_UNKNOWN' // not in the AE table
  | 'SEND_NOTHING' // no such study, series or instance
  | 'SEND_TOO_MANY' // more instances than one job may have
  | 'SEND_QUEUE_FULL' // as many jobs wait as may
  | 'SEND_NOT_OVER'; // it is still going on, so there is nothing to try again

/** A job that cannot be begun; `values` is what its words are filled with. */
export class SendJobError extends CodedError<SendJobErrorCode> {}

export interface SendLimits {
  /** Jobs that wait or run. */
  readonly maxWaiting: number;
  /** Jobs that are over and are still shown; the oldest makes room. */
  readonly maxOver: number;
  /** Jobs that run at once. */
  readonly maxRunning: number;
  readonly maxInstances: number;
  /** Of one job, results that are kept in words. */
  readonly maxResults: number;
  readonly cancelGraceMs: number;
}

export const SEND_LIMITS: SendLimits = {
  ...{ maxWaiting: 100, maxOver: 50, maxRunning: 2, maxInstances: 100_000, maxResults: 500 },
  cancelGraceMs: 1000,
};

/** What is to be sent. */
export interface SendOrder {
  readonly destination: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid?: string;
  readonly sopInstanceUid?: string;
  /** The name of who asked. */
  readonly by: string;
}

/** What did not go as it should. */
export interface SendResult {
  readonly kind: 'warning' | 'failed';
  /** Instances that share this reason. */
  readonly instances: number;
  readonly sopInstanceUid: string;
  readonly sopClass: string;
  readonly words: string;
}

export type SendState = 'waiting' | 'running' | 'done' | 'cancelled';

export interface SendJob extends SendOrder {
  readonly id: string;
  readonly state: SendState;
  readonly total: number;
  readonly completed: number;
  readonly warnings: number;
  readonly failed: number;
  readonly at: number;
  readonly endedAt?: number;
  /** Those that are not `completed`, as far as they are kept. */
  readonly results: readonly SendResult[];
}

/** Studies on their way to other application entities. Kept in memory: a restart forgets them. */
export interface SendJobs {
  /** @throws SendJobError */
  start(order: SendOrder): Promise<SendJob>;
  /** The newest first. */
  list(): readonly SendJob[];
  get(id: string): SendJob | undefined;
  /** What was sent is sent; one that is over is forgotten. @returns false where there is none */
  cancel(id: string): boolean;
  /** A new job of what the old one did not get there. @throws SendJobError; undefined where there is none */
  retry(id: string, by: string): Promise<SendJob | undefined>;
  close(): Promise<void>;
}

export interface SendJobsOptions {
  readonly archive: Pick<Archive, 'instancesOf' | 'readChecked' | 'openChecked'>;
  readonly aeTable: Pick<AeTable, 'get'>;
  readonly associations: ScuAssociations;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: SendLimits;
  readonly onChange?: () => void;
  /** Called when a job is over, with what of it got there; what it throws is its own. */
  readonly onSent?: (job: SendJob, instances: readonly StoredInstance[]) => void;
}

interface Job {
  shown: SendJob;
  readonly instances: readonly StoredInstance[];
  /** So many of them have an outcome. */
  done: number;
  /** Of those the ones that are not there. */
  readonly failed: StoredInstance[];
  readonly cancelling: AbortController;
  working?: Promise<void>;
}

const isOver = ({ shown: { state } }: Job) => state === 'done' || state === 'cancelled';

/** Storage SCU by order of a person (PS3.4 Annex B): the sub-operations of a C-MOVE without one who asked for it. */
export function createSendJobs(options: SendJobsOptions): SendJobs {
  const { archive, aeTable, associations, clock, log, onChange, onSent, limits = SEND_LIMITS } = options;
  const jobs = new Map<string, Job>();
  let count = 0;

  async function instancesOf(order: SendOrder): Promise<StoredInstance[]> {
    const found: StoredInstance[] = [];
    for await (const page of archive.instancesOf(keysOf(order))) {
      for (const ref of page) found.push(storedInstance(ref, archive));
      if (found.length > limits.maxInstances)
        throw new SendJobError('SEND_TOO_MANY', `more than ${limits.maxInstances} instances in one job: send series by series`);
    }
    return found;
  }

  function add(order: SendOrder, instances: readonly StoredInstance[]): SendJob {
    if (!aeTable.get(order.destination))
      throw new SendJobError('SEND_DESTINATION_UNKNOWN', `${order.destination} is not among the destinations`);
    if (instances.length === 0) throw new SendJobError('SEND_NOTHING', 'there is nothing to send: it may have been deleted');
    if ([...jobs.values()].filter((job) => !isOver(job)).length >= limits.maxWaiting)
      throw new SendJobError('SEND_QUEUE_FULL', `${limits.maxWaiting} jobs are waiting: wait until some are done`);
    const shown: SendJob = {
      ...order,
      ...{ id: String(++count), state: 'waiting', at: clock.now(), results: [] },
      ...{ total: instances.length, completed: 0, warnings: 0, failed: 0 },
    };
    jobs.set(shown.id, { shown, instances, done: 0, failed: [], cancelling: new AbortController() });
    const { destination, studyInstanceUid, by, total } = shown;
    log.info('send.ordered', { destination, studyInstanceUid, by, instances: total });
    next();
    return shown;
  }

  function next(): void {
    onChange?.();
    const over = [...jobs.values()].filter(isOver);
    for (const { shown } of over.slice(0, Math.max(0, over.length - limits.maxOver))) jobs.delete(shown.id);
    const running = [...jobs.values()].filter(({ shown }) => shown.state === 'running').length;
    const waiting = [...jobs.values()].filter(({ shown }) => shown.state === 'waiting');
    for (const job of waiting.slice(0, Math.max(0, limits.maxRunning - running))) {
      job.shown = { ...job.shown, state: 'running' };
      job.working = run(job).finally(next);
    }
  }

  async function run(job: Job): Promise<void> {
    const { destination } = job.shown;
    const { signal } = job.cancelling;
    try {
      const ae = aeTable.get(destination);
      if (!ae) take(job, { kind: 'failed', instances: job.instances, words: `${destination} is no longer among the destinations` });
      else
        for await (const outcome of send(job.instances, ae, { associations, clock, log, signal, cancelGraceMs: limits.cancelGraceMs }))
          take(job, outcome);
    } catch (error) {
      log.error('send.failed', { destination, words: wordsOf(error) });
      take(job, { kind: 'failed', instances: job.instances.slice(job.done), words: 'something of ours is broken; the log says more' });
    }
    const state = signal.aborted && job.done < job.instances.length ? 'cancelled' : 'done';
    job.shown = { ...job.shown, state, endedAt: clock.now() };
    const { studyInstanceUid, completed, warnings, failed } = job.shown;
    log.info('send.ended', { destination, studyInstanceUid, state, completed, warnings, failed });
    const missed = new Set(job.failed);
    const sent = job.instances.slice(0, job.done).filter((instance) => !missed.has(instance));
    if (sent.length > 0) onSent?.(job.shown, sent);
  }

  function take(job: Job, { kind, instances, words }: SendOutcome<StoredInstance>): void {
    const { shown } = job;
    job.done += instances.length; // outcomes come in the order of the instances
    if (kind === 'failed') job.failed.push(...instances);
    const result = { kind, instances: instances.length, words, ...describe(instances) };
    job.shown = {
      ...shown,
      completed: shown.completed + (kind === 'completed' ? instances.length : 0),
      warnings: shown.warnings + (kind === 'warning' ? instances.length : 0),
      failed: shown.failed + (kind === 'failed' ? instances.length : 0),
      results:
        result.kind === 'completed' || shown.results.length >= limits.maxResults ? shown.results : [...shown.results, result as SendResult],
    };
    onChange?.();
  }

  return {
    start: async (order) => add(order, await instancesOf(order)),
    list: () => [...jobs.values()].map(({ shown }) => shown).reverse(),
    get: (id) => jobs.get(id)?.shown,
    cancel(id) {
      const job = jobs.get(id);
      if (!job) return false;
      if (isOver(job)) jobs.delete(id);
      else {
        job.cancelling.abort(new SendJobError('SEND_NOTHING', 'cancelled'));
        if (job.shown.state === 'waiting') job.shown = { ...job.shown, state: 'cancelled', endedAt: clock.now() };
      }
      next();
      return true;
    },
    async retry(id, by) {
      const job = jobs.get(id);
      if (!job) return undefined;
      if (!isOver(job)) throw new SendJobError('SEND_NOT_OVER', 'it is still going on');
      const { destination, studyInstanceUid, seriesInstanceUid, sopInstanceUid } = job.shown;
      const order = {
        destination,
        studyInstanceUid,
        by,
        ...(seriesInstanceUid && { seriesInstanceUid }),
        ...(sopInstanceUid && { sopInstanceUid }),
      };
      return add(order, [...job.failed, ...job.instances.slice(job.done)]);
    },
    async close() {
      for (const { cancelling } of jobs.values()) cancelling.abort(new SendJobError('SEND_NOTHING', 'the program is stopping'));
      await Promise.allSettled([...jobs.values()].map(({ working }) => working));
    },
  };
}

function keysOf({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }: SendOrder): InstancesOf {
  const study = { studyInstanceUids: [studyInstanceUid] };
  if (seriesInstanceUid === undefined) return { level: 'STUDY', ...study };
  if (sopInstanceUid === undefined) return { level: 'SERIES', ...study, seriesInstanceUids: [seriesInstanceUid] };
  return { level: 'IMAGE', ...study, seriesInstanceUids: [seriesInstanceUid], sopInstanceUids: [sopInstanceUid] };
}

function describe([first]: readonly StoredInstance[]): Pick<SendResult, 'sopInstanceUid' | 'sopClass'> {
  return { sopInstanceUid: first?.sopInstanceUid ?? '', sopClass: first ? sopClassName(first.sopClassUid) : '' };
}
