import { commandSet, element, message, type RawPeer, statusOf } from './raw-peer.ts';

export const PATIENT_ROOT = '1.2.840.10008.5.1.4.1.2.1.1';
export const STUDY_ROOT = '1.2.840.10008.5.1.4.1.2.2.1';
export const PATIENT_STUDY_ONLY = '1.2.840.10008.5.1.4.1.2.3.1';

/** C-FIND-RQ (PS3.7 §9.3.2.1); its identifier follows. */
export const cFindRq = (sopClassUid: string, messageId = 1): Buffer =>
  commandSet(
    element(0x00000002, sopClassUid),
    element(0x00000100, 0x0020),
    element(0x00000110, messageId),
    element(0x00000700, 0x0000),
    element(0x00000800, 0x0001),
  );

/** C-CANCEL-RQ (PS3.7 §9.3.2.3). */
export const cCancelRq = (messageId = 1): Buffer =>
  commandSet(element(0x00000100, 0x0fff), element(0x00000120, messageId), element(0x00000800, 0x0101));

/** An identifier in implicit VR little endian, by tag; texts are padded with a space, UIDs (by their characters) with NUL. */
export function identifier(keys: Readonly<Record<number, string | Uint8Array>>): Buffer {
  const parts = Object.entries(keys)
    .map(([tag, value]) => [Number(tag), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([tag, value]) => element(tag, value, typeof value === 'string' && /^[\d.\\]+$/.test(value) && value.includes('.') ? 0x00 : 0x20));
  return Buffer.concat(parts);
}

/** A sequence of defined length with one item. */
export function sequence(tag: number, item: Uint8Array): Buffer {
  const header = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  header.writeUInt32LE(item.byteLength, 4);
  return element(tag, Buffer.concat([header, item]));
}

/** The elements at the top of a data set in implicit VR little endian of defined lengths, by tag. */
export function elementsOf(dataset: Uint8Array): Map<number, Buffer> {
  const bytes = Buffer.from(dataset);
  const found = new Map<number, Buffer>();
  for (let at = 0; at < bytes.byteLength; ) {
    const tag = bytes.readUInt16LE(at) * 65536 + bytes.readUInt16LE(at + 2);
    const length = bytes.readUInt32LE(at + 4);
    if (length === 0xffffffff) throw new Error('undefined length: not for this reader');
    found.set(tag, bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return found;
}

export interface FindResult {
  readonly status: number;
  readonly comment: string;
  /** OffendingElement, each as a number. */
  readonly offending: readonly number[];
  readonly answers: readonly { readonly status: number; readonly elements: Map<number, Buffer>; text(tag: number): string | undefined }[];
}

/** Sends a C-FIND and gathers what comes, up to the final response. */
export async function find(peer: RawPeer, contextId: number, sopClassUid: string, keys: Uint8Array, messageId = 1): Promise<FindResult> {
  peer.send(...message(contextId, cFindRq(sopClassUid, messageId), keys));
  return await answersOf(peer);
}

/** What comes up to the final response. */
export async function answersOf(peer: RawPeer): Promise<FindResult> {
  const answers: FindResult['answers'][number][] = [];
  for (;;) {
    const { command, dataset } = await peer.message();
    const status = statusOf(command);
    if (status === 0xff00 || status === 0xff01) {
      const elements = elementsOf(dataset ?? Buffer.alloc(0));
      const text = (tag: number) =>
        elements
          .get(tag)
          ?.toString('latin1')
          .replace(/[ \0]+$/, '');
      answers.push({ status, elements, text });
      continue;
    }
    const comment = command.get(0x00000902)?.toString('latin1').trim() ?? '';
    const at = command.get(0x00000901) ?? Buffer.alloc(0);
    const offending = Array.from({ length: at.byteLength / 4 }, (_, n) => at.readUInt16LE(4 * n) * 65536 + at.readUInt16LE(4 * n + 2));
    return { status, comment, offending, answers };
  }
}
