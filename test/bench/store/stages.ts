import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../../support/child.ts';
import { ctLoad } from '../../support/ct-load.ts';
import { dcmtk, to } from '../../support/dcmtk.ts';

/** Where the time of one CT goes over one association: milliseconds by stage, the whole first. */
export async function stagesOfOne(folder: string, images: number): Promise<Readonly<Record<string, number>>> {
  const load = ctLoad(images, 1);
  const child = startChild(process.execPath, [new URL('timed-scp.ts', import.meta.url).pathname, folder]);
  try {
    const port = await portOf(child);
    const begun = performance.now();
    const { code, output } = await dcmtk('storescu', ['-aec', 'ANY', '+sd', ...to(port), load.folders[0]!], { timeoutMs: 600_000 });
    const wholeMs = (performance.now() - begun) / load.count;
    if (code !== 0) throw new Error(`storescu ended with ${code}: ${output}`);
    await child.end('SIGTERM');
    const { meanMs } = JSON.parse(child.stdout().split('\n')[1] ?? '{}') as { meanMs: Record<string, number> };
    const { receive = 0, scan = 0, 'copy+digest': digest = 0, ...durable } = meanMs;
    const ORDER = ['sync', 'row', 'name+folder sync', 'index commit'];
    const after = Object.fromEntries(Object.entries(durable).toSorted(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b)));
    const inside = receive + Object.values(after).reduce((sum, ms) => sum + ms, 0);
    return {
      'the whole, as the sender sees it': wholeMs,
      'sender, answer, command sets': wholeMs - inside,
      'receive, from first to last fragment': receive,
      '· socket, PDUs and waiting for the sender': receive - scan - digest,
      '· scan for the index': scan,
      '· copy and hand over to disk and digest': digest,
      ...after,
    };
  } finally {
    await child.end('SIGKILL');
  }
}

async function portOf(child: ReturnType<typeof startChild>): Promise<number> {
  for (let waited = 0; waited < 10_000 && !child.hasExited(); waited += 10) {
    const port = /^listening (\d+)$/m.exec(child.stdout())?.[1];
    if (port) return Number(port);
    await delay(10);
  }
  throw new Error(`timed-scp does not listen: ${child.stderr()}`);
}
