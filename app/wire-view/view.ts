import { COMMAND_ELEMENTS, type CommandSet, decodeCommandSet, messageName } from '../dimse/dimse.ts';
import { sopClassName, statusWords, tagText, transferSyntaxName } from '../registry/registry.ts';
import type { AssociateAc, AssociateRq, Direction } from '../ul/ul.ts';
import { type MaskedAttribute, maskedIdentifier } from './masks.ts';
import { pduFields } from './pdu-fields.ts';
import type { AssociationRecord, MessageRecord, WireRecord } from './records.ts';

/** A field of a PDU or a command set, with its meaning where it has one. */
export interface WireField {
  readonly name: string;
  readonly value: string;
  readonly words?: string;
}

export interface WireEvent {
  /** Milliseconds since the connection began. */
  readonly atMs: number;
  readonly direction: Direction;
  /** e.g. `A-ASSOCIATE-RQ`, `C-STORE-RSP` */
  readonly name: string;
  readonly fields: readonly WireField[];
  readonly contextId?: number;
  /** Of a response: its status, and whether that is a failure. */
  readonly status?: { readonly code: string; readonly words: string; readonly isFailure: boolean };
  /** Of a message with a data set: how much, and until when it came. */
  readonly dataset?: { readonly bytes: number; readonly parts: number; readonly untilMs: number };
  readonly identifier?: readonly MaskedAttribute[];
}

export interface WireContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly name: string;
  readonly proposed: readonly string[];
  /** PS3.8 §9.3.3.2; undefined while there is no answer. */
  readonly result?: string;
  readonly transferSyntax?: string;
}

export interface WireAssociation {
  readonly id: number;
  readonly role: 'acceptor' | 'requestor';
  readonly listener: string;
  readonly address: string;
  readonly port: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly openedAt: number;
  readonly messages: number;
  /** `why`: of one that was refused, the reason by its code. */
  readonly end?: { readonly how: string; readonly words: string; readonly why?: WireReason; readonly atMs: number };
}

export interface WireReason {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface WireTimeline extends WireAssociation {
  readonly contexts: readonly WireContext[];
  readonly events: readonly WireEvent[];
  /** Messages that are no longer there: after the first ones, before the last ones. */
  readonly dropped: number;
}

export function summaryOf(record: AssociationRecord): WireAssociation {
  const { id, role, listener, address, port, callingAeTitle, calledAeTitle, openedAt, messages, end, wasRefused } = record;
  const how = wasRefused ? 'refused' : end?.how;
  return {
    ...{ id, role, listener, address, port, callingAeTitle, calledAeTitle, openedAt, messages },
    ...(end && how && { end: { how, words: end.words, ...(end.why && { why: end.why }), atMs: rounded(end.atMs) } }),
  };
}

/** Everything that is known of one association, decoded now; no value of a data set is in it. */
export function timelineOf(record: AssociationRecord): WireTimeline {
  const all = [...record.first, ...record.last];
  const request = all.map(pduOf('associate-rq')).find(Boolean);
  const answer = all.map(pduOf('associate-ac')).find(Boolean);
  const syntaxOf = new Map(
    answer?.presentationContexts.filter(({ result }) => result === 0).map(({ id, transferSyntax }) => [id, transferSyntax]),
  );
  return {
    ...summaryOf(record),
    contexts: contextsOf(request, answer),
    events: all.map((one) => eventOf(one, (id) => syntaxOf.get(id))),
    dropped: record.dropped,
  };
}

const pduOf =
  <Kind extends 'associate-rq' | 'associate-ac'>(kind: Kind) =>
  (one: WireRecord) =>
    one.kind === 'pdu' && one.pdu.kind === kind ? (one.pdu as Kind extends 'associate-rq' ? AssociateRq : AssociateAc) : undefined;

/** PS3.8 Table 9-18 */
const RESULTS = ['acceptance', 'user-rejection', 'no-reason', 'abstract-syntax-not-supported', 'transfer-syntaxes-not-supported'];

function contextsOf(request: AssociateRq | undefined, answer: AssociateAc | undefined): WireContext[] {
  return (request?.presentationContexts ?? []).map(({ id, abstractSyntax, transferSyntaxes }) => {
    const answered = answer?.presentationContexts.find((each) => each.id === id);
    return {
      ...{ id, abstractSyntax, name: sopClassName(abstractSyntax), proposed: transferSyntaxes.map(transferSyntaxName) },
      ...(answered && { result: RESULTS[answered.result] ?? String(answered.result) }),
      ...(answered?.result === 0 && { transferSyntax: transferSyntaxName(answered.transferSyntax) }),
    };
  });
}

/** @param syntaxOf the transfer syntax of an accepted presentation context */
export function eventOf(one: WireRecord, syntaxOf: (contextId: number) => string | undefined): WireEvent {
  const { direction } = one;
  const atMs = rounded(one.atMs);
  if (one.kind === 'pdu') return { atMs, direction, ...pduFields(one.pdu) };
  return { atMs, direction, contextId: one.contextId, ...messageOf(one, syntaxOf(one.contextId)) };
}

function messageOf(message: MessageRecord, transferSyntax: string | undefined): Omit<WireEvent, 'atMs' | 'direction'> {
  const { datasetBytes: bytes, datasetParts: parts, endMs, identifier } = message;
  const attributes = identifier && transferSyntax !== undefined ? maskedIdentifier(identifier, transferSyntax) : undefined;
  const rest = {
    ...(parts > 0 && { dataset: { bytes, parts, untilMs: rounded(endMs) } }),
    ...(attributes && { identifier: attributes }),
  };
  let command: CommandSet;
  try {
    command = decodeCommandSet(message.command);
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    return {
      name: 'command set that cannot be read',
      fields: [{ name: 'bytes', value: String(message.command.byteLength), words }],
      ...rest,
    };
  }
  const { status } = command;
  return {
    name: messageName(command.commandField),
    fields: commandFields(command, message.direction),
    ...(status !== undefined && { status: { code: hex(status), words: statusWords(status), isFailure: isFailure(status) } }),
    ...rest,
  };
}

const hex = (value: number) => `${value.toString(16).toUpperCase().padStart(4, '0')}H`;
/** PS3.7 Annex C: success, pending, cancel and warnings are none. */
const isFailure = (status: number) =>
  status !== 0 && status !== 0xfe00 && (status & 0xff00) !== 0xff00 && (status & 0xf000) !== 0xb000 && status !== 0x0001;

function commandFields(command: CommandSet, direction: Direction): WireField[] {
  return Object.entries(COMMAND_ELEMENTS).flatMap(([name, { tag, keyword }]) => {
    const value = command[name as keyof typeof COMMAND_ELEMENTS];
    if (value === undefined) return [];
    const field = `${keyword} ${tagText(tag)}`;
    if (name === 'errorComment')
      return [{ name: field, value: direction === 'out' ? String(value) : `${String(value).length} characters, not shown` }];
    if (name === 'affectedSopClassUid' || name === 'requestedSopClassUid')
      return [{ name: field, value: String(value), words: sopClassName(String(value)) }];
    if (name === 'status') return [{ name: field, value: hex(Number(value)), words: statusWords(Number(value)) }];
    if (name === 'commandField') return [{ name: field, value: hex(Number(value)), words: messageName(Number(value)) }];
    if (typeof value === 'object') return [{ name: field, value: value.map(tagText).join(', ') }];
    return [{ name: field, value: String(value) }];
  });
}

const rounded = (ms: number) => Math.round(ms * 10) / 10;
