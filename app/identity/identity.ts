/**
 * What makes one box this box and no other: its name, its key, and the code by which its owner claims it. Made at its first start, on the data
 * partition; never part of an image. A factory reset removes it, so that the next start makes another.
 */
export { CLAIM_FILE, claim } from './claim.ts';
export { isClaimCode, makeClaimCode } from './code.ts';
export { IdentityError, type IdentityErrorCode } from './errors.ts';
export { hostNameOf, type Identity, readIdentity } from './file.ts';
export { makeIdentity } from './make.ts';
export { identityVerbs } from './verbs.ts';
