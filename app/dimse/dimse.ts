/**
 * DIMSE (PS3.7): command sets and messages over an association, as provider (`serve`) and as requestor (`openRequestor`).
 * Knows which element a message must have; what a service makes of it is for `services`.
 *
 * A request flows: `ul` pieces → `assemble` (messages) → `provider` (one at a time, C-CANCEL, faults) → a handler → `fragment` → `ul`.
 */

/** The upper layer's types that a service sees through us. */
export type {
  AssociateRq,
  Association,
  AssociationEnd,
  ConnectOptions,
  NegotiationPolicy,
  Peer,
  PresentationContext,
  Refusal,
  RefusedInfo,
  RoleSelection,
  StrangerInfo,
  Why,
} from '../ul/ul.ts';
export { createMessageReader, type Message, type MessageReader } from './assemble.ts';
export {
  COMMAND_ELEMENTS,
  type CommandFields,
  type CommandSet,
  decodeCommandSet,
  encodeCommandSet,
  MAX_COMMAND_SET_BYTES,
} from './command-set.ts';
export { DimseError, type DimseErrorCode } from './errors.ts';
export { sendMessage } from './fragment.ts';
export { COMMAND_FIELD, isPending, messageName, PRIORITY } from './messages.ts';
export {
  invokeNormalized,
  type NormalizedRequest,
  type NormalizedResponse,
} from './normalized.ts';
export type { Notifier } from './notifications.ts';
export type { Answer, Answers, Handler, Handlers, PendingAnswer, Request } from './operation.ts';
export { type DirectDataset, OutgoingDataset } from './outgoing.ts';
export { type ServeOptions, serve } from './provider.ts';
export { openRequestor, type Requestor, type RequestorOptions, type ResponseMessage, type StoreRequest } from './requestor.ts';
