/** How the disk of the data folder fares: what it says of itself (S.M.A.R.T.), and how fast it takes what must not be lost. */
export { type DiskHealth, diskHealth } from './health.ts';
export { DISK_CHECK_LIMITS, type DiskCheckLimits, type WriteSpeed, writeSpeed } from './write-speed.ts';
