/**
 * Storage Commitment Push Model (PS3.4 Annex J), SCP and SCU: who asks hears whether we can vouch for its images, and we ask others the same.
 *
 * A request flows: `service` (N-ACTION, durable before its response) → `judge` (each file read again) → `reporter` by `tries` (N-EVENT-REPORT, on its
 * association or a new one, until it is told) → over. One by web (PS3.18 chapter 13): `by-web` → `judge` → it is fetched. One of ours: `asker`
 * (N-ACTION, by `tries`) → the report, by `service` → over. All of it lies in `commitment.sqlite`, so that a power cut loses none.
 */

export { askAfterSending } from './after-sending.ts';
export { type AskOnceOptions, askOnce, type OnceAnswer } from './ask-once.ts';
export type { ByWeb, WebRequest, WebResult } from './by-web.ts';
export {
  type CommitmentOrder,
  type CommitmentSettings,
  type Commitments,
  type CommitmentsOptions,
  openCommitments,
} from './commitments.ts';
export { COMMITMENT_LIMITS, type CommitmentLimits } from './limits.ts';
export {
  COMMITTED,
  type Commitment,
  CommitmentError,
  type CommitmentErrorCode,
  type CommitmentNow,
  FAILURE_REASON,
  type JudgedReference,
  type Outcome,
  type Reference,
  type State,
} from './model.ts';
export type { InstanceOutcome } from './rows.ts';
export { type Placed, readCommitmentRequest, writeCommitmentResult } from './web-information.ts';
