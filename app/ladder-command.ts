/** `filmroom ladder` and `filmroom rescue`: what systemd starts when Filmroom has given up. Beside `main.ts`, since they put parts together. */
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { systemClock as clock, createLog, type Log } from './base/base.ts';
import { aboutBox, runTool } from './box/box.ts';
import { type Flags, type Io, overridesOf, stopSignal } from './cli/cli.ts';
import { LIMITS, loadConfig, logStyle } from './config/config.ts';
import { climb, readFalls, rescuePage } from './ladder/ladder.ts';
import { bootedSlot, isRescueBoot, readGrubEnv, setGrubEnv, slotFacts } from './update/update.ts';

/** As many as make GRUB leave a slot that has worked. */
const ALL_TRIES = 3;
const ERRORS_SHOWN = 6;
const PAGE_PORT = 8042;

const logOf = (io: Io): Log => createLog({ level: 'info', style: logStyle(), write: (line) => io.error(line) });

export async function ladderCommand(_flags: Flags, io: Io, [failed = 'filmroom.service']: readonly string[]): Promise<void> {
  const slot = bootedSlot() ?? 'A';
  const { MONITOR_UNIT: unit = failed, MONITOR_SERVICE_RESULT: result = 'unknown' } = process.env;
  const status = process.env.MONITOR_EXIT_STATUS ?? '';
  const env = await readGrubEnv().catch(() => ({}) as Record<string, string>); // no EFI system partition: restarts are all that is left
  const other = slotFacts(env, slot === 'A' ? 'B' : 'A');
  const reboot = async () => void (await runTool('systemctl', ['--no-block', 'reboot']));
  const rung = await climb({
    situation: {
      slot,
      isProven: slotFacts(env, slot).isProven,
      otherIsOk: other.isOk && (other.tries === 0 || (other.isProven && other.tries < ALL_TRIES)),
      isRescueBoot: isRescueBoot(),
    },
    version: aboutBox()?.version ?? '',
    failed: { unit, result, status },
    errors: () => lastErrors(unit),
    actions: {
      async note() {
        const state = await runTool('systemctl', ['is-active', 'filmroom.service']).catch(() => '');
        if (state.trim() === 'active') await setGrubEnv({ [`${slot}_TRY`]: '0' }); // started, and not for nothing: GRUB has its try back
      },
      restart: reboot,
      async 'other-slot'() {
        await setGrubEnv({ [`${slot}_TRY`]: String(ALL_TRIES) });
        await reboot();
      },
      async rescue() {
        await runTool('systemctl', ['--no-block', 'start', 'filmroom-rescue.service']);
      },
    },
    clock,
    log: logOf(io),
  });
  io.print(`Filmroom: ladder: ${unit} gave up (${result} ${status}), slot ${slot}: ${rung}\n`);
}

/** What the program said last. */
async function lastErrors(unit: string): Promise<string[]> {
  const which = ['--unit', unit, '--boot', '_TRANSPORT=stdout'];
  const text = await runTool('journalctl', [...which, '--lines', String(ERRORS_SHOWN), '--output', 'cat', '--no-pager']);
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
