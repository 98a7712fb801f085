export interface ReconcileLimits {
  /** Studies of which an image came are held against the worklist after so long, in ms. */
  readonly batchMs: number;
  /** Studies that wait for that; beyond, the archive is asked what came. */
  readonly maxPending: number;
  /** After orders or steps have changed, at least so long between two times that the studies are held against them, in ms. */
  readonly rejudgeMs: number;
  /** Studies that are, those whose images came last. */
  readonly maxRejudged: number;
  /** Studies are held against new orders for so long after their last image, in ms; then, unless corrected, they are forgotten. */
  readonly keepMs: number;
  /** Studies that wait for a person; the one that has waited longest makes room. */
  readonly maxWaiting: number;
  /** Orders of the days around a study that are looked at. */
  readonly maxOrders: number;
  /** Studies that the page shows of those that wait, and of those that were decided. */
  readonly maxShown: number;
  /** Images of a study that are corrected at once. */
  readonly parallel: number;
  /** After a failure of the disk the next try comes after so long, in ms. */
  readonly againMs: number;
}

export const RECONCILE_LIMITS: ReconcileLimits = {
  ...{ batchMs: 2000, maxPending: 2000, rejudgeMs: 5000, maxRejudged: 500, keepMs: 30 * 86_400_000 },
  ...{ maxWaiting: 5000, maxOrders: 1000, maxShown: 200, parallel: 4, againMs: 30_000 },
};
