import { tagOf, vrOf } from './dictionary.ts';
import { elementText, encodeValue } from './element-text.ts';
import type { DataElement } from './elements.ts';
import type { KeywordTree } from './keyword-tree.ts';

const REQUEST_ATTRIBUTES_SEQUENCE = 0x0040_0275;
/** Of the items of both sequences (PS3.3 Table 10-9, §C.17.2) the accession number is that of the request, as at the top of the data set. */
export const REQUEST_SEQUENCES = [REQUEST_ATTRIBUTES_SEQUENCE, 0x0040_a370] as const;
const ACCESSION_NUMBER = 0x0008_0050;
const REQUESTED_PROCEDURE_ID = 0x0040_1001;
const NO_BYTES = new Uint8Array();

export interface RequestCorrection {
  /** What images were made for, as an item of Request Attributes Sequence (0040,0275). */
  readonly request: KeywordTree | undefined;
  /** (0008,0050) of the data set, where it changes. */
  readonly accession: { readonly before: string; readonly after: string } | undefined;
}

type Item = readonly DataElement[];
type Planned = { readonly kept: Item; readonly accessionNumber: string | undefined } | { readonly made: KeywordTree };

/**
 * How the items of a request sequence change. One of the request that is meant stays and gets its accession number; where there is none, those that are
 * there are of other requests, and the one that is meant takes their place. Without a request, an accession number that is the one of before becomes the
 * new one.
 *
 * @param characterSets of `present`
 * @returns undefined where nothing changes
 */
export function planRequests(
  tag: number,
  present: DataElement | undefined,
  { request, accession }: RequestCorrection,
  characterSets: readonly string[],
): readonly Planned[] | undefined {
  const items = present?.items ?? [];
  const textIn = (item: Item, of: number) => {
    const element = item.find((each) => each.tag === of);
    return element === undefined ? undefined : elementText(element, characterSets);
  };
  const isMeant = (item: Item) => textIn(item, REQUESTED_PROCEDURE_ID) === request?.RequestedProcedureID; // of its steps the device knows which
  const asked = tag === REQUEST_ATTRIBUTES_SEQUENCE ? request : undefined;
  if (asked && !items.some(isMeant)) return [{ made: asked }];
  const numberOf = (item: Item): string | undefined => {
    const before = textIn(item, ACCESSION_NUMBER);
    const after = asked && isMeant(item) ? asked.AccessionNumber : before && before === accession?.before ? accession.after : undefined;
    return typeof after === 'string' && after !== before ? after : undefined;
  };
  const planned = items.map((kept) => ({ kept, accessionNumber: numberOf(kept) }));
  return planned.some(({ accessionNumber }) => accessionNumber !== undefined) ? planned : undefined;
}

/**
 * The sequence as planned.
 *
 * @param recoded of an element that is kept
 * @returns undefined where a letter has no place in `characterSets`
 */
export function encodeRequests(
  tag: number,
  planned: readonly Planned[],
  characterSets: readonly string[],
  recoded: (element: DataElement) => DataElement,
): DataElement | undefined {
  const items: Item[] = [];
  for (const each of planned) {
    const item =
      'made' in each ? encodeItem(each.made, characterSets) : withNumber(each.kept.map(recoded), each.accessionNumber, characterSets);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return { tag, vr: 'SQ', bytes: NO_BYTES, items };
}

function withNumber(item: Item, accessionNumber: string | undefined, characterSets: readonly string[]): Item | undefined {
  if (accessionNumber === undefined) return item;
  const number = encodeItem({ AccessionNumber: accessionNumber }, characterSets);
  return number && sorted([...item.filter(({ tag }) => tag !== ACCESSION_NUMBER), ...number]);
}

function encodeItem(tree: KeywordTree, characterSets: readonly string[]): Item | undefined {
  const elements: DataElement[] = [];
  for (const [keyword, value] of Object.entries(tree)) {
    const tag = tagOf(keyword);
    const vr = tag === undefined ? undefined : vrOf(tag);
    if (tag === undefined || vr === undefined) throw new Error(`${keyword} is no keyword of PS3.6`);
    if (typeof value === 'string') {
      const bytes = encodeValue(value, vr, characterSets);
      if (bytes === undefined) return undefined;
      elements.push({ tag, vr, bytes });
    } else {
      const items = value.map((item) => encodeItem(item, characterSets));
      if (!items.every((item) => item !== undefined)) return undefined;
      elements.push({ tag, vr: 'SQ', bytes: NO_BYTES, items });
    }
  }
  return sorted(elements);
}

function sorted(elements: readonly DataElement[]): Item {
  return elements.toSorted((a, b) => a.tag - b.tag);
}
