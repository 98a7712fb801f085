import type { AssociationEnd, Direction, Pdu } from '../ul/ul.ts';

/** A message as it went by: its command set undecoded, its data set counted. */
export interface MessageRecord {
  readonly kind: 'message';
  readonly direction: Direction;
  /** Since the connection began. */
  readonly atMs: number;
  readonly contextId: number;
  /** The command set (PS3.7 §6.3.1). */
  command: Uint8Array;
  datasetBytes: number;
  /** PDVs of it, or parts of them as they came. */
  datasetParts: number;
  /** Of a query or retrieve request, its identifier, where it is short enough. */
  identifier?: Uint8Array;
  endMs: number;
}

export interface PduRecord {
  readonly kind: 'pdu';
  readonly direction: Direction;
  readonly atMs: number;
  readonly pdu: Pdu;
}

export type WireRecord = MessageRecord | PduRecord;

/** One connection, and the association over it where there was one. */
export interface AssociationRecord {
  readonly id: number;
  readonly role: 'acceptor' | 'requestor';
  readonly listener: string;
  readonly address: string;
  readonly port: number;
  readonly openedAt: number;
  readonly beganMs: number;
  callingAeTitle: string;
  calledAeTitle: string;
  /** It asked for an association, or was asked to. */
  hasRequest: boolean;
  /** It was answered with A-ASSOCIATE-RJ, by us or by the peer. */
  wasRefused: boolean;
  end?: AssociationEnd & { readonly atMs: number };
  /** The first messages, and all PDUs that are no P-DATA-TF. */
  readonly first: WireRecord[];
  /** The newest ones, the oldest of them falls out. */
  readonly last: WireRecord[];
  dropped: number;
  messages: number;
  bytes: number;
}
