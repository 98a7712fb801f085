/**
 * The CONFIG stick: for a box without screen on a network without DHCP. A file on it sets the network; what came of it is written beside that file.
 * Nothing of the stick is run, no more than one small file is read, and it is mounted for writing only to leave the result.
 */
export { StickError, type StickErrorCode } from './errors.ts';
export { type Mounter, mountWithin } from './mount.ts';
export { type Outcome, resultText } from './result.ts';
export { type StickOptions, serveStick } from './serve.ts';
export { readWish, STICK_LIMITS, type Wish } from './wish.ts';
