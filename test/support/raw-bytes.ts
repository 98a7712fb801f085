/**
 * PDUs and command sets built by hand, for the raw peer. Knows nothing of `app/`: it is the second opinion on every byte.
 * Everything can be made wrong on purpose: build it right, then change the bytes.
 */
export const VERIFICATION = '1.2.840.10008.1.1';
export const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
export const IMPLICIT_LE = '1.2.840.10008.1.2';
export const EXPLICIT_LE = '1.2.840.10008.1.2.1';
export const APPLICATION_CONTEXT_NAME = '1.2.840.10008.3.1.1.1';

const u8 = (...values: number[]): Buffer => Buffer.from(values);
export const u16 = (value: number): Buffer => u8((value >> 8) & 255, value & 255);
export const u32 = (value: number): Buffer => Buffer.concat([u16(Math.floor(value / 65536)), u16(value % 65536)]);
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Any PDU: type, 00H, 4-byte length, body. `length` lies about the length. */
export function pdu(type: number, body: Uint8Array, length = body.byteLength): Buffer {
  return Buffer.concat([u8(type, 0), u32(length), body]);
}

/** Any item or sub-item: type, 00H, 2-byte length, body. */
export function item(type: number, body: Uint8Array, length = body.byteLength): Buffer {
  return Buffer.concat([u8(type, 0), u16(length), body]);
}

export interface RqOptions {
  readonly calledAeTitle?: string; // padded with spaces to 16
  readonly callingAeTitle?: string;
  readonly protocolVersion?: number;
  readonly applicationContext?: string;
  /** id defaults to 1, 3, 5, … in order. Default: Verification in implicit LE. */
  readonly contexts?: readonly { readonly id?: number; readonly abstractSyntax: string; readonly transferSyntaxes: readonly string[] }[];
  /** 51H; null leaves the sub-item out. */
  readonly maximumLength?: number | null;
  /** Further sub-items of the user information, as bytes (see the builders below). */
  readonly userItems?: readonly Uint8Array[];
  /** Further items after the user information. */
  readonly items?: readonly Uint8Array[];
}

/** A-ASSOCIATE-RQ (PS3.8 §9.3.2). */
export function associateRq(options: RqOptions = {}): Buffer {
  const contexts = options.contexts ?? [{ abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_LE] }];
  const maximumLength = options.maximumLength === undefined ? 16384 : options.maximumLength;
  const user = [
    ...(maximumLength === null ? [] : [item(0x51, u32(maximumLength))]),
    item(0x52, ascii('1.2.3.4.5')),
    item(0x55, ascii('RAW_PEER')),
    ...(options.userItems ?? []),
  ];
  return pdu(
    0x01,
    Buffer.concat([
      u16(options.protocolVersion ?? 1),
      u16(0),
      ascii((options.calledAeTitle ?? 'FILMROOM').padEnd(16)),
      ascii((options.callingAeTitle ?? 'RAWPEER').padEnd(16)),
      Buffer.alloc(32),
      item(0x10, ascii(options.applicationContext ?? APPLICATION_CONTEXT_NAME)),
      ...contexts.map((context, at) =>
        item(
          0x20,
          Buffer.concat([
            u8(context.id ?? at * 2 + 1, 0, 0, 0),
            item(0x30, ascii(context.abstractSyntax)),
            ...context.transferSyntaxes.map((uid) => item(0x40, ascii(uid))),
          ]),
        ),
      ),
      item(0x50, Buffer.concat(user)),
      ...(options.items ?? []),
    ]),
  );
}

const lengthAndText = (text: string): Buffer => Buffer.concat([u16(text.length), ascii(text)]);
/** 54H, PS3.7 D.3.3.4 */
export const roleSelection = (sopClassUid: string, scu: number, scp: number): Buffer =>
  item(0x54, Buffer.concat([lengthAndText(sopClassUid), u8(scu, scp)]));
/** 53H, PS3.7 D.3.3.3 */
export const asynchronousOperations = (invoked: number, performed: number): Buffer =>
  item(0x53, Buffer.concat([u16(invoked), u16(performed)]));
/** 56H, PS3.7 D.3.3.5 */
export const extendedNegotiation = (sopClassUid: string, information: Uint8Array): Buffer =>
  item(0x56, Buffer.concat([lengthAndText(sopClassUid), information]));
/** 58H, PS3.7 D.3.3.7 */
export const userIdentity = (type: number, positiveResponse: boolean, primary: string, secondary = ''): Buffer =>
  item(0x58, Buffer.concat([u8(type, positiveResponse ? 1 : 0), lengthAndText(primary), lengthAndText(secondary)]));

