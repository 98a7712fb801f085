import { UlError } from './errors.ts';
import { PDU_HEADER_BYTES, PDU_TYPE, PDV_HEADER_BYTES, type Pdu } from './pdu.ts';
import { decodePdu, nameOfPdu } from './pdu-decode.ts';
import type { PdvPiece } from './service.ts';

export interface PduSink {
  /** The header of a PDU is there; nothing of its body was kept yet. Throw to refuse it. */
  pduBegins(type: number): void;
  /** A PDU other than P-DATA-TF, whole. */
  pdu(pdu: Pdu): void;
  /** A part of a PDV, as it came. */
  piece(piece: PdvPiece): void;
}

export interface PduStreamLimits {
  /** Longest PDU-length of P-DATA-TF: what we announced (PS3.8 Annex D.1); 0 = no limit. */
  readonly maxPDataLength: number;
  /** Longest PDU-length of A-ASSOCIATE-RQ and -AC; the others have 4 bytes (§9.3.4, 9.3.6 to 9.3.8). */
  readonly maxAssociatePduLength: number;
}

export interface PduStream {
  /** Reads what the socket gave. The pieces are views of `chunk`. Throws UlError once, after which everything is ignored. */
  push(chunk: Uint8Array): void;
  /** Ignores everything from here on. */
  stop(): void;
}

