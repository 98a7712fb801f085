/** A box that is saved while it runs, and goes on from there: an emulated start takes more than a minute, this some seconds. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Box, PoweredBox, StartOptions } from './machine.ts';
import { qmp } from './qmp.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
/** What a running box is made of, beside its memory. */
const KEPT = ['disk.img', 'variables.fd'];
const MEMORY = 'saved-memory';
const RESUME_MS = 60_000;

/** @param folder of the box, below the repository */
export function saving(folder: string, start: (options: StartOptions) => Promise<PoweredBox>): Pick<Box, 'save' | 'resume'> {
  const own = join(ROOT, folder);
  return {
    async save(powered) {
      await qmp(powered.qmp, 'stop');
      await qmp(powered.qmp, 'migrate', { uri: `file:${join(folder, MEMORY)}` });
      for (let status = ''; status !== 'completed'; await delay(200)) {
        ({ status } = (await qmp(powered.qmp, 'query-migrate')) as { status: string });
        if (status === 'failed') throw new Error('QEMU could not save the memory');
      }
      await powered.cut();
      for (const name of KEPT) copy(join(own, name), join(own, `saved-${name}`));
    },
    async resume(saved) {
      const from = saved?.folder ?? own;
      for (const name of KEPT) copy(join(from, `saved-${name}`), join(own, name));
      const powered = await start({ memory: join(from, MEMORY).slice(ROOT.length) });
      try {
        await goOn(powered);
        return powered;
      } catch (error) {
        await powered.cut();
        throw error;
      }
    },
  };
}

function copy(from: string, to: string): void {
  if (!existsSync(from)) return; // a board without variables
  const { status, stderr } = spawnSync('cp', ['--sparse=always', from, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Once QEMU has read the memory. */
async function goOn({ qmp: socket }: PoweredBox): Promise<void> {
  for (const deadline = performance.now() + RESUME_MS; ; await delay(100)) {
    const { status } = (await qmp(socket, 'query-status').catch((error: Error) => ({ status: error.message }))) as { status: string };
    if (status === 'paused') await qmp(socket, 'cont'); // as it was saved
    if (status === 'running') return;
    if (performance.now() > deadline) throw new Error(`the saved box does not go on: ${status}`);
  }
}
