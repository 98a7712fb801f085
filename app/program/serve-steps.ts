/** Performed procedure steps of `filmroom serve`. */
import type { Archive } from '../archive/archive.ts';
import type { Clock, Log } from '../base/base.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import type { AeTable, ScuAssociations } from '../services/services.ts';
import { openSteps, type Schedule, type Steps } from '../steps/steps.ts';
import type { DayWatch } from './day-watch.ts';

/**
 * @param options.file where its database is; undefined: there is no disk of ours
 * @returns undefined where it cannot be offered
 */
export async function openServeSteps(options: {
  readonly file: string | undefined;
  readonly archive: Archive;
  readonly schedule: Schedule | undefined;
  readonly aeTable: AeTable;
  readonly associations: ScuAssociations;
  readonly configNow: () => LoadedConfig;
  readonly dayWatch: Pick<DayWatch, 'offered'>;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Steps | undefined> {
  const { file, schedule, configNow, dayWatch, ...parts } = options;
  if (file === undefined) return undefined;
  return dayWatch.offered('steps', () =>
    openSteps({ ...parts, file, ...(schedule && { schedule }), settings: () => configNow().steps, limits: LIMITS.steps }),
  );
}
