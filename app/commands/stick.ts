/** `filmroom stick`: what a box runs when a CONFIG stick is plugged in, and at its start. */
import { createLog } from '../base/base.ts';
import { askHands } from '../box/box.ts';
import type { Flags, Io } from '../cli/cli.ts';
import { LIMITS, logStyle } from '../config/config.ts';
import { hostNameOf, readIdentity } from '../identity/identity.ts';
import type { NetworkReport } from '../network/network.ts';
import { mountWithin, serveStick } from '../stick/stick.ts';

/** In the state folder of filmroom-stick@.service. */
const OBEYED_FILE = '/var/lib/filmroom-stick/obeyed';

export async function stickCommand(_flags: Flags, io: Io, [device = '', folder = '/run/filmroom-stick']: readonly string[]): Promise<void> {
  const log = createLog({ level: 'info', style: logStyle(), write: (line) => io.error(line) });
  const ask = (verb: string, args: unknown = {}) => askHands<NetworkReport>(verb, args, { answerMs: LIMITS.network.applyMs });
  await serveStick({
    mount: mountWithin(device, folder),
    network: {
      show: () => ask('network.show'),
      set: (settings) => ask('network.set', { settings }),
      confirm: () => ask('network.confirm'),
    },
    name: ownName(),
    obeyedFile: OBEYED_FILE,
    log,
  });
}

function ownName(): string | undefined {
  try {
    return hostNameOf(readIdentity());
  } catch {
    return undefined; // its disk is absent: the network can be set all the same
  }
}
