import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { runTool } from '../box/box.ts';

/** What this machine knows of the device behind an address of its own network. */
export interface Neighbour {
  /** Of what answers there; undefined while nobody has. */
  readonly mac?: string;
}

const COMPLETE = 0x02; // ATF_COM of if_arp.h: the hardware address is valid

/** /proc/net/arp: IPv4, one line for each device that was asked for. */
export function arpEntry(table: string, address: string, device?: string): Neighbour | undefined {
  for (const line of table.split('\n').slice(1)) {
    const [ip, , flags, mac, , on] = line.trim().split(/\s+/);
    if (ip !== address || (device !== undefined && on !== device)) continue;
    return Number(flags) & COMPLETE ? { mac: mac! } : {};
  }
  return undefined;
}

const IpNeighbours = z.array(z.object({ dst: z.string(), lladdr: z.optional(z.string()) }));

/**
 * The neighbour with this address; undefined where this machine has not asked for it, or it is behind a router.
 *
 * IPv4 stands in a file; IPv6 is told by `ip` alone.
 */
export async function neighbourOf(address: string, device?: string): Promise<Neighbour | undefined> {
  if (!address.includes(':')) return arpEntry(await readFile('/proc/net/arp', 'utf8').catch(() => ''), address, device);
  const args = ['-6', '-j', 'neigh', 'show', 'to', address.replace(/%.*$/, ''), ...(device === undefined ? [] : ['dev', device])];
  const told = await runTool('ip', args, { timeoutMs: 2000 }).catch(() => '[]');
  const entry = IpNeighbours.safeParse(jsonOrNothing(told)).data?.[0];
  if (entry === undefined) return undefined;
  return entry.lladdr === undefined ? {} : { mac: entry.lladdr };
}

export async function macOf(address: string): Promise<string | undefined> {
  return (await neighbourOf(address))?.mac;
}

export function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // whoever asks checks the shape
  }
}
