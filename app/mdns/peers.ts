import type { Browsed } from './browsed.ts';

/** A DICOM peer that announces itself. Who announces what is nobody's word but its own: nothing here is trusted. */
export interface Peer {
  /** The AE title to call (PS3.15 H.2); undefined where what it says is none. */
  readonly aeTitle?: string;
  /** Its instance name. */
  readonly name: string;
  readonly host: string;
  /** IPv4 first. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly tls: boolean;
  readonly primaryDeviceType?: string;
  /** The networks that it was seen on, by interface. */
  readonly networks: readonly string[];
  /** It is this machine. */
  readonly isOwn: boolean;
}

const IS_AE_TITLE = /^(?! )[\x20-\x5b\x5d-\x7e]{1,16}(?<! )$/;

/**
 * The peers behind what was browsed: a peer on two networks, by two protocols, is one.
 *
 * @param ownHost the name of this machine as avahi has it, with `.local`
 */
export function peersOf(browsed: readonly Browsed[], ownHost?: string): Peer[] {
  const groups = Map.groupBy(browsed, ({ name, type, host, port }) => JSON.stringify([name, type, host.toLowerCase(), port]));
  return [...groups.values()]
    .map(peerOf)
    .sort((a, b) => Number(a.isOwn) - Number(b.isOwn) || a.name.localeCompare(b.name) || a.port - b.port);

  function peerOf(seen: readonly Browsed[]): Peer {
    const { name, type, host, port, txt } = seen[0]!;
    // AETitle is what Horos and OsiriX write; without any, the instance name is the title
    const aeTitle = (txt.get('aet') || txt.get('aetitle') || name).trim();
    const primaryDeviceType = txt.get('primarydevicetype');
    const byProtocol = [...seen].sort((a, b) => a.protocol.localeCompare(b.protocol));
    return {
      ...(IS_AE_TITLE.test(aeTitle) && { aeTitle }),
      ...(primaryDeviceType && { primaryDeviceType }),
      ...{ name, host, port },
      addresses: [...new Set(byProtocol.map(reachable))],
      tls: type === '_dicom-tls._tcp',
      networks: [...new Set(seen.map(({ network }) => network))],
      isOwn: host.toLowerCase() === ownHost?.toLowerCase(),
    };
  }
}

/** A link-local IPv6 address works with its network alone. */
function reachable({ address, network }: Browsed): string {
  return /^fe[89ab]/i.test(address) ? `${address}%${network}` : address;
}