/** PDUs from bytes in any cut (PS3.8 §9.3.1): every length is checked before a byte of the body is kept, and P-DATA-TF is never gathered. */
export function createPduStream(limits: PduStreamLimits, sink: PduSink): PduStream {
  const maxPDataLength = limits.maxPDataLength === 0 ? Number.POSITIVE_INFINITY : limits.maxPDataLength;
  const header = Buffer.alloc(Math.max(PDU_HEADER_BYTES, PDV_HEADER_BYTES));
  let headerFill = 0;
  let reading: 'pdu-header' | 'body' | 'pdv-header' | 'pdv-data' | 'nothing' = 'pdu-header';
  let firstPdu = true;
  let type = 0;
  let body = Buffer.alloc(0); // grows as bytes come, not by what the header says
  let bodyFill = 0;
  let pduLeft = 0;
  let pdvLeft = 0;
  let contextId = 0;
  let isCommand = false;
  let isLastFragment = false;

  return {
    push(chunk) {
      try {
        read(chunk);
      } catch (error) {
        reading = 'nothing';
        throw error;
      }
    },
    stop() {
      reading = 'nothing';
    },
  };

  function read(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.byteLength) {
      switch (reading) {
        case 'pdu-header':
          if (headerFill === 0 && !isPduType(chunk[at]!)) throw unknownPdu(chunk.subarray(at));
          at = fillHeader(chunk, at);
          if (headerFill === PDU_HEADER_BYTES) beginPdu();
          break;
        case 'body':
          at = fillBody(chunk, at);
          break;
        case 'pdv-header':
          at = fillHeader(chunk, at);
          if (headerFill === PDV_HEADER_BYTES) beginPdv();
          break;
        case 'pdv-data': {
          const end = Math.min(at + pdvLeft, chunk.byteLength);
          const data = chunk.subarray(at, end);
          pdvLeft -= end - at;
          at = end;
          emit(data);
          break;
        }
        case 'nothing':
          return;
      }
    }
  }

  function fillHeader(chunk: Uint8Array, from: number): number {
    let at = from;
    while (headerFill < PDU_HEADER_BYTES && at < chunk.byteLength) header[headerFill++] = chunk[at++]!;
    return at;
  }

  function beginPdu(): void {
    headerFill = 0;
    firstPdu = false;
    type = header[0]!;
    pduLeft = header.readUInt32BE(2);
    sink.pduBegins(type);
    if (reading === 'nothing') return;
    const most = type === PDU_TYPE.pDataTf ? maxPDataLength : type <= PDU_TYPE.associateAc ? limits.maxAssociatePduLength : 4;
    if (pduLeft > most) throw new UlError('UL_PDU_TOO_LONG', `${nameOfPdu(type)}: PDU-length ${pduLeft} is over ${most} bytes`);
    if (type === PDU_TYPE.pDataTf) {
      if (pduLeft < PDV_HEADER_BYTES) throw malformed(`P-DATA-TF: PDU-length ${pduLeft} holds no PDV`); // one or more (§9.3.5)
      reading = 'pdv-header';
      return;
    }
    bodyFill = 0;
    reading = 'body';
    if (pduLeft === 0) endBody(body.subarray(0, 0));
  }

  function fillBody(chunk: Uint8Array, at: number): number {
    const take = Math.min(pduLeft - bodyFill, chunk.byteLength - at);
    const taken = chunk.subarray(at, at + take);
    if (take === pduLeft) {
      endBody(taken);
      return at + take;
    }
    if (bodyFill + take > body.byteLength) {
      const larger = Buffer.allocUnsafe(Math.min(pduLeft, Math.max(1024, 2 * (bodyFill + take))));
      body.copy(larger, 0, 0, bodyFill);
      body = larger;
    }
    body.set(taken, bodyFill);
    bodyFill += take;
    if (bodyFill === pduLeft) endBody(body.subarray(0, bodyFill));
    return at + take;
  }

  function endBody(whole: Uint8Array): void {
    body = Buffer.alloc(0);
    reading = 'pdu-header';
    sink.pdu(decodePdu(type, whole));
  }

  /** §9.3.5.1: Item-length counts the id and the message control header, not itself. */
  function beginPdv(): void {
    headerFill = 0;
    const itemLength = header.readUInt32BE(0);
    if (itemLength < 2 || itemLength + 4 > pduLeft) {
      throw malformed(`P-DATA-TF: PDV item length ${itemLength} with ${pduLeft - 4} bytes left in the PDU`);
    }
    contextId = header[4]!;
    isCommand = (header[5]! & 0x01) !== 0; // Annex E.2; the other bits are not checked
    isLastFragment = (header[5]! & 0x02) !== 0;
    pduLeft -= itemLength + 4;
    pdvLeft = itemLength - 2;
    reading = 'pdv-data';
    if (pdvLeft === 0) emit(EMPTY);
  }

  function emit(data: Uint8Array): void {
    const endsPdv = pdvLeft === 0;
    if (endsPdv) {
      if (pduLeft !== 0 && pduLeft < PDV_HEADER_BYTES) throw malformed(`P-DATA-TF: ${pduLeft} bytes after the last PDV`);
      reading = pduLeft === 0 ? 'pdu-header' : 'pdv-header';
    }
    sink.piece({ contextId, isCommand, isLastFragment, endsPdv, data });
  }

  function unknownPdu(bytes: Uint8Array): UlError {
    const what = firstPdu ? strangerOf(bytes) : undefined;
    return new UlError('UL_UNKNOWN_PDU', what ?? `${nameOfPdu(bytes[0]!)} is none of PS3.8 §9.3`);
  }
}

const EMPTY = new Uint8Array(0);

function isPduType(type: number): boolean {
  return type >= PDU_TYPE.associateRq && type <= PDU_TYPE.abort;
}

function malformed(words: string): UlError {
  return new UlError('UL_PDU_MALFORMED', words);
}

/** What speaks here, where the first bytes of a connection are no PDU. */
function strangerOf(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (/^(GET|HEAD|POST|PUT|DELETE|OPTIONS|CONNECT|TRACE|PATCH|PRI) /.test(start)) return 'the peer speaks HTTP, this is a DICOM port';
  if (bytes[0] === 0x16) return 'the peer begins TLS, this DICOM port is without TLS';
  if (start.startsWith('SSH-')) return 'the peer speaks SSH, this is a DICOM port';
  return 'the first bytes are no DICOM PDU';
}
