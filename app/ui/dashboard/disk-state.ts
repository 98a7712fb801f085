import type { Activity, Disk } from '../../web/schema.ts';

/** Nearly full: less room than a tenth of the disk, and than a hundred gigabytes, some days of a busy practice. */
const NEARLY_FULL_SHARE = 0.1;
const NEARLY_FULL_BYTES = 100e9;

/** Bytes that images may still fill: what lies under the reserve is not for them. */
export const roomBytes = ({ freeBytes, reserveBytes }: Disk): number => Math.max(0, freeBytes - reserveBytes);

export function diskState(disk: Disk): 'ok' | 'nearlyFull' | 'full' | 'unwritable' | 'missing' {
  if (disk.totalBytes === 0) return 'missing';
  if (!disk.accepting) return roomBytes(disk) === 0 ? 'full' : 'unwritable';
  return roomBytes(disk) < Math.min(NEARLY_FULL_SHARE * disk.totalBytes, NEARLY_FULL_BYTES) ? 'nearlyFull' : 'ok';
}

/** After so long nobody plans by it. */
const MOST_DAYS = 3650;

/** Whole days until the room is filled, at the pace of the last weeks; undefined where nothing came, or it is years. */
export function daysLeft(disk: Disk, activity: Activity | undefined): number | undefined {
  const bytesPerDay = activity?.bytesPerDay ?? 0;
  if (bytesPerDay <= 0) return undefined;
  const days = Math.floor(roomBytes(disk) / bytesPerDay);
  return days > MOST_DAYS ? undefined : days;
}
