/** Storage commitment of `filmroom serve`. */
import type { Archive } from '../archive/archive.ts';
import type { Clock, Log } from '../base/base.ts';
import { type Commitments, openCommitments } from '../commitment/commitment.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import { isStorageSopClass, SOP_CLASSES } from '../registry/registry.ts';
import type { AeTable, ScuAssociations } from '../services/services.ts';
import type { DayWatch } from './day-watch.ts';

/**
 * @param options.file where its database is; undefined: there is no disk of ours
 * @returns undefined where it cannot be offered
 */
export async function openServeCommitments(options: {
  readonly file: string | undefined;
  readonly archive: Archive;
  readonly aeTable: AeTable;
  readonly associations: ScuAssociations;
  readonly configNow: () => LoadedConfig;
  readonly dayWatch: Pick<DayWatch, 'offered'>;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Commitments | undefined> {
  const { file, archive, aeTable, associations, configNow, dayWatch, clock, log } = options;
  if (file === undefined) return undefined;
  return dayWatch.offered('commitment', () =>
    openCommitments({
      ...{ file, archive, aeTable, associations, clock, log, limits: LIMITS.commitment },
      isStored: (sopClassUid) => isStored(sopClassUid, configNow()),
      settings: () => {
        const { commitment, ownAeTitle, requestor } = configNow();
        return { ...commitment, ownAeTitle, responseTimeoutMs: requestor.responseTimeoutMs };
      },
    }),
  );
}

/** As the Storage SCP takes it. */
function isStored(sopClassUid: string, { storage }: LoadedConfig): boolean {
  if (storage.privateSopClasses.includes(sopClassUid)) return true;
  return isStorageSopClass(sopClassUid) && (storage.acceptRetired || SOP_CLASSES.get(sopClassUid)?.retired === false);
}
