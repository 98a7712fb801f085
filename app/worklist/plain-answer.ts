import type { KeywordTree } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../registry/registry.ts';
import type { ReturnKey } from './identifier.ts';
import { EITHER_OR } from './keys.ts';

export type PlainEncoder = (attributes: KeywordTree) => Uint8Array | undefined;

/** Text of the default repertoire with 16-bit length in explicit VR (PS3.5 §7.1.2). */
const SHORT_TEXT_VRS: ReadonlySet<string> = new Set('AE AS CS DA DS DT IS LO LT PN SH ST TM UI'.split(' '));
/** Numbers with such a header: plain where they are empty. */
const SHORT_NUMBER_VRS: ReadonlySet<string> = new Set('AT FD FL SL SS UL US'.split(' '));
const MOST_BYTES = 0xfffe;
const SCRATCH_BYTES = 64 * 1024;
const ITEM_TAG = Buffer.from([0xfe, 0xff, 0x00, 0xe0]);

interface Slot {
  readonly keyword: string;
  /** Tag, and in explicit VR the VR; what follows is the length. */
  readonly header: Buffer;
  readonly padding: number;
  readonly kind: 'text' | 'number' | 'sequence';
  readonly isLeftOutEmpty: boolean;
  readonly within: readonly Slot[];
}

/**
 * Writes answers of ASCII in one pass: nearly all are. A tenth of what the general way costs, and a whole worklist is thousands of answers.
 *
 * @returns undefined where the keys or the transfer syntax need the general way; so does its result for an answer that does
 */
export function createPlainEncoder(returned: readonly ReturnKey[], transferSyntaxUid: string): PlainEncoder | undefined {
  const isExplicit = transferSyntaxUid === EXPLICIT_VR_LITTLE_ENDIAN;
  if (!isExplicit && transferSyntaxUid !== IMPLICIT_VR_LITTLE_ENDIAN) return undefined;
  const slots = slotsOf(returned, isExplicit);
  if (slots === undefined) return undefined;
  const scratch = Buffer.allocUnsafe(SCRATCH_BYTES);

  /** @returns where the next byte goes; -1 where the general way is needed */
  function write(tree: KeywordTree, of: readonly Slot[], from: number): number {
    let to = from;
    for (const slot of of) {
      const value = tree[slot.keyword] ?? '';
      if (slot.isLeftOutEmpty && value.length === 0) continue;
      to = typeof value === 'string' && slot.kind !== 'sequence' ? writeText(value, slot, to) : writeSequence(value, slot, to);
      if (to === -1) return -1;
    }
    return to;
  }

  function writeText(text: string, { header, padding, kind }: Slot, from: number): number {
    const even = text.length + (text.length & 1);
    const end = from + 8 + even;
    if ((kind === 'number' && text !== '') || even > MOST_BYTES || end > SCRATCH_BYTES || !isAscii(text)) return -1;
    const to = from + header.copy(scratch, from);
    if (isExplicit) scratch.writeUInt16LE(even, to);
    else scratch.writeUInt32LE(even, to);
    scratch.write(text, end - even, 'latin1');
    if (even !== text.length) scratch[end - 1] = padding;
    return end;
  }

  function writeSequence(value: string | readonly KeywordTree[], { header, kind, within }: Slot, from: number): number {
    if (kind !== 'sequence' || from + 32 > SCRATCH_BYTES) return -1;
    const lengthAt = from + header.copy(scratch, from);
    let to = lengthAt + 4;
    for (const item of typeof value === 'string' ? [] : value) {
      if (to + 8 > SCRATCH_BYTES) return -1;
      const itemLengthAt = to + ITEM_TAG.copy(scratch, to);
      to = write(item, within, itemLengthAt + 4);
      if (to === -1) return -1;
      scratch.writeUInt32LE(to - itemLengthAt - 4, itemLengthAt);
    }
    scratch.writeUInt32LE(to - lengthAt - 4, lengthAt);
    return to;
  }

  return (attributes) => {
    const end = write(attributes, slots, 0);
    return end === -1 ? undefined : Buffer.from(scratch.subarray(0, end));
  };
}

/** @returns undefined where a key is of another kind, or is a sequence that was asked for as a whole */
function slotsOf(returned: readonly ReturnKey[], isExplicit: boolean): readonly Slot[] | undefined {
  const slots: Slot[] = [];
  for (const { tag, vr, keyword, within } of returned.toSorted((a, b) => a.tag - b.tag)) {
    const kind = SHORT_TEXT_VRS.has(vr) ? 'text' : SHORT_NUMBER_VRS.has(vr) ? 'number' : vr === 'SQ' ? 'sequence' : undefined;
    const inner = within && slotsOf(within, isExplicit);
    if (kind === undefined || (kind === 'sequence' && inner === undefined)) return undefined;
    const header = Buffer.alloc(isExplicit ? (kind === 'sequence' ? 8 : 6) : 4);
    header.writeUInt16LE(tag >>> 16, 0);
    header.writeUInt16LE(tag & 0xffff, 2);
    if (isExplicit) header.write(vr, 4, 'latin1');
    slots.push({ keyword, header, padding: vr === 'UI' ? 0x00 : 0x20, kind, isLeftOutEmpty: EITHER_OR.has(keyword), within: inner ?? [] });
  }
  return slots;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
