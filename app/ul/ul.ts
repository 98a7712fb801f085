/**
 * The DICOM upper layer over TCP/IP (PS3.8): associations as requestor (`connect`) and acceptor (`listen`), PDUs, Table 9-10.
 * Knows presentation data values, not what they hold.
 *
 * Bytes flow: socket → `pdu-stream` (lengths checked, PDVs in pieces) → `association` (state machine, timers) → `pieces()`.
 */
export { type ConnectOptions, connect } from './connect.ts';
export { type AbortReason, type Refusal, UlError, type UlErrorCode, type Why } from './errors.ts';
export { DEFAULT_UL_LIMITS, type UlLimits } from './limits.ts';
export {
  type ConnectionSettings,
  type Listener,
  type ListenOptions,
  listen,
  type Peer,
  type RefusedInfo,
  type StrangerInfo,
} from './listen.ts';
export { type NegotiationPolicy, negotiate } from './negotiate.ts';
export { type PackedPData, PDataPacker, packPdv } from './packed-p-data.ts';
export type {
  AssociateAc,
  AssociateRq,
  CommonExtendedNegotiation,
  ContextResult,
  ExtendedNegotiation,
  Pdu,
  Pdv,
  ProposedContext,
  RoleSelection,
  UserIdentity,
  UserInformation,
} from './pdu.ts';
export { type ProbeOutcome, probeTcp } from './probe.ts';
export type { Association, AssociationEnd, PdvPiece, PresentationContext } from './service.ts';
export type { Direction, UlTap } from './tap.ts';
