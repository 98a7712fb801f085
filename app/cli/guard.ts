import { type Log, wordsOf } from '../base/base.ts';
import type { Io } from './run.ts';

/**
 * No peer can make the process exit: what nobody caught is logged with its stack, and counted, so that health turns red. The association
 * or request that it belongs to has ended by then; what was acknowledged is on the disk.
 *
 * @returns how many there were
 */
export function guardProcess(log: Log, io: Pick<Io, 'onFault'>): () => number {
  let faults = 0;
  io.onFault((error) => {
    faults++;
    log.error('a fault of ours was not caught', { words: wordsOf(error), stack: error instanceof Error ? error.stack : undefined });
  });
  return () => faults;
}
