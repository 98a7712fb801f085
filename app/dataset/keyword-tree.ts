import { parseSpecificCharacterSet } from './character-sets.ts';
import { keywordOf } from './dictionary.ts';
import { elementText } from './element-text.ts';
import type { DataElement } from './elements.ts';

/**
 * A data set as text, by PS3.6 keyword: values decoded, without padding, joined by `\`; sequences as their items. JSON as it stands. An attribute
 * without a value is '' or is not there.
 */
export interface KeywordTree {
  readonly [keyword: string]: string | readonly KeywordTree[];
}

const SPECIFIC_CHARACTER_SET = 0x0008_0005;

/**
 * A data set as a tree. What has no keyword (private, unknown) or is no text (OB, UN …) is left out, as are group lengths and (0008,0005), which the
 * text no longer needs.
 *
 * @param outer character sets where the data set does not name its own; an item may name its own too (PS3.3 C.12.1.1.2)
 */
export function keywordTreeOf(elements: readonly DataElement[], outer: readonly string[] = []): KeywordTree {
  const own = elements.find(({ tag }) => tag === SPECIFIC_CHARACTER_SET);
  const characterSets = own ? parseSpecificCharacterSet(elementText({ ...own, vr: 'CS' }, [])) : outer;
  const tree: Record<string, string | readonly KeywordTree[]> = {};
  for (const element of elements) {
    const keyword = element.tag === SPECIFIC_CHARACTER_SET ? undefined : keywordOf(element.tag);
    if (keyword === undefined) continue;
    tree[keyword] = element.items ? element.items.map((item) => keywordTreeOf(item, characterSets)) : elementText(element, characterSets);
  }
  return tree;
}
