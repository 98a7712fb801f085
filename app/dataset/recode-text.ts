import { decodeText } from './character-sets.ts';
import { isCharacterSetVr } from './element-text.ts';
import type { DataElement } from './elements.ts';
import { encodeText } from './encode-text.ts';

const SPECIFIC_CHARACTER_SET = 0x0008_0005;

/**
 * The same text in another character set. Items with a (0008,0005) of their own stay as they are (PS3.3 §C.12.1.1.2).
 *
 * @param to one that has a place for every letter
 * @returns the element itself where its bytes stay
 */
export function recodeElement(element: DataElement, from: readonly string[], to: readonly string[]): DataElement {
  if (element.items) {
    const items = element.items.map((item) =>
      item.some(({ tag }) => tag === SPECIFIC_CHARACTER_SET) ? item : item.map((each) => recodeElement(each, from, to)),
    );
    const isSame = items.every((item, at) => item.every((each, n) => each === element.items![at]![n]));
    return isSame ? element : { ...element, items };
  }
  if (!isCharacterSetVr(element.vr) || isAscii(element.bytes)) return element;
  const { text } = decodeText(element.bytes, from, element.vr);
  const bytes = encodeText(text, to, element.vr);
  if (bytes === undefined) throw new Error(`${to.join('\\')} has no place for a letter`);
  return { ...element, bytes };
}

const ESC = 0x1b;

/** Without ESC, which begins another character set. */
function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80 && byte !== ESC);
}
