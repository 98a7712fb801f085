/** `filmroom hands`: what root does for the program that has no privileges. Each domain brings its verbs; no logic here. */
import { systemClock as clock, createLog } from '../base/base.ts';
import { type AnyVerb, serveHands } from '../box/box.ts';
import { captureVerbs } from '../capture/capture.ts';
import { CliError, type Flags, type Io, stopSignal } from '../cli/cli.ts';
import { LIMITS, listenDescriptor, logStyle } from '../config/config.ts';
import { identityVerbs } from '../identity/identity.ts';
import { journalVerbs } from '../journal/journal.ts';
import { clockVerbs, Network, networkVerbs } from '../network/network.ts';
import { powerVerbs } from '../power/power.ts';
import { resetVerbs } from '../reset/reset.ts';
import { linksIn } from '../self-test/self-test.ts';
import { updateVerbs } from '../update/update.ts';

export async function handsCommand(flags: Flags, io: Io): Promise<void> {
  const fd = listenDescriptor();
  const socket = typeof flags.socket === 'string' ? flags.socket : fd === undefined ? undefined : { fd };
  if (socket === undefined) throw new CliError('CLI_USAGE', 'systemd handed over no socket: name one with --socket <path>');
  const log = createLog({ level: levelOf(flags), style: logStyle(), write: (line) => io.error(line) });
  const network = new Network({ clock, log, confirmMs: LIMITS.network.confirmMs });
  await network.resume();
  const verbs: readonly AnyVerb[] = [
    ...networkVerbs(network),
    ...clockVerbs(),
    ...identityVerbs(),
    ...powerVerbs(),
    ...resetVerbs({ clock }),
    ...captureVerbs({ limits: LIMITS.capture }),
    ...journalVerbs({ limits: LIMITS.journal }),
    ...updateVerbs({ clock, links: linkedPorts, log }),
  ];

  const stopping = new AbortController();
  void stopSignal(io).then(() => stopping.abort());
  await serveHands({ verbs, socket, log, clock, limits: LIMITS.box, signal: stopping.signal, isBusy: () => network.isWaiting });
}

const linkedPorts = () =>
  linksIn()
    .filter(({ isUp }) => isUp)
    .map(({ name }) => name);

function levelOf({ 'log-level': level = 'info' }: Flags): 'debug' | 'info' | 'warn' | 'error' {
  const known = (['debug', 'info', 'warn', 'error'] as const).find((each) => each === level);
  if (!known) throw new CliError('CLI_USAGE', `--log-level must be debug, info, warn or error, not "${level}"`);
  return known;
}
