/** `filmroom ladder` and `filmroom rescue`: what systemd starts when Filmroom has given up. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock, createLog, type Log, wordsOf } from '../base/base.ts';
import { requireBox, runTool } from '../box/box.ts';
import { type Flags, type Io, overridesOf, stopSignal } from '../cli/cli.ts';
import { LIMITS, loadConfig, logStyle, speaksTls } from '../config/config.ts';
import { climb, readFalls, rescuePage } from '../ladder/ladder.ts';
import { openCertificates, ownNames } from '../tls/tls.ts';
import { bootedSlot, isRescueBoot, knownOf, readGrubEnv, readUpdateState, slotFacts } from '../update/update.ts';
import { openPorts, type Place, type RequestListener } from '../web/web.ts';
import { ALL_TRIES, ladderActions } from './ladder-actions.ts';

const ERRORS_SHOWN = 6;

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
  await climb({
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
    say: (rung) => io.print(`Filmroom: ladder: ${unit} gave up (${result} ${status}), slot ${slot}: ${rung}\n`),
    clock,
    log,
    root,
  });
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
  const place = pagePlace(flags);
  const page = async () => rescuePage({ falls: await readFalls(), name: hostname() });
  const listener: RequestListener = (_, outgoing) => {
    void page().then((text) => {
      outgoing.setHeader('Content-Type', 'text/html; charset=utf-8');
      outgoing.setHeader('Cache-Control', 'no-store');
      outgoing.setHeader('Content-Length', Buffer.byteLength(text));
      outgoing.statusCode = 503;
      outgoing.end(text);
    });
  };
  const options = {
    ...{ listener, plainListener: () => listener, log, clock, limits: LIMITS.web },
    openCertificates: () => openCertificates({ folder: place.certificates, names: () => ownNames(), clock, log, limits: LIMITS.tls }),
  };
  const ports = await openPorts(place, options).catch((error) => {
    log.error('rescue.no-tls', { words: wordsOf(error) });
    return openPorts({ ...place, tls: false }, options); // a page that the browser has to be told of is better than none
  });
  log.warn('rescue.listening', { ...ports.now() });
  await stopSignal(io);
  await ports.close();
}

/** Of the configuration, unless that is what is wrong. */
function pagePlace(flags: Flags): Place & { readonly certificates: string | undefined } {
  try {
    const { web, dataFolder } = loadConfig(overridesOf(flags));
    return { host: web.host, port: web.port, morePorts: web.morePorts, tls: speaksTls(web), certificates: join(dataFolder, 'tls') };
  } catch {
    return { host: '::', port: 443, morePorts: [80, 8042], tls: true, certificates: undefined };
  }
}
