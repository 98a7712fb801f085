import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, freePort, startChild, untilListening } from './child.ts';
import { DCMTK_ENVIRONMENT } from './dcmtk.ts';

export interface Wlmscpfs {
  readonly port: number;
  readonly child: Child;
  stop(): Promise<void>;
}

/** A folder as `wlmscpfs` wants it: worklist files and a lockfile in one with the called AE title. @returns that one */
export function worklistFolder(folder: string, aeTitle: string): string {
  const path = join(folder, aeTitle);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'lockfile'), '');
  return path;
}

/** DCMTK's worklist SCP on files, the peer that ours is compared with. */
export async function startWlmscpfs(folder: string, args: readonly string[] = []): Promise<Wlmscpfs> {
  const port = await freePort();
  const child = startChild('wlmscpfs', ['-dfp', folder, '-csk', ...args, String(port)], { env: DCMTK_ENVIRONMENT });
  await untilListening(port, child);
  return {
    port,
    child,
    async stop() {
      await child.end('SIGTERM', 2000);
    },
  };
}
