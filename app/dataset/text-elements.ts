import { encodeValue, isCharacterSetVr } from './element-text.ts';
import type { DataElement } from './elements.ts';
import { chooseCharacterSet } from './encode-text.ts';

/** An element before its text has a character set: text as `elementText` has it, bytes where it is no text, or items. */
export interface TextElement {
  readonly tag: number;
  readonly vr: string;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly items?: readonly (readonly TextElement[])[];
}

const SPECIFIC_CHARACTER_SET = 0x0008_0005;
const UTF_8: readonly string[] = ['ISO_IR 192'];
const NO_BYTES = new Uint8Array();
const NON_ASCII = /[^\0-\x7f]/;

/**
 * The elements of a small data set in ascending order, with (0008,0005) where the text needs it: the first preferred set that holds every letter,
 * else the smallest that does. What its VR cannot hold goes out without a value.
 *
 * @param preferred values of (0008,0005), the one that is liked best first
 */
export function encodeTextElements(elements: readonly TextElement[], preferred: readonly (readonly string[])[]): DataElement[] {
  const texts: string[] = [];
  gatherTexts(elements, texts);
  const characterSets = texts.length === 0 ? [] : chooseCharacterSet(texts, preferred);
  return encodeAll(elements, characterSets) ?? encodeAll(elements, UTF_8) ?? [];
}

/** The text that needs more than ASCII. */
function gatherTexts(elements: readonly TextElement[], texts: string[]): void {
  for (const { vr, text, items } of elements) {
    if (items) for (const item of items) gatherTexts(item, texts);
    else if (text !== undefined && isCharacterSetVr(vr) && NON_ASCII.test(text)) texts.push(text);
  }
}

/** @returns undefined where a letter has no place */
function encodeAll(elements: readonly TextElement[], characterSets: readonly string[]): DataElement[] | undefined {
  const encoded = encodeEach(elements, characterSets);
  if (encoded === undefined || characterSets.length === 0) return encoded;
  const declared = { tag: SPECIFIC_CHARACTER_SET, vr: 'CS', bytes: Buffer.from(characterSets.join('\\'), 'latin1') };
  return [declared, ...encoded].toSorted((a, b) => a.tag - b.tag);
}

function encodeEach(elements: readonly TextElement[], characterSets: readonly string[]): DataElement[] | undefined {
  const done: DataElement[] = [];
  for (const { tag, vr, text = '', bytes, items } of elements) {
    if (items) {
      const encoded = items.map((item) => encodeEach(item, characterSets));
      if (!encoded.every((item) => item !== undefined)) return undefined;
      done.push({ tag, vr, bytes: NO_BYTES, items: encoded });
    } else {
      const value = bytes ?? (text === '' ? NO_BYTES : encodeValue(text, vr, characterSets));
      if (value === undefined && isCharacterSetVr(vr)) return undefined;
      done.push({ tag, vr, bytes: value ?? NO_BYTES }); // what its VR cannot hold is no value of it
    }
  }
  return done.toSorted((a, b) => a.tag - b.tag);
}
