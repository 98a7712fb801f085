/**
 * The factory reset. Asked for while the box runs (a request, written durably to the EFI system partition), carried out early in its next
 * start, before anything uses the data partition, and finished only when the request is gone: a power cut in the middle repeats it.
 */
export { type CarriedOut, type CarryOutOptions, carryOutReset, type ResetStep } from './carry-out.ts';
export { ResetError, type ResetErrorCode } from './errors.ts';
export { type ResetKind, readRequest, writeRequest } from './request.ts';
export { type ResetVerbsOptions, resetVerbs } from './verbs.ts';
