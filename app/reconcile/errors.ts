import { CodedError } from '../base/base.ts';

export type ReconcileErrorCode =
  | 'RECONCILE_NO_SUCH_ORDER' // it is not in the worklist any more
  | 'RECONCILE_BAD_VALUE'; // no value of its VR; `values` has keyword and fault

export class ReconcileError extends CodedError<ReconcileErrorCode> {}
