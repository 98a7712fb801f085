/**
 * HL7 v2 over MLLP: orders (ORM^O01, OMI^O23) and corrections of patients (ADT^A08, A40) for the worklist. A message is acknowledged AA when what it
 * says is durable; what cannot be done waits in the error queue for a person. `docs/hl7.md` has the fields. Knows no HTTP.
 */
export type { Orders } from './apply.ts';
export { CHARACTER_SETS, type CharacterSet } from './charset.ts';
export { Hl7Error, type Hl7ErrorCode, type Location, placeName } from './errors.ts';
export { HL7_LIMITS, type Hl7Limits } from './limits.ts';
export { type Hl7Listener, listenForHl7, type RecentFault, type TlsIdentity } from './listen.ts';
export { type ErrorQueue, openErrorQueue, type WaitingMessage } from './queue.ts';
export { createReceiver, type Hl7Settings, type Receiver, type Replay } from './receiver.ts';
export type { Corrections, MappingRule } from './rules.ts';
export { type MessageShown, shownMessage } from './shown.ts';
