import { ByteWriter } from '../base/base.ts';
import { type AssociateAc, type AssociateRq, PDU_HEADER_BYTES, PDU_TYPE, PDV_HEADER_BYTES, type Pdu, type Pdv } from './pdu.ts';
import { encodeUserInformation, roomFor } from './user-information.ts';

/** Writes a PDU whole, header included (PS3.8 §9.3.2 to §9.3.8). P-DATA-TF has its own, `encodePDataTf`. */
export function encodePdu(pdu: Pdu): Uint8Array {
  const writer = new ByteWriter(128 + roomFor(pdu));
  writer.uint8(typeOf(pdu)).uint8(0).uint32(0);
  switch (pdu.kind) {
    case 'associate-rq':
    case 'associate-ac':
      encodeAssociate(writer, pdu);
      break;
    case 'associate-rj':
      writer.uint8(0).uint8(pdu.result).uint8(pdu.source).uint8(pdu.reason);
      break;
    case 'release-rq':
    case 'release-rp':
      writer.uint32(0);
      break;
    case 'abort':
      writer.uint16(0).uint8(pdu.source).uint8(pdu.reason);
      break;
    default:
      pdu satisfies never;
  }
  writer.patchUint32(2, writer.length - PDU_HEADER_BYTES);
  return writer.bytes();
}

/**
 * Writes a P-DATA-TF PDU (§9.3.5) as the buffers that make it up, in order: data is not copied, unless all of it is small.
 */
export function encodePDataTf(pdvs: readonly Pdv[]): Uint8Array[] {
  const length = pDataLength(pdvs);
  const header = Buffer.allocUnsafe(PDU_HEADER_BYTES + PDV_HEADER_BYTES * pdvs.length);
  header[0] = PDU_TYPE.pDataTf;
  header[1] = 0;
  header.writeUInt32BE(length, 2);
  const parts: Uint8Array[] = [];
  let at = PDU_HEADER_BYTES;
  let from = 0; // where the next part of `header` begins: the first PDV's takes the PDU's with it
  for (const pdv of pdvs) {
    header.writeUInt32BE(pdv.data.byteLength + 2, at); // Item-length counts the id and the message control header
    header[at + 4] = pdv.contextId;
    header[at + 5] = Number(pdv.isCommand) | (Number(pdv.isLastFragment) << 1); // Annex E.2
    at += PDV_HEADER_BYTES;
    parts.push(header.subarray(from, at), pdv.data);
    from = at;
  }
  return length <= COPY_BYTES ? [Buffer.concat(parts)] : parts;
}

/** Below this a copy costs less than one more entry in the kernel's vector. */
const COPY_BYTES = 4096;

/** PDU-length of a P-DATA-TF PDU with these PDVs. */
export function pDataLength(pdvs: readonly Pdv[]): number {
  let length = 0;
  for (const pdv of pdvs) length += PDV_HEADER_BYTES + pdv.data.byteLength;
  return length;
}

function typeOf(pdu: Pdu): number {
  switch (pdu.kind) {
    case 'associate-rq':
      return PDU_TYPE.associateRq;
    case 'associate-ac':
      return PDU_TYPE.associateAc;
    case 'associate-rj':
      return PDU_TYPE.associateRj;
    case 'release-rq':
      return PDU_TYPE.releaseRq;
    case 'release-rp':
      return PDU_TYPE.releaseRp;
    case 'abort':
      return PDU_TYPE.abort;
  }
}

/** §9.3.2, §9.3.3 */
function encodeAssociate(writer: ByteWriter, pdu: AssociateRq | AssociateAc): void {
  const item = (type: number, write: () => void) => {
    writer.uint8(type).uint8(0).uint16(0);
    const at = writer.length;
    write();
    writer.patchUint16(at - 2, writer.length - at);
  };
  writer.uint16(pdu.protocolVersion).uint16(0);
  if (pdu.titlesField)
    writer.put(pdu.titlesField); // in A-ASSOCIATE-AC: as it was received (§9.3.3)
  else writer.text(pdu.calledAeTitle, 16).text(pdu.callingAeTitle, 16).text('', 32, 0);
  item(0x10, () => writer.text(pdu.applicationContext));
  if (pdu.kind === 'associate-rq') {
    for (const context of pdu.presentationContexts) {
      item(0x20, () => {
        writer.uint8(context.id).uint8(0).uint16(0);
        item(0x30, () => writer.text(context.abstractSyntax));
        for (const uid of context.transferSyntaxes) item(0x40, () => writer.text(uid));
      });
    }
  } else {
    for (const context of pdu.presentationContexts) {
      item(0x21, () => {
        writer.uint8(context.id).uint8(0).uint8(context.result).uint8(0);
        item(0x40, () => writer.text(context.transferSyntax));
      });
    }
  }
  item(0x50, () => writer.put(encodeUserInformation(pdu.userInformation)));
}
