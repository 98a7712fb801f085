import type { NetworkInterfaceInfo } from 'node:os';

/** An address of this box, and the network that it is on. */
export interface Address {
  /** `modality`, `hospital`, or what the machine calls the interface. */
  readonly network: string;
  /** With the length of its prefix. */
  readonly cidr: string;
  readonly address: string;
  /** Chosen by the box itself, as nobody gave it one (RFC 3927, RFC 4291 §2.5.6). */
  readonly isLinkLocal: boolean;
  readonly isIpv6: boolean;
}

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** The addresses that somebody else can reach, the hospital's first, link-local ones last. An interface with an IPv4 address shows no IPv6 link-local one. */
export function networksOf(interfaces: Interfaces, names: { readonly modality: string; readonly hospital: string }): Address[] {
  const networkOf = (name: string) => (name === names.hospital ? 'hospital' : name === names.modality ? 'modality' : name);
  const all = Object.entries(interfaces).flatMap(([name, infos = []]) => {
    const shown = infos
      .filter(({ internal }) => !internal)
      .map((info) => ({
        network: networkOf(name),
        cidr: info.cidr ?? info.address,
        address: info.address,
        isLinkLocal: info.family === 'IPv4' ? info.address.startsWith('169.254.') : /^fe[89ab]/i.test(info.address),
        isIpv6: info.family === 'IPv6',
      }));
    const hasIpv4 = shown.some(({ isIpv6 }) => !isIpv6);
    return shown.filter(({ isIpv6, isLinkLocal }) => !(hasIpv4 && isIpv6 && isLinkLocal));
  });
  return all.sort((a, b) => rank(a) - rank(b));
}

function rank({ network, isIpv6, isLinkLocal }: Address): number {
  const byNetwork = network === 'hospital' ? 0 : network === 'modality' ? 2 : 1;
  return byNetwork * 4 + (isLinkLocal ? 2 : 0) + (isIpv6 ? 1 : 0);
}
