import { type Clock, type Log, wordsOf } from '../base/base.ts';
import type { Direction, Pdu, UlTap } from '../ul/ul.ts';
import { WIRE_VIEW_LIMITS, type WireViewLimits } from './limits.ts';
import type { AssociationRecord, MessageRecord, WireRecord } from './records.ts';

/** Told of what was recorded, for those that wait for something; called for each PDU and message, not for data. */
export type WireListener = (association: AssociationRecord, record: WireRecord | 'opened' | 'ended') => void;

export interface Recorder {
  readonly tap: UlTap;
  /** The newest first. */
  list(): readonly AssociationRecord[];
  get(id: number): AssociationRecord | undefined;
  /** Returns the unsubscriber. */
  listen(listener: WireListener): () => void;
}

/** What is being put together of one association. */
interface Open {
  readonly record: AssociationRecord;
  readonly parts: { in: MessageRecord | undefined; out: MessageRecord | undefined };
}

const RECORD_BYTES = 200; // what a record takes besides its bytes, about
const REQUESTS_WITH_IDENTIFIER: ReadonlySet<number> = new Set([0x0020, 0x0021, 0x0010]); // C-FIND-RQ, C-MOVE-RQ, C-GET-RQ
const COMMAND_FIELD_ELEMENT = 0x0100;

