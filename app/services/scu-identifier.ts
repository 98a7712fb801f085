import {
  chooseCharacterSet,
  type DataElement,
  elementText,
  encodeValue,
  parseSpecificCharacterSet,
  readElements,
  keywordOf as standardKeywordOf,
  tagOf,
  vrOf,
  writeElements,
} from '../dataset/dataset.ts';
import { tagText } from '../registry/registry.ts';
import { ScuError } from './scu-associations.ts';

/** Keys by PS3.6 keyword; '' asks for the value. */
export type QueryKeys = ReadonlyMap<string, string>;

const SPECIFIC_CHARACTER_SET = 0x00080005;

/**
 * An identifier (PS3.4 C.4.1.1.3) in the smallest character set that holds it.
 *
 * @throws ScuError SCU_UNKNOWN_KEYWORD, SCU_VALUE_IMPOSSIBLE: left out, a key would match everything
 */
export function encodeIdentifier(level: string, keys: QueryKeys, transferSyntax: string): Uint8Array {
  const characterSet = chooseCharacterSet([...keys.values()], [[]]);
  const elements = new Map<number, DataElement>();
  const put = (keyword: string, text: string) => {
    const tag = tagOf(keyword);
    const vr = tag === undefined ? undefined : vrOf(tag);
    if (tag === undefined || vr === undefined) throw new ScuError('SCU_UNKNOWN_KEYWORD', `${keyword} is no attribute of PS3.6`);
    const bytes = vr === 'SQ' && text === '' ? new Uint8Array() : encodeValue(text, vr, characterSet);
    if (bytes === undefined || (vr === 'SQ' && text !== ''))
      throw new ScuError('SCU_VALUE_IMPOSSIBLE', `${keyword} of VR ${vr} cannot be "${text}"`);
    elements.set(tag, vr === 'SQ' ? { tag, vr, bytes, items: [] } : { tag, vr, bytes });
  };
  put('QueryRetrieveLevel', level);
  if (characterSet.length > 0) put('SpecificCharacterSet', characterSet.join('\\'));
  for (const [keyword, text] of keys) put(keyword, text);
  return writeElements(
    [...elements.values()].sort((a, b) => a.tag - b.tag),
    transferSyntax,
  );
}

/** An answer by keyword, its text decoded by its own (0008,0005). */
export function decodeAnswer(dataset: Uint8Array, transferSyntax: string): ReadonlyMap<string, string> {
  const elements = readElements(dataset, transferSyntax);
  const declared = elements.find(({ tag }) => tag === SPECIFIC_CHARACTER_SET);
  const characterSets = parseSpecificCharacterSet(declared ? Buffer.from(declared.bytes).toString('latin1') : '');
  return new Map(
    elements
      .filter(({ tag }) => (tag & 0xffff) !== 0)
      .map((each) => [standardKeywordOf(each.tag) ?? tagText(each.tag), elementText(each, characterSets)]),
  );
}
