import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `make` in one process at a time of those that name the same folder: test files run side by side, and what the first has made the next finds.
 * A maker that ended without its end is not waited for.
 */
export async function oneMaker<Made>(lock: string, make: () => Promise<Made>): Promise<Made> {
  const maker = join(lock, 'pid');
  mkdirSync(dirname(lock), { recursive: true });
  while (!taken(lock)) {
    if (isGone(maker)) rmSync(lock, { recursive: true, force: true });
    else await delay(200);
  }
  writeFileSync(maker, String(process.pid));
  try {
    return await make();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Who has just begun has not written its number yet: that is no reason to think it gone. */
function isGone(maker: string): boolean {
  try {
    process.kill(Number(readFileSync(maker, 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
