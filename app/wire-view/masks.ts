import { elementText, keywordOf, parseSpecificCharacterSet, readElements } from '../dataset/dataset.ts';
import { tagText } from '../registry/registry.ts';

/** An attribute of an identifier: which, and what shape its value has. */
export interface MaskedAttribute {
  readonly tag: string;
  readonly keyword?: string;
  readonly vr: string;
  /** Letters as x, digits as 9; wildcards, separators and length stay. Empty where the value is asked for. */
  readonly masked: string;
}

/** What says nothing about a patient: the level, the character set, the modality. */
const PLAIN = new Set(['QueryRetrieveLevel', 'SpecificCharacterSet', 'Modality', 'ModalitiesInStudy', 'SOPClassesInStudy']);
const SPECIFIC_CHARACTER_SET = 0x00080005;
const MOST_CHARACTERS = 64;

/** The attributes of an identifier (PS3.4 C.4.1.1.3) without their values; undefined where it cannot be read. */
export function maskedIdentifier(bytes: Uint8Array, transferSyntax: string): readonly MaskedAttribute[] | undefined {
  try {
    const elements = readElements(bytes, transferSyntax);
    const declared = elements.find(({ tag }) => tag === SPECIFIC_CHARACTER_SET);
    const characterSets = parseSpecificCharacterSet(declared ? Buffer.from(declared.bytes).toString('latin1') : '');
    return elements.map((element) => {
      const keyword = keywordOf(element.tag);
      const text = element.vr === 'SQ' ? '' : elementText(element, characterSets);
      const masked = keyword !== undefined && PLAIN.has(keyword) ? text.replaceAll(/[^ -~]/g, '?') : maskOf(text);
      return {
        tag: tagText(element.tag),
        ...(keyword !== undefined && { keyword }),
        vr: element.vr,
        masked: masked.slice(0, MOST_CHARACTERS),
      };
    });
  } catch {
    return undefined; // what a peer sends may be anything; the service that reads it says what is wrong with it
  }
}

export function maskOf(text: string): string {
  return text
    .replaceAll(/\p{L}|\p{M}/gu, 'x')
    .replaceAll(/\p{N}/gu, '9')
    .replaceAll(/[^\x20-\x7e]/g, '?');
}