/** A-ASSOCIATE-AC for a peer that plays the acceptor (PS3.8 §9.3.3). */
export function associateAc(options: {
  readonly contexts: readonly { readonly id: number; readonly result: number; readonly transferSyntax: string }[];
  readonly maximumLength?: number | null;
  readonly userItems?: readonly Uint8Array[];
}): Buffer {
  const maximumLength = options.maximumLength === undefined ? 16384 : options.maximumLength;
  return pdu(
    0x02,
    Buffer.concat([
      u16(1),
      u16(0),
      Buffer.alloc(64, 0x20),
      item(0x10, ascii(APPLICATION_CONTEXT_NAME)),
      ...options.contexts.map((context) =>
        item(0x21, Buffer.concat([u8(context.id, 0, context.result, 0), item(0x40, ascii(context.transferSyntax))])),
      ),
      item(
        0x50,
        Buffer.concat([
          ...(maximumLength === null ? [] : [item(0x51, u32(maximumLength))]),
          item(0x52, ascii('1.2.3.4.5')),
          ...(options.userItems ?? []),
        ]),
      ),
    ]),
  );
}

/** A-ASSOCIATE-RJ (§9.3.4). */
export const associateRj = (result: number, source: number, reason: number): Buffer => pdu(0x03, u8(0, result, source, reason));
/** A-RELEASE-RQ and -RP (§9.3.6, §9.3.7). */
export const releaseRq = (): Buffer => pdu(0x05, Buffer.alloc(4));
export const releaseRp = (): Buffer => pdu(0x06, Buffer.alloc(4));
/** A-ABORT (§9.3.8). */
export const abort = (source = 0, reason = 0): Buffer => pdu(0x07, u8(0, 0, source, reason));

export interface RawPdv {
  readonly contextId: number;
  readonly isCommand: boolean;
  readonly isLastFragment: boolean;
  readonly data: Uint8Array;
}

/** One PDV item with its header (§9.3.5.1, Annex E.2). */
export function pdv(contextId: number, isCommand: boolean, isLastFragment: boolean, data: Uint8Array): Buffer {
  return Buffer.concat([u32(data.byteLength + 2), u8(contextId, (isCommand ? 1 : 0) + (isLastFragment ? 2 : 0)), data]);
}

/** P-DATA-TF with these PDV items (§9.3.5). */
export const pDataTf = (...pdvs: readonly Uint8Array[]): Buffer => pdu(0x04, Buffer.concat(pdvs));

/** A whole message as P-DATA-TF PDUs: the command set in one PDV, the data set in fragments so that no PDU-length exceeds `maxPduLength`. */
export function message(
  contextId: number,
  commandSet: Uint8Array,
  dataset?: Uint8Array,
  options: { readonly maxPduLength?: number } = {},
): Buffer[] {
  const most = (options.maxPduLength ?? 16384) - 6;
  const pdus = [pDataTf(pdv(contextId, true, true, commandSet))];
  if (!dataset) return pdus;
  for (let at = 0; at === 0 || at < dataset.byteLength; at += most) {
    pdus.push(pDataTf(pdv(contextId, false, at + most >= dataset.byteLength, dataset.subarray(at, at + most))));
  }
  return pdus;
}

/** One element of implicit VR little endian; numbers are US (2 bytes), texts are padded to even length with NUL (UI) unless `pad` says else. */
export function element(tag: number, value: number | string | Uint8Array, pad = 0x00): Buffer {
  let bytes: Buffer;
  if (typeof value === 'number') {
    bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(value);
  } else bytes = typeof value === 'string' ? ascii(value) : Buffer.from(value);
  if (bytes.byteLength % 2) bytes = Buffer.concat([bytes, u8(pad)]);
  const head = Buffer.alloc(8);
  head.writeUInt16LE(Math.floor(tag / 65536), 0);
  head.writeUInt16LE(tag % 65536, 2);
  head.writeUInt32LE(bytes.byteLength, 4);
  return Buffer.concat([head, bytes]);
}

/** A command set (PS3.7 §6.3.1): group length first, then the elements in the given order. */
export function commandSet(...elements: readonly Buffer[]): Buffer {
  const body = Buffer.concat(elements);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.byteLength);
  return Buffer.concat([element(0x00000000, length), body]);
}

/** C-ECHO-RQ (PS3.7 §9.3.5.1). */
export const cEchoRq = (messageId = 1): Buffer =>
  commandSet(element(0x00000002, VERIFICATION), element(0x00000100, 0x0030), element(0x00000110, messageId), element(0x00000800, 0x0101));

/** C-STORE-RQ (PS3.7 §9.3.1.1); its data set follows. */
export const cStoreRq = (sopClassUid: string, sopInstanceUid: string, messageId = 1): Buffer =>
  commandSet(
    element(0x00000002, sopClassUid),
    element(0x00000100, 0x0001),
    element(0x00000110, messageId),
    element(0x00000700, 0x0000),
    element(0x00000800, 0x0000),
    element(0x00001000, sopInstanceUid),
  );

/** The elements of a command set by tag, values as bytes. */
export function parseCommandSet(bytes: Uint8Array): Map<number, Buffer> {
  const buffer = Buffer.from(bytes);
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 8 <= buffer.byteLength; ) {
    const tag = buffer.readUInt16LE(at) * 65536 + buffer.readUInt16LE(at + 2);
    const length = buffer.readUInt32LE(at + 4);
    found.set(tag, buffer.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return found;
}

/** (0000,0900) Status of a response. */
export function statusOf(command: Map<number, Buffer>): number {
  const value = command.get(0x00000900);
  if (!value) throw new Error('no Status (0000,0900) in the command set');
  return value.readUInt16LE(0);
}
