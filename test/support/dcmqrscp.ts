import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startChild, untilListening } from './child.ts';
import { DCMTK_ENVIRONMENT } from './dcmtk.ts';

export interface Dcmqrscp {
  readonly port: number;
  log(): string;
  stop(): Promise<void>;
}

/** DCMTK's archive with one storage area, of AE title `QRSCP`; `peers` are the C-MOVE destinations that it knows. */
export async function startDcmqrscp(peers: Readonly<Record<string, number>>): Promise<Dcmqrscp> {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-dcmqrscp-'));
  const area = join(folder, 'area');
  mkdirSync(area);
  const port = await freePort();
  const names = Object.keys(peers);
  const hosts = names.map((title) => `${title.toLowerCase()} = (${title}, localhost, ${peers[title]})`);
  const lines = [
    `NetworkTCPPort = ${port}`,
    'MaxPDUSize = 16384',
    'MaxAssociations = 16',
    'HostTable BEGIN',
    ...hosts,
    'HostTable END',
    'VendorTable BEGIN',
    'VendorTable END',
    'AETable BEGIN',
    `QRSCP ${area} RW (200, 1024mb) ANY`,
    'AETable END',
  ];
  const file = join(folder, 'dcmqrscp.cfg');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const child = startChild('dcmqrscp', ['-c', file, String(port)], { env: DCMTK_ENVIRONMENT });
  await untilListening(port, child);
  return {
    port,
    log: () => child.stdout() + child.stderr(),
    async stop() {
      await child.end('SIGTERM', 2000);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
