import { type DataElement, readElements, writeElements } from '../../app/dataset/dataset.ts';
import { type Attributes, elementsOf } from './mpps-dataset.ts';
import { commandSet, element, IMPLICIT_LE, type RawPeer, statusOf } from './raw-peer.ts';

export const MPPS = '1.2.840.10008.3.1.2.3.3';
export const MPPS_RETRIEVE = '1.2.840.10008.3.1.2.3.4';
export const MPPS_NOTIFICATION = '1.2.840.10008.3.1.2.3.5';

/** A response to a DIMSE-N request, taken apart. */
export interface NResponse {
  readonly status: number;
  readonly command: Map<number, Buffer>;
  /** (0000,0902), (0000,0903), (0000,1000), (0000,1005). */
  readonly comment: string;
  readonly errorId: number | undefined;
  readonly sopInstanceUid: string;
  readonly tags: readonly number[];
  readonly elements: readonly DataElement[];
}

const text = (value: Buffer | undefined) => (value?.toString('latin1') ?? '').replace(/[\0 ]+$/, '');

function responseOf({ command, dataset }: Awaited<ReturnType<RawPeer['message']>>, transferSyntaxUid: string): NResponse {
  const list = command.get(0x00001005) ?? Buffer.alloc(0);
  const tags = Array.from({ length: list.byteLength / 4 }, (_, at) => list.readUInt16LE(at * 4) * 65536 + list.readUInt16LE(at * 4 + 2));
  return {
    status: statusOf(command),
    command,
    comment: text(command.get(0x00000902)),
    errorId: command.get(0x00000903)?.readUInt16LE(0),
    sopInstanceUid: text(command.get(0x00001000)),
    tags,
    elements: dataset ? readElements(dataset, transferSyntaxUid) : [],
  };
}

export interface RawAsk {
  readonly contextId?: number;
  readonly sopClassUid?: string;
  readonly characterSets?: readonly string[];
  readonly transferSyntaxUid?: string;
  /** The bytes as they are, instead of attributes. */
  readonly bytes?: Uint8Array;
}

const encoded = (attributes: Attributes | undefined, ask: RawAsk) =>
  ask.bytes ?? (attributes && writeElements(elementsOf(attributes, ask.characterSets), ask.transferSyntaxUid ?? IMPLICIT_LE));

let lastMessageId = 0;

/** N-CREATE-RQ (PS3.7 §10.3.5.1); without a UID the provider makes one. */
export async function nCreate(peer: RawPeer, sopInstanceUid: string | undefined, attributes: Attributes | undefined, ask: RawAsk = {}) {
  const dataset = encoded(attributes, ask);
  const command = commandSet(
    element(0x00000002, ask.sopClassUid ?? MPPS),
    element(0x00000100, 0x0140),
    element(0x00000110, ++lastMessageId),
    element(0x00000800, dataset ? 0x0000 : 0x0101),
    ...(sopInstanceUid === undefined ? [] : [element(0x00001000, sopInstanceUid)]),
  );
  return responseOf(await peer.ask(ask.contextId ?? 1, command, dataset), ask.transferSyntaxUid ?? IMPLICIT_LE);
}

/** N-SET-RQ (PS3.7 §10.3.3.1). */
export async function nSet(peer: RawPeer, sopInstanceUid: string, attributes: Attributes, ask: RawAsk = {}) {
  const command = commandSet(
    element(0x00000003, ask.sopClassUid ?? MPPS),
    element(0x00000100, 0x0120),
    element(0x00000110, ++lastMessageId),
    element(0x00000800, 0x0000),
    element(0x00001001, sopInstanceUid),
  );
  return responseOf(await peer.ask(ask.contextId ?? 1, command, encoded(attributes, ask)), ask.transferSyntaxUid ?? IMPLICIT_LE);
}

/** N-GET-RQ (PS3.7 §10.3.2.1). */
export async function nGet(peer: RawPeer, sopInstanceUid: string, tags: readonly number[] = [], ask: RawAsk = {}) {
  const list = Buffer.alloc(tags.length * 4);
  for (const [at, tag] of tags.entries()) {
    list.writeUInt16LE(tag >>> 16, at * 4);
    list.writeUInt16LE(tag & 0xffff, at * 4 + 2);
  }
  const command = commandSet(
    element(0x00000003, ask.sopClassUid ?? MPPS_RETRIEVE),
    element(0x00000100, 0x0110),
    element(0x00000110, ++lastMessageId),
    element(0x00000800, 0x0101),
    element(0x00001001, sopInstanceUid),
    ...(tags.length > 0 ? [element(0x00001005, list)] : []),
  );
  return responseOf(await peer.ask(ask.contextId ?? 3, command), ask.transferSyntaxUid ?? IMPLICIT_LE);
}
