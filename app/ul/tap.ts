import type { PackedPData } from './packed-p-data.ts';
import { PDU_HEADER_BYTES, PDV_HEADER_BYTES, type Pdu, type Pdv } from './pdu.ts';
import { decodePdu } from './pdu-decode.ts';
import type { Association, AssociationEnd } from './service.ts';

export type Direction = 'in' | 'out';

/**
 * Hears what goes over every connection. It is called in the path of the images: it has to be quick, to keep no view of `data`, and to throw
 * nothing.
 */
export interface UlTap {
  /** A connection, as acceptor or as requestor; nothing was said yet. */
  opened(
    id: number,
    connection: { readonly role: Association['role']; readonly listener: string; readonly remote: Association['remote'] },
  ): void;
  /** A PDU other than P-DATA-TF. */
  pdu(id: number, direction: Direction, pdu: Pdu): void;
  /** A PDV, or a part of one as it came. @param isEnd it closes the last fragment of a command or data set */
  pdv(id: number, direction: Direction, contextId: number, isCommand: boolean, isEnd: boolean, data: Uint8Array): void;
  ended(id: number, end: AssociationEnd): void;
}

export function tapPdvs(tap: UlTap, id: number, pdvs: readonly Pdv[]): void {
  for (const { contextId, isCommand, isLastFragment, data } of pdvs) tap.pdv(id, 'out', contextId, isCommand, isLastFragment, data);
}

/** The PDVs of whole P-DATA-TF PDUs that we made ourselves (PS3.8 §9.3.5). */
export function tapPacked(tap: UlTap, id: number, packed: readonly PackedPData[]): void {
  for (const { bytes } of packed) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let pdu = 0; pdu < bytes.byteLength; ) {
      const end = pdu + PDU_HEADER_BYTES + view.getUint32(pdu + 2);
      for (let pdv = pdu + PDU_HEADER_BYTES; pdv < end; ) {
        const next = pdv + 4 + view.getUint32(pdv);
        const control = bytes[pdv + 5]!;
        tap.pdv(id, 'out', bytes[pdv + 4]!, (control & 1) !== 0, (control & 2) !== 0, bytes.subarray(pdv + PDV_HEADER_BYTES, next));
        pdv = next;
      }
      pdu = end;
    }
  }
}

/** A PDU as we have encoded it. */
export function tapSent(tap: UlTap, id: number, bytes: Uint8Array): void {
  tap.pdu(id, 'out', decodePdu(bytes[0]!, bytes.subarray(PDU_HEADER_BYTES)));
}
