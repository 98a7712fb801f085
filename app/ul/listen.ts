import type { Clock, Log } from '../base/base.ts';
import type { Refusal } from './errors.ts';
import type { UlLimits } from './limits.ts';
import type { NegotiationPolicy } from './negotiate.ts';
import type { AssociateRq } from './pdu.ts';
import type { Association } from './service.ts';

/** Who asks for an association, and how full the listener is. */
export interface Peer {
  readonly address: string;
  readonly port: number;
  readonly listener: string;
  /** Associations of this listener that are open or being decided, this one not counted. */
  readonly openAssociations: number;
}

export interface RefusedInfo extends Refusal {
  readonly listener: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
  readonly at: number;
}

export interface ListenOptions {
  readonly name: string;
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** What we announce (PS3.8 Annex D.1); 0 = no limit. */
  readonly maxPduLength: number;
  /** ARTIM (PS3.8 §9.1.5). */
  readonly artimMs: number;
  /** Silence of the peer while we wait for it; 0 = never. */
  readonly inactivityMs: number;
  readonly onInactivity: 'release' | 'abort';
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: { readonly implementationClassUid: string; readonly implementationVersionName: string };
  readonly limits?: Partial<UlLimits>;
  /** Accept by a policy, or refuse. What it throws is logged and refused as 2/1/1. */
  decide(request: AssociateRq, peer: Peer): Refusal | NegotiationPolicy | Promise<Refusal | NegotiationPolicy>;
  /** Serves the association; one that is still open when this settles is aborted. */
  onAssociation(association: Association): Promise<void>;
  onRefused?(info: RefusedInfo): void;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  /** Takes no more connections, gives open associations `graceMs` to end, then aborts them. */
  close(graceMs: number): Promise<void>;
}

export function listen(_options: ListenOptions): Promise<Listener> {
  throw new Error('being built');
}
