import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { overlap, parseSubnet, toAddress } from './address.ts';
import { hasGivenRole } from './apply.ts';
import { readPorts } from './ports.ts';
import { ROLES, type Role } from './roles.ts';
import type { NetworkSettings } from './settings.ts';
import { linkWords } from './words.ts';

/** One side of the box as it is now. */
export interface LinkFacts {
  readonly role: Role;
  /** Whether the box has a port for it. */
  readonly isPresent: boolean;
  /** Whether it had one before: an adapter that was pulled, or a port that has failed. */
  readonly wasPresent: boolean;
  readonly mac: string | undefined;
  readonly isCableIn: boolean;
  readonly megabitPerSecond: number | undefined;
  /** IPv4 with prefix, e.g. `192.0.2.7/24`; link-local ones last. */
  readonly addresses: readonly string[];
  readonly gateway: string | undefined;
  /** One or two sentences for the owner. */
  readonly words: string;
}

/** What can be said of each side without asking anybody: cable, speed, addresses, way out. */
export function linkFacts(
  root: string,
  settings: NetworkSettings,
  addressesOf: (name: string) => readonly string[] = addressesNow,
): LinkFacts[] {
  const ports = readPorts(root);
  const gateways = defaultGateways(root);
  const facts = ROLES.map((role) => {
    const port = ports.find(({ name }) => name === role);
    const read = (file: string) => textOf(join(root, 'sys/class/net', role, file));
    const speed = Number(port && read('speed'));
    return {
      role,
      isPresent: port !== undefined,
      wasPresent: port !== undefined || hasGivenRole(root, role),
      mac: port?.mac,
      isCableIn: port !== undefined && read('carrier') === '1',
      megabitPerSecond: speed > 0 ? speed : undefined,
      addresses: port ? [...addressesOf(role)].sort((a, b) => Number(isLinkLocal(a)) - Number(isLinkLocal(b))) : [],
      gateway: port && gateways.get(role),
    };
  });
  const shared = sharedNetwork(facts);
  return facts.map((link) => ({
    ...link,
    words: linkWords(link, settings, { isOnly: facts.some(({ wasPresent }) => !wasPresent), shared }),
  }));
}

export function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.');
}

/** A network that both sides have, which the hospital's DHCP may bring about: answers would then leave by the wrong side. */
function sharedNetwork(facts: readonly Pick<LinkFacts, 'role' | 'addresses'>[]): string | undefined {
  const [hospital, modality] = ROLES.map((role) =>
    (facts.find((link) => link.role === role)?.addresses ?? [])
      .filter((address) => !isLinkLocal(address))
      .flatMap((text) => parseSubnet(text) ?? []),
  );
  const both = hospital?.find((one) => modality?.some((other) => overlap(one, other)));
  return both && `${both.network}/${both.prefix}`;
}

function addressesNow(name: string): string[] {
  return (networkInterfaces()[name] ?? []).flatMap(({ family, cidr }) => (family === 'IPv4' && cidr ? [cidr] : []));
}

/** Interface → gateway, by /proc/net/route: hexadecimal, in the byte order of the machine, which is little-endian on every board. */
function defaultGateways(root: string): Map<string, string> {
  const rows = (textOf(join(root, 'proc/net/route')) ?? '').split('\n').slice(1);
  const gateways = new Map<string, string>();
  for (const row of rows) {
    const [name, destination, gateway] = row.split('\t');
    if (!name || destination !== '00000000' || !gateway || gateway === '00000000' || gateways.has(name)) continue;
    gateways.set(name, toAddress(Buffer.from(gateway, 'hex').reverse().readUInt32BE()));
  }
  return gateways;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return undefined; // a port that is down has no carrier to read
  }
}
