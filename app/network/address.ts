/** Arithmetic of IPv4 addresses (RFC 791, RFC 4632). Everything here is pure, and takes text that `isAddress` or `parseSubnet` has accepted. */

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ADDRESS = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
/** Longer prefixes hold no two hosts and a broadcast; shorter ones swallow other networks. */
const LEAST_PREFIX = 8;
const MOST_PREFIX = 30;

/** An address of ours with its network. */
export interface Subnet {
  readonly address: string;
  readonly prefix: number;
  /** First and last address of the network: its own name and its broadcast. */
  readonly network: string;
  readonly broadcast: string;
}

export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

export function toNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

/** `192.0.2.7/24`; undefined where that is none. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address = '', prefixText = '', more] = text.split('/');
  const prefix = /^[1-9]\d?$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (more !== undefined || !isAddress(address) || !(prefix >= LEAST_PREFIX && prefix <= MOST_PREFIX)) return undefined;
  const size = 2 ** (32 - prefix);
  const first = toNumber(address) - (toNumber(address) % size);
  return { address, prefix, network: toAddress(first), broadcast: toAddress(first + size - 1) };
}

/** Whether an address is in the network, its name and its broadcast excluded. */
export function isHostOf({ network, broadcast }: Subnet, address: string): boolean {
  const number = toNumber(address);
  return number > toNumber(network) && number < toNumber(broadcast);
}

export function overlap(one: Subnet, other: Subnet): boolean {
  return toNumber(one.network) <= toNumber(other.broadcast) && toNumber(other.network) <= toNumber(one.broadcast);
}

/** Why no box may have this address; undefined where it may. */
export function whyNoHost(address: string): string | undefined {
  const number = toNumber(address);
  const isIn = (network: string, prefix: number) =>
    Math.floor(number / 2 ** (32 - prefix)) === Math.floor(toNumber(network) / 2 ** (32 - prefix));
  if (isIn('0.0.0.0', 8)) return 'is no address of a host';
  if (isIn('127.0.0.0', 8)) return 'is the loopback of every machine';
  if (isIn('169.254.0.0', 16)) return 'is link-local: such addresses are chosen by themselves (RFC 3927)';
  if (isIn('224.0.0.0', 3)) return 'is multicast or reserved';
  return undefined;
}
