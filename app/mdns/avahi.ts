import { errnoOf, wordsOf } from '../base/base.ts';
import { runTool } from '../box/box.ts';
import { type Browsed, parseBrowsed } from './browsed.ts';
import { MdnsError } from './errors.ts';

/** How avahi-daemon is asked: by programs that it comes with, so that no D-Bus library is ours to keep. */

const MOST_BYTES = 4 * 1024 * 1024;
const BROWSE_MS = 20_000;
const NAME_MS = 5000;

/**
 * Everything of these types that is on the networks now.
 *
 * @param fromCache only what avahi knows already, without a packet
 * @throws MdnsError
 */
export async function browse(types: readonly string[], options: { readonly fromCache?: boolean } = {}): Promise<Browsed[]> {
  const how = ['--parsable', '--resolve', '--no-db-lookup', options.fromCache ? '--cache' : '--terminate'];
  const outputs = await Promise.all(
    types.map((type) => runTool('avahi-browse', [...how, type], { timeoutMs: BROWSE_MS, maxBytes: MOST_BYTES }).catch(failed)),
  );
  return outputs.flatMap(parseBrowsed);
}

/**
 * The name of this machine on the network, e.g. `filmroom-7K3F.local`; after a conflict, avahi's other one.
 *
 * @returns undefined where avahi-daemon does not run, or cannot be asked
 */
export async function ownHostName(): Promise<string | undefined> {
  const call = ['--system', '--json=short', 'call', 'org.freedesktop.Avahi', '/', 'org.freedesktop.Avahi.Server', 'GetHostNameFqdn'];
  try {
    const { data } = JSON.parse(await runTool('busctl', call, { timeoutMs: NAME_MS })) as { readonly data?: readonly unknown[] };
    return typeof data?.[0] === 'string' ? data[0] : undefined;
  } catch {
    return undefined;
  }
}

function failed(cause: unknown): never {
  if (errnoOf(cause) === 'ENOENT')
    throw new MdnsError(
      'MDNS_NO_BROWSER',
      'The program avahi-browse is not there: on Debian and Ubuntu, install the package avahi-utils.',
      { cause },
    );
  if (/daemon not running|D-?Bus|dbus/i.test(wordsOf(cause)))
    throw new MdnsError('MDNS_NO_AVAHI', 'avahi-daemon does not run on this machine, so that nobody can be asked who is on the network.', {
      cause,
    });
  throw cause;
}
