import type { Clock, Log } from '../base/base.ts';
import type { Refusal, UlError } from './errors.ts';
import type { UlLimits } from './limits.ts';
import type { AssociateAc, AssociateRj, AssociateRq, RoleSelection } from './pdu.ts';
import type { ReadBuffers } from './read-buffers.ts';
import type { Association, AssociationEnd, PresentationContext } from './service.ts';
import type { UlTap } from './tap.ts';

export interface UlAssociationOptions {
  readonly role: Association['role'];
  readonly listener: string;
  readonly remote: Association['remote'];
  /** What we announce; 0 = no limit. */
  readonly maxPduLength: number;
  readonly artimMs: number;
  /** 0 = never. */
  readonly inactivityMs: number;
  readonly onInactivity: 'release' | 'abort';
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: UlLimits;
  readonly tap?: UlTap | undefined;
  /** What to read into; undefined = as Node does. */
  readonly buffers?: ReadBuffers | undefined;
}

/** The indications and confirmations of PS3.8 §7 that end or begin something for `listen` and `connect`. */
export interface UlAssociationHooks {
  /** AE-6, acceptable: answer with `accept` or `reject`. */
  associateIndication?(request: AssociateRq): void;
  /** AE-6, not acceptable: A-ASSOCIATE-RJ is on its way. */
  refused?(request: AssociateRq, refusal: Refusal): void;
  /** AE-3, AE-4. */
  associateConfirmation?(answer: AssociateAc | AssociateRj): void;
  /** There is no association any more (Sta1, Sta13); the connection may still wait for the peer to close. `error` is absent after a release. */
  ended(end: AssociationEnd, error: UlError | undefined): void;
  /** The connection is gone too. */
  gone(): void;
}

/** What was agreed, from the side of either role. */
export interface Agreed {
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly presentationContexts: ReadonlyMap<number, PresentationContext>;
  readonly answeredTitle?: string;
  readonly roles: readonly RoleSelection[];
  readonly request: AssociateRq;
  readonly peer: AssociateRq['userInformation'];
}
