import { element } from './raw-bytes.ts';
import { IMPLICIT_LE, type RawPeer, rawAssociate } from './raw-peer.ts';
import { elementsOf, type FindResult, find, sequence } from './raw-query.ts';

export const MODALITY_WORKLIST = '1.2.840.10008.5.1.4.31';
export const STEP_SEQUENCE = 0x00400100;

/** Keys by tag; of the step in `step`. */
export type WorklistKeys = Readonly<Record<number, string | Uint8Array>>;

/** An identifier of the worklist in implicit VR little endian; without `step`, one without the sequence. */
export function worklistIdentifier(keys: WorklistKeys, step?: WorklistKeys): Buffer {
  const encoded = (of: WorklistKeys) => Object.entries(of).map(([tag, value]) => [Number(tag), element(Number(tag), value, 0x20)] as const);
  const parts = [...encoded(keys), ...(step ? [[STEP_SEQUENCE, sequence(STEP_SEQUENCE, item(encoded(step)))] as const] : [])];
  return item(parts);
}

function item(parts: readonly (readonly [number, Buffer])[]): Buffer {
  return Buffer.concat(parts.toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes));
}

/** The elements of the step in an answer. */
export function stepIn(answer: FindResult['answers'][number]): Map<number, string> {
  const bytes = answer.elements.get(STEP_SEQUENCE);
  const found = bytes && bytes.byteLength > 8 ? elementsOf(bytes.subarray(8)) : new Map<number, Buffer>();
  return new Map([...found].map(([tag, value]) => [tag, value.toString('latin1').replace(/[ \0]+$/, '')]));
}

export function worklistPeer(
  port: number,
  options: { readonly callingAeTitle?: string; readonly userItems?: readonly Buffer[]; readonly transferSyntaxes?: readonly string[] } = {},
): ReturnType<typeof rawAssociate> {
  const { callingAeTitle, userItems, transferSyntaxes = [IMPLICIT_LE] } = options;
  const contexts = [{ abstractSyntax: MODALITY_WORKLIST, transferSyntaxes: [...transferSyntaxes] }];
  return rawAssociate(port, { contexts, ...(callingAeTitle && { callingAeTitle }), ...(userItems && { userItems: [...userItems] }) });
}

export const askWorklist = (peer: RawPeer, keys: Uint8Array, messageId = 1): Promise<FindResult> =>
  find(peer, 1, MODALITY_WORKLIST, keys, messageId);
