/** Performed procedure steps of `filmroom serve`. */
import type { Archive } from '../archive/archive.ts';
import { type Clock, DatabaseError, type Log } from '../base/base.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import type { AeTable, ScuAssociations } from '../services/services.ts';
import { openSteps, type Schedule, type Steps } from '../steps/steps.ts';
import type { DayWatch } from './day-watch.ts';

/**
 * @param options.file where its database is; undefined: there is no disk of ours
 * @returns undefined where it cannot be offered; the log says why, and images are taken all the same
 */
export async function openServeSteps(options: {
  readonly file: string | undefined;
  readonly archive: Archive;
  readonly schedule: Schedule | undefined;
  readonly aeTable: AeTable;
  readonly associations: ScuAssociations;
  readonly configNow: () => LoadedConfig;
  readonly dayWatch: Pick<DayWatch, 'notOpened'>;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Steps | undefined> {
  const { file, schedule, configNow, dayWatch, log, ...parts } = options;
  if (file === undefined) return undefined;
  try {
    return await openSteps({ ...parts, file, ...(schedule && { schedule }), settings: () => configNow().steps, log, limits: LIMITS.steps });
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    log.error('steps.not-opened', { code: error.code, words: error.message });
    dayWatch.notOpened('steps', error);
    return undefined;
  }
}
