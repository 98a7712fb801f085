import type { Clock } from '../base/base.ts';
import { browse, ownHostName } from './avahi.ts';
import type { Browsed } from './browsed.ts';
import { type Peer, peersOf } from './peers.ts';

export interface DiscoverOptions {
  readonly seconds: number;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly signal?: AbortSignal;
}

/** The kinds of PS3.15 H.2 that can be echoed. */
const TYPES = ['_dicom._tcp', '_dicom-tls._tcp'];

/**
 * The DICOM peers that announce themselves, on every network of this machine. Asks again until the time is over: who was busy answers the next time.
 *
 * @throws MdnsError
 */
export async function discover({ seconds, clock, signal }: DiscoverOptions): Promise<Peer[]> {
  const until = clock.monotonicMs() + seconds * 1000;
  const seen: Browsed[] = [];
  do {
    seen.push(...(await browse(TYPES)));
  } while (clock.monotonicMs() < until && !signal?.aborted);
  return peersOf(seen, await ownHostName());
}
