import type { Clock, Log } from '../base/base.ts';
import type { UlLimits } from './limits.ts';
import type { ExtendedNegotiation, RoleSelection, UserIdentity } from './pdu.ts';
import type { Association } from './service.ts';

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** At most 128; ids are given in order: 1, 3, 5, … */
  readonly contexts: readonly { readonly abstractSyntax: string; readonly transferSyntaxes: readonly string[] }[];
  readonly roles?: readonly RoleSelection[];
  readonly extendedNegotiations?: readonly ExtendedNegotiation[];
  readonly userIdentity?: UserIdentity;
  /** What we announce; 0 = no limit. */
  readonly maxPduLength: number;
  /** For everything up to the answer of the peer. */
  readonly timeoutMs: number;
  /** Wait for a peer that has fallen silent while we wait for it; 0 = for ever. */
  readonly inactivityMs?: number;
  readonly artimMs?: number;
  readonly signal?: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: { readonly implementationClassUid: string; readonly implementationVersionName: string };
  readonly limits?: Partial<UlLimits>;
}

/**
 * Requests an association (PS3.8 §7.1).
 *
 * @throws UlError UL_CONNECTION_REFUSED, UL_REJECTED (with `refusal`), UL_ABORTED_BY_PEER, UL_TIMEOUT, …
 */
export function connect(_options: ConnectOptions): Promise<Association> {
  throw new Error('being built');
}
