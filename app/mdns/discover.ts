import { hostname } from 'node:os';
import type { Clock } from '../base/base.ts';
import { browse, ownHostName } from './avahi.ts';
import type { Browsed } from './browsed.ts';
import { type Peer, peersOf } from './peers.ts';

export interface DiscoverOptions {
  readonly seconds: number;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly signal?: AbortSignal;
}

export interface Discovered {
  readonly peers: readonly Peer[];
  /** Another machine of the network has the name of this one. */
  readonly renamed?: { readonly wanted: string; readonly now: string };
}

/** The kinds of PS3.15 H.2 that can be echoed. */
const TYPES = ['_dicom._tcp', '_dicom-tls._tcp'];

/**
 * The DICOM peers that announce themselves, on every network of this machine. Asks again until the time is over: who was busy answers the next time.
 *
 * @throws MdnsError
 */
export async function discover({ seconds, clock, signal }: DiscoverOptions): Promise<Discovered> {
  const until = clock.monotonicMs() + seconds * 1000;
  const seen: Browsed[] = [];
  do {
    seen.push(...(await browse(TYPES)));
  } while (clock.monotonicMs() < until && !signal?.aborted);
  const ownHost = await ownHostName();
  const renamed = ownHost === undefined ? undefined : hostRenamed(ownHost);
  return { peers: peersOf(seen, ownHost), ...(renamed && { renamed }) };
}

/** @param ownHost as avahi has it, with `.local` */
export function hostRenamed(
  ownHost: string,
  wanted = hostname().replace(/\..*$/, ''),
): { readonly wanted: string; readonly now: string } | undefined {
  const now = ownHost.replace(/\.local$/i, ''); // avahi takes the first part of a name alone
  return now.toLowerCase() === wanted.toLowerCase() ? undefined : { wanted, now };
}
