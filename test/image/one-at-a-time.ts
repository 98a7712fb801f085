import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../support/child.ts';

/** Does `work` while no other process of this machine does what has the same lock; a process that ends, however, leaves it. @param lock a file */
export async function oneAtATime<Made>(lock: string, work: () => Promise<Made>): Promise<Made> {
  const holder = startChild('flock', ['--no-fork', lock, 'sh', '-c', 'echo held; exec sleep 7200']);
  try {
    while (!holder.stdout().includes('held')) {
      if (holder.hasExited()) throw new Error(`flock ${lock}: ${holder.stderr()}`);
      await delay(100);
    }
    return await work();
  } finally {
    await holder.end('SIGKILL');
  }
}
