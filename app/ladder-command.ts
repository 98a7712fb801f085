/** `filmroom ladder` and `filmroom rescue`: what systemd starts when Filmroom has given up. Beside `main.ts`, since they put parts together. */
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { systemClock as clock, createLog, type Log } from './base/base.ts';
import { requireBox, runTool } from './box/box.ts';
import { type Flags, type Io, overridesOf, stopSignal } from './cli/cli.ts';
import { LIMITS, loadConfig, logStyle } from './config/config.ts';
import { climb, readFalls, rescuePage } from './ladder/ladder.ts';
import { ALL_TRIES, ladderActions } from './ladder-actions.ts';
import { bootedSlot, isRescueBoot, knownOf, readGrubEnv, readUpdateState, slotFacts } from './update/update.ts';

const ERRORS_SHOWN = 6;
const PAGE_PORT = 8042;

const logOf = (io: Io): Log => createLog({ level: 'info', style: logStyle(), write: (line) => io.error(line) });

/** @param options what stands for / and runs a program of the system, in a test */
export async function ladderCommand(
  _flags: Flags,
  io: Io,
  [failed = 'filmroom.service']: readonly string[],
  {
    root = '/',
    run = runTool,
  }: { readonly root?: string; readonly run?: (program: string, args: readonly string[]) => Promise<string> } = {},
): Promise<void> {
  const { version } = requireBox('filmroom ladder', root);
  const log = logOf(io);
  const slot = bootedSlot(root) ?? 'A';
  const { MONITOR_UNIT: unit = failed, MONITOR_SERVICE_RESULT: result = 'unknown' } = process.env;
  const status = process.env.MONITOR_EXIT_STATUS ?? '';
  const env = await readGrubEnv(run).catch(() => undefined); // no EFI system partition: nothing can be told to GRUB, restarts are all that is left
  const known = env ?? knownOf({ slot, version }, await readUpdateState(root));
  const other = slotFacts(known, slot === 'A' ? 'B' : 'A');
  const rung = await climb({
    situation: {
      slot,
      isProven: slotFacts(known, slot).isProven,
      otherIsOk: env !== undefined && other.isOk && (other.tries === 0 || (other.isProven && other.tries < ALL_TRIES)),
      isRescueBoot: isRescueBoot(root),
    },
    version,
    failed: { unit, result, status },
    errors: () => lastErrors(unit, run),
    actions: ladderActions({ slot, log, run }),
    clock,
    log,
    root,
  });
  io.print(`Filmroom: ladder: ${unit} gave up (${result} ${status}), slot ${slot}: ${rung}\n`);
}

/** What the program said last. */
async function lastErrors(unit: string, run: (program: string, args: readonly string[]) => Promise<string>): Promise<string[]> {
  const which = ['--unit', unit, '--boot', '_TRANSPORT=stdout'];
  const text = await run('journalctl', [...which, '--lines', String(ERRORS_SHOWN), '--output', 'cat', '--no-pager']);
  return text.split('\n').filter(Boolean);
}

/** Listens where the page does, until it is told to stop. */
export async function rescueCommand(flags: Flags, io: Io): Promise<void> {
  const log = logOf(io);
  const { host, port } = pageAddress(flags);
  const page = async () => rescuePage({ falls: await readFalls(), name: hostname() });
  const server = createServer((_, response) => {
    void page().then((text) => {
      const headers = {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Content-Length': Buffer.byteLength(text),
      };
      response.writeHead(503, headers).end(text);
    });
  });
  server.maxConnections = LIMITS.web.maxConnections;
  server.requestTimeout = LIMITS.web.requestTimeoutMs;
  server.listen({ host, port }, () => log.warn('rescue.listening', { host, port }));
  await stopSignal(io);
  server.closeAllConnections();
  server.close();
}

/** Of the configuration, unless that is what is wrong. */
function pageAddress(flags: Flags): { readonly host: string; readonly port: number } {
  try {
    const { web } = loadConfig(overridesOf(flags));
    return web;
  } catch {
    return { host: '::', port: PAGE_PORT };
  }
}
