/**
 * The way between this machine and a peer, rung by rung: cable, neighbour, ping, TCP, A-ASSOCIATE, C-ECHO. The first rung that fails is named,
 * with what to do about it.
 */
export { macOf } from './neighbours.ts';
