import { type DataElement, decodeText, encodeText, isCharacterSetVr } from '../dataset/dataset.ts';
import { TAG } from './attributes.ts';
import { characterSetsOf, type Elements, elementOf, replaced } from './elements.ts';

const UTF_8: readonly string[] = ['ISO_IR 192'];

/** A value whose bytes are no text of the character set that they are said to be of. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly elements: Elements;
}

/**
 * Brings the text of an N-SET into the character set of the step (PS3.4 F.7.2.2.3: its (0008,0005) does not replace the one before). Where that
 * has no place for a letter, the step becomes ISO_IR 192 as a whole. A modification list without (0008,0005) is in the step's own.
 *
 * @returns the step's elements and those of the N-SET in one character set; `unreadable` with what cannot be converted → 0106H
 */
export function inOneCharacterSet(
  step: Elements,
  set: Elements,
): { readonly kind: 'same'; readonly step: Elements; readonly set: Elements } | Unreadable {
  const own = characterSetsOf(step);
  const declared = elementOf(set, TAG.SpecificCharacterSet) === undefined ? own : characterSetsOf(set);
  const plain = set.filter(({ tag }) => tag !== TAG.SpecificCharacterSet);
  if (own.join('\\') === declared.join('\\')) return { kind: 'same', step, set: plain };
  const unreadable = plain.filter((element) => !isReadable(element, declared));
  if (unreadable.length > 0) return { kind: 'unreadable', elements: unreadable };
  const converted = recode(plain, declared, own);
  if (converted) return { kind: 'same', step, set: converted };
  const wider = recode(step, own, UTF_8)!; // every letter has its place there
  return { kind: 'same', step: replaced(wider, [characterSetElement(UTF_8)]), set: recode(plain, declared, UTF_8)! };
}

export function characterSetElement(terms: readonly string[]): DataElement {
  return { tag: TAG.SpecificCharacterSet, vr: 'CS', bytes: Buffer.from(terms.join('\\'), 'latin1') };
}

function isReadable(element: DataElement, characterSets: readonly string[]): boolean {
  if (element.items) return element.items.every((item) => item.every((each) => isReadable(each, characterSets)));
  return !isCharacterSetVr(element.vr) || decodeText(element.bytes, characterSets, element.vr).faults.length === 0;
}

/** @returns undefined where a letter has no place in `to` */
function recode(elements: Elements, from: readonly string[], to: readonly string[]): Elements | undefined {
  const out: DataElement[] = [];
  for (const element of elements) {
    const recoded = recodeElement(element, from, to);
    if (!recoded) return undefined;
    out.push(recoded);
  }
  return out;
}

function recodeElement(element: DataElement, from: readonly string[], to: readonly string[]): DataElement | undefined {
  if (element.items) {
    const items: Elements[] = [];
    for (const item of element.items) {
      const recoded = recode(item, from, to);
      if (!recoded) return undefined;
      items.push(recoded);
    }
    return { ...element, items };
  }
  if (!isCharacterSetVr(element.vr)) return element;
  const bytes = encodeText(decodeText(element.bytes, from, element.vr).text, to, element.vr);
  return bytes && { ...element, bytes };
}
