/** `filmroom discover`: asks the network which DICOM peers announce themselves. */
import { systemClock as clock, jsonText } from '../base/base.ts';
import { CliError, type Flags, type Io } from '../cli/cli.ts';
import { LIMITS } from '../config/config.ts';
import { discover, peerTable } from '../mdns/mdns.ts';

export async function discoverCommand(flags: Flags, io: Io): Promise<void> {
  const seconds = secondsOf(flags.seconds);
  const { peers, renamed } = await discover({ seconds, clock });
  io.print(flags.json ? jsonText(peers) : peerTable(peers, seconds));
  if (renamed)
    io.error(
      `This machine is ${renamed.now}.local here, since another device of the network is called ${renamed.wanted} already: rename one of them.\n`,
    );
}

function secondsOf(text: string | boolean | undefined): number {
  if (text === undefined) return LIMITS.mdns.discoverSeconds;
  const seconds = /^\d{1,2}$/.test(String(text)) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= LIMITS.mdns.maxDiscoverSeconds) return seconds;
  throw new CliError(
    'CLI_USAGE',
    `--seconds must be a number from 1 to ${LIMITS.mdns.maxDiscoverSeconds}, not "${text}"\nSee: filmroom help discover`,
  );
}
