import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import * as z from 'zod/mini';
import { runTool } from '../box/box.ts';
import { jsonOrNothing } from './neighbours.ts';

/** How this machine reaches an address. */
export interface Route {
  readonly device: string;
  /** The router in between; undefined where the address is in a network of ours. */
  readonly gateway?: string;
}

const UP = 0x1; // RTF_UP
const HAS_GATEWAY = 0x2; // RTF_GATEWAY

/** /proc/net/route: the route with the longest prefix that fits, the one of the least metric among equals. */
export function routeIn(table: string, address: string): Route | undefined {
  const wanted = numberOf(address);
  let best: { readonly route: Route; readonly mask: number; readonly metric: number } | undefined;
  for (const line of table.split('\n').slice(1)) {
    const [device, destination, gateway, flags, , , metric, mask] = line.trim().split(/\s+/);
    if (device === undefined || mask === undefined || !(Number.parseInt(flags!, 16) & UP)) continue;
    const bits = hostOrder(mask);
    if ((wanted & bits) >>> 0 !== hostOrder(destination!)) continue;
    if (best && (bits < best.mask || (bits === best.mask && Number(metric) >= best.metric))) continue;
    const hasGateway = Number.parseInt(flags!, 16) & HAS_GATEWAY;
    best = {
      route: { device, ...(hasGateway && { gateway: addressOf(hostOrder(gateway!)) }) },
      mask: bits,
      metric: Number(metric),
    };
  }
  return best?.route;
}

/** Eight hexadecimal digits as the kernel of a little-endian machine prints a network address. */
function hostOrder(hex: string): number {
  return Buffer.from(hex, 'hex').readUInt32LE(0);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

const IpRoutes = z.array(z.object({ dev: z.optional(z.string()), gateway: z.optional(z.string()) }));

/** @returns undefined where no network of this machine leads there */
export async function routeTo(address: string): Promise<Route | undefined> {
  if (isOwn(address)) return { device: 'lo' };
  if (!address.includes(':')) return routeIn(await readFile('/proc/net/route', 'utf8').catch(() => ''), address);
  const [plain = '', zone] = address.split('%');
  if (zone !== undefined) return { device: zone };
  const told = await runTool('ip', ['-6', '-j', 'route', 'get', plain], { timeoutMs: 2000 }).catch(() => '[]');
  const [route] = IpRoutes.safeParse(jsonOrNothing(told)).data ?? [];
  if (route?.dev === undefined) return undefined;
  return { device: route.dev, ...(route.gateway !== undefined && { gateway: route.gateway }) };
}

export function isIpAddress(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || text.includes(':');
}

export function isOwn(address: string): boolean {
  if (/^127\.|^::1$/.test(address)) return true;
  return ownAddresses().some((each) => each.address === address);
}

/** Of the interfaces that are up and have a carrier: Node lists no others. */
export function ownAddresses(): readonly { readonly device: string; readonly address: string; readonly cidr: string }[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses]) =>
    (addresses ?? []).map(({ address, cidr }) => ({ device, address, cidr: cidr ?? address })),
  );
}
