import type { Association, PackedPData } from '../ul/ul.ts';
import { type CommandSet, encodeCommandSet } from './command-set.ts';
import { largestFragment } from './fragment.ts';

export interface SmallMessage {
  readonly command: CommandSet;
  readonly dataset: Uint8Array;
}

const P_DATA_TF = 0x04;
const PDU_HEADER_BYTES = 6; // PS3.8 §9.3.5
const PDV_HEADER_BYTES = 6; // §9.3.5.1, §E.2
const HEADER_BYTES = PDU_HEADER_BYTES + PDV_HEADER_BYTES;

/**
 * Sends whole messages that are in memory in one write: the thousand answers to a query cost as many PDUs, but ten system calls. Command
 * and data set have a PDU each (see `sendMessage`). The same command object is encoded once.
 */
export function sendTogether(
  association: Pick<Association, 'sendPacked' | 'maxPduPayload'>,
  contextId: number,
  messages: readonly SmallMessage[],
): Promise<void> {
  if (messages.length === 0) return Promise.resolve();
  const fragmentBytes = largestFragment(association.maxPduPayload);
  const commands = new Map<CommandSet, Uint8Array>();
  let length = 0;
  let dataBytes = 0;
  for (const { command, dataset } of messages) {
    const encoded = commands.get(command) ?? encodeCommandSet(command);
    commands.set(command, encoded);
    for (const { byteLength } of [encoded, dataset]) {
      length += byteLength + HEADER_BYTES * fragmentsOf(byteLength, fragmentBytes);
      dataBytes += byteLength;
    }
  }
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const { command, dataset } of messages) {
    at = writePdus(bytes, at, contextId, true, commands.get(command)!, fragmentBytes);
    at = writePdus(bytes, at, contextId, false, dataset, fragmentBytes);
  }
  const packed: PackedPData = { bytes, dataBytes, release: () => undefined };
  return association.sendPacked([packed]);
}

/** An empty data set is one empty fragment. */
function fragmentsOf(byteLength: number, fragmentBytes: number): number {
  return Math.max(1, Math.ceil(byteLength / fragmentBytes));
}

/** @returns where the next PDU begins */
function writePdus(to: Buffer, begin: number, contextId: number, isCommand: boolean, data: Uint8Array, fragmentBytes: number): number {
  let at = begin;
  let from = 0;
  do {
    const until = Math.min(from + fragmentBytes, data.byteLength);
    const length = until - from;
    to[at] = P_DATA_TF;
    to[at + 1] = 0;
    to.writeUInt32BE(length + PDV_HEADER_BYTES, at + 2);
    to.writeUInt32BE(length + 2, at + 6); // Item-length counts the id and the message control header
    to[at + 10] = contextId;
    to[at + 11] = Number(isCommand) | (Number(until === data.byteLength) << 1); // §E.2
    to.set(until - from === data.byteLength ? data : data.subarray(from, until), at + HEADER_BYTES);
    at += HEADER_BYTES + length;
    from = until;
  } while (from < data.byteLength);
  return at;
}
