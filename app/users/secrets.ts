import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32; // 256 bits: nobody guesses it, so that a plain digest is enough to keep it

/** A secret to be shown or sent once, e.g. of a session. */
export const makeSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** All that is kept of a secret. Who can read it cannot use it, and looking it up tells nothing by its time. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
