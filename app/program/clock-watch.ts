/** Looks at one image of each sender now and then, and keeps how far its clock is. */
import type { Archive } from '../archive/archive.ts';
import { type Clock, type Log, wordsOf } from '../base/base.ts';
import { type ClockSkew, createClockSkew, objectTimeOf } from '../clock-skew/clock-skew.ts';
import { LIMITS } from '../config/config.ts';

const WANTED = ['InstanceCreationDate', 'InstanceCreationTime', 'AcquisitionDateTime', 'TimezoneOffsetFromUTC'] as const;

/** One image is looked at at a time, after it was acknowledged: nobody waits for it. Ends with the archive. */
export function watchClocks(archive: Pick<Archive, 'onStored' | 'search'>, clock: Clock, log: Log): ClockSkew {
  const skew = createClockSkew(LIMITS.clockSkew);
  let isLooking = false;

  async function look(sopInstanceUid: string, aeTitle: string, arrivedAt: number): Promise<void> {
    const keys = new Map([['SOPInstanceUID', { kind: 'uids', uids: [sopInstanceUid] } as const]]);
    const query = { level: 'IMAGE', keys, combinedDateTime: false, fuzzy: false, wanted: WANTED, limit: 1 } as const;
    for await (const [answer] of archive.search(query)) {
      const textOf = (keyword: (typeof WANTED)[number]) => answer?.values.get(keyword) ?? '';
      const madeAt = objectTimeOf({
        InstanceCreationDate: textOf('InstanceCreationDate'),
        InstanceCreationTime: textOf('InstanceCreationTime'),
        AcquisitionDateTime: textOf('AcquisitionDateTime'),
        TimezoneOffsetFromUTC: textOf('TimezoneOffsetFromUTC'),
      });
      if (madeAt !== undefined) skew.add(aeTitle, arrivedAt, madeAt);
      return;
    }
  }

  archive.onStored(({ sopInstanceUid, callingAeTitle }) => {
    const now = clock.now();
    if (isLooking || !skew.wants(callingAeTitle, now)) return;
    isLooking = true;
    look(sopInstanceUid, callingAeTitle, now)
      .catch((error) => log.debug('clock-skew.not-seen', { words: wordsOf(error) })) // the archive is closing, or busy: the next image does
      .finally(() => {
        isLooking = false;
      });
  });
  return skew;
}
