/**
 * The way between this machine and a peer, rung by rung: cable, neighbour, ping, TCP, A-ASSOCIATE, C-ECHO. The first rung that fails is named,
 * with what to do about it.
 */
export { climb, type ReachContext } from './ladder.ts';
export { REACH_LIMITS, type ReachLimits } from './limits.ts';
export { macOf } from './neighbours.ts';
export { isIpAddress } from './route.ts';
export { RUNGS, type Rung, type RungName, type RungOutcome } from './rungs.ts';
export { awaitPeer, type WaitOptions } from './waiting.ts';
export { FINDING_CODES, type FindingCode } from './words.ts';
