/**
 * The reconciliation inbox: studies whose patient or accession number contradict the worklist, or that are not in it, wait here for a person, with
 * the orders that they may be of. A correction is written by the archive, which keeps what was received. Knows no HTTP.
 *
 * A study flows: `follow` (an image was stored, an order changed) → `gather`, what is known of it → `judge`, pure → the database → a person →
 * `corrector`, image by image.
 */

export type { Progress } from './corrector.ts';
export type { Changes, Decided, DecidedWhat, DecideOutcome, EntryState } from './entries.ts';
export { ReconcileError, type ReconcileErrorCode } from './errors.ts';
export type { OrderFacts, PersonFacts, StudyFacts } from './facts.ts';
export { type EntryShown, type Inbox, type InboxOptions, type InboxSetting, openInbox } from './inbox.ts';
export { type Point, REASONS, type Reason, type Suggestion } from './judge.ts';
export { RECONCILE_LIMITS, type ReconcileLimits } from './limits.ts';
export { EDITABLE, type Editable, type Values } from './values.ts';