/** Remembers associations in bounded rings: PDUs, command sets as bytes, and of data sets their length alone. Nothing is decoded here. */
export function createRecorder(options: { readonly clock: Clock; readonly log: Log; readonly limits?: WireViewLimits }): Recorder {
  const { clock, log, limits = WIRE_VIEW_LIMITS } = options;
  const records = new Map<number, AssociationRecord>(); // the oldest first
  const open = new Map<number, Open>();
  const listeners = new Set<WireListener>();
  let totalBytes = 0;

  function tell(record: AssociationRecord, what: WireRecord | 'opened' | 'ended'): void {
    for (const listener of listeners) {
      try {
        listener(record, what);
      } catch (error) {
        log.error('wire-view.listener-failed', { words: wordsOf(error) }); // it must not touch what it watches
      }
    }
  }

  function grow(record: AssociationRecord, bytes: number): void {
    record.bytes += bytes;
    totalBytes += bytes;
    while (totalBytes > limits.maxBytes && records.size > 1) drop(oldest(record));
  }

  /** Connections that asked for nothing go first once they are many: a port scanner cannot push out what a technician looks for. */
  function oldest(but?: AssociationRecord): AssociationRecord {
    const all = [...records.values()].filter((record) => record !== but);
    const strangers = all.filter(({ hasRequest, end }) => !hasRequest && end !== undefined);
    if (strangers.length >= limits.maxStrangers) return strangers[0]!;
    return all.find(({ end }) => end !== undefined) ?? all[0]!;
  }

  function drop(record: AssociationRecord): void {
    totalBytes -= record.bytes;
    records.delete(record.id);
    open.delete(record.id);
  }

  /** Of messages the first few and the last few are kept; the other PDUs are few. */
  function add(record: AssociationRecord, one: WireRecord, bytes: number): void {
    if (one.kind === 'message') record.messages++;
    if (record.first.length < limits.firstMessages) record.first.push(one);
    else {
      record.last.push(one);
      if (record.last.length > 2 * limits.lastMessages) {
        const gone = record.last.splice(0, limits.lastMessages); // seldom, many at once: a shift for each would cost more
        record.dropped += gone.length;
        const freed = gone.reduce((sum, each) => sum + bytesOf(each), 0);
        record.bytes -= freed;
        totalBytes -= freed;
      }
    }
    grow(record, bytes);
  }

  const sinceMs = ({ beganMs }: AssociationRecord) => clock.monotonicMs() - beganMs;

  function onCommand(at: Open, direction: Direction, contextId: number, isEnd: boolean, data: Uint8Array): void {
    const { record, parts } = at;
    const begun = parts[direction];
    if (begun?.command.byteLength && begun.endMs < 0)
      begun.command = Buffer.concat([begun.command, data]).subarray(0, limits.maxCommandBytes); // in pieces: rare
    else {
      const atMs = sinceMs(record);
      parts[direction] = {
        kind: 'message',
        direction,
        atMs,
        contextId,
        command: data.slice(0, limits.maxCommandBytes),
        datasetBytes: 0,
        datasetParts: 0,
        endMs: -1,
      };
    }
    if (!isEnd) return;
    const message = parts[direction]!;
    message.endMs = sinceMs(record);
    if (REQUESTS_WITH_IDENTIFIER.has(commandFieldOf(message.command))) message.identifier = new Uint8Array();
    add(record, message, RECORD_BYTES + message.command.byteLength);
    tell(record, message);
  }

  function onData({ record, parts }: Open, direction: Direction, isEnd: boolean, data: Uint8Array): void {
    const message = parts[direction];
    if (message === undefined) return;
    message.datasetBytes += data.byteLength;
    message.datasetParts++;
    if (message.identifier !== undefined) {
      if (message.identifier.byteLength + data.byteLength > limits.maxIdentifierBytes) delete message.identifier;
      else {
        message.identifier = Buffer.concat([message.identifier, data]);
        grow(record, data.byteLength);
      }
    }
    if (isEnd) message.endMs = sinceMs(record);
  }

  const tap: UlTap = {
    opened(id, { role, listener, remote }) {
      while (records.size >= limits.maxAssociations) drop(oldest());
      const record: AssociationRecord = {
        ...{ id, role, listener, address: remote.address, port: remote.port, openedAt: clock.now(), beganMs: clock.monotonicMs() },
        ...{
          callingAeTitle: '',
          calledAeTitle: '',
          hasRequest: false,
          wasRefused: false,
          first: [],
          last: [],
          dropped: 0,
          messages: 0,
          bytes: 0,
        },
      };
      records.set(id, record);
      open.set(id, { record, parts: { in: undefined, out: undefined } });
      grow(record, RECORD_BYTES);
      tell(record, 'opened');
    },
    pdu(id, direction, pdu) {
      const at = open.get(id);
      if (at === undefined) return;
      const { record } = at;
      if (pdu.kind === 'associate-rq') {
        record.hasRequest = true;
        record.callingAeTitle = pdu.callingAeTitle;
        record.calledAeTitle = pdu.calledAeTitle;
      }
      if (pdu.kind === 'associate-rj') record.wasRefused = true;
      const one = { kind: 'pdu', direction, atMs: sinceMs(record), pdu: withoutSecrets(pdu) } as const;
      add(record, one, RECORD_BYTES + bytesOfPdu(pdu));
      tell(record, one);
    },
    pdv(id, direction, contextId, isCommand, isEnd, data) {
      const at = open.get(id);
      if (at === undefined) return;
      if (isCommand) onCommand(at, direction, contextId, isEnd, data);
      else onData(at, direction, isEnd, data);
    },
    ended(id, end) {
      const at = open.get(id);
      if (at === undefined) return;
      open.delete(id);
      at.record.end = { ...end, atMs: sinceMs(at.record) };
      tell(at.record, 'ended');
    },
  };
  return {
    tap,
    list: () => [...records.values()].reverse(),
    get: (id) => records.get(id),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function bytesOf(record: WireRecord): number {
  if (record.kind === 'pdu') return RECORD_BYTES + bytesOfPdu(record.pdu);
  return RECORD_BYTES + record.command.byteLength + (record.identifier?.byteLength ?? 0);
}

/** About what a decoded PDU takes: a UID is 100 bytes. */
function bytesOfPdu(pdu: Pdu): number {
  switch (pdu.kind) {
    case 'associate-rq':
      return pdu.presentationContexts.reduce((sum, { transferSyntaxes }) => sum + 200 + 100 * transferSyntaxes.length, 1000);
    case 'associate-ac':
      return 1000 + 150 * pdu.presentationContexts.length;
    default:
      return 0;
  }
}

/** A user identity (PS3.7 D.3.3.7) is kept by its type alone: it may be a password. */
function withoutSecrets(pdu: Pdu): Pdu {
  if (pdu.kind !== 'associate-rq' || pdu.userInformation.userIdentity === undefined) return pdu;
  const nothing = new Uint8Array();
  const userIdentity = { ...pdu.userInformation.userIdentity, primaryField: nothing, secondaryField: nothing };
  return { ...pdu, userInformation: { ...pdu.userInformation, userIdentity } };
}

/** (0000,0100) of a command set, without decoding it; 0 where it is not found. */
function commandFieldOf(command: Uint8Array): number {
  const view = new DataView(command.buffer, command.byteOffset, command.byteLength);
  for (let at = 0; at + 10 <= command.byteLength; ) {
    if (view.getUint16(at + 2, true) === COMMAND_FIELD_ELEMENT) return view.getUint16(at + 8, true);
    at += 8 + view.getUint32(at + 4, true);
  }
  return 0;
}
