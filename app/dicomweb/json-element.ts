import { type DataElement, elementText, parseSpecificCharacterSet } from '../dataset/dataset.ts';
import { jsonNameOf, membersOf } from './json-value.ts';

const SPECIFIC_CHARACTER_SET = 0x0008_0005;
const UTF_8 = `${jsonNameOf(SPECIFIC_CHARACTER_SET)}{"vr":"CS","Value":["ISO_IR 192"]}`;
const BINARY_VRS: ReadonlySet<string> = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);

/** An element that is whole in memory as a member of the DICOM JSON model (PS3.18 §F.2), binary values inline. */
export function elementJson(element: DataElement, characterSets: readonly string[]): string {
  const { tag, vr, bytes, items } = element;
  const name = jsonNameOf(tag);
  if (items) {
    if (items.length === 0) return `${name}{"vr":"SQ"}`;
    return `${name}{"vr":"SQ","Value":[${items.map((item) => itemJson(item, characterSets)).join(',')}]}`;
  }
  if (!BINARY_VRS.has(vr)) return `${name}{${membersOf(vr, elementText(element, characterSets))}}`;
  if (bytes.byteLength === 0) return `${name}{"vr":"${vr}"}`;
  return `${name}{"vr":"${vr}","InlineBinary":"${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}"}`;
}

/** A data set that is whole in memory as an object of the DICOM JSON model: text in UTF-8, which it says where it said anything (PS3.18 §F.1). */
export function elementsJson(elements: readonly DataElement[]): string {
  const isSaid = elements.some(({ tag }) => tag === SPECIFIC_CHARACTER_SET);
  const members = itemJson(elements, []).slice(1);
  return isSaid ? `{${UTF_8}${members === '}' ? '' : ','}${members}` : `{${members}`;
}

/** An item may have its own character sets (PS3.3 C.12.1.1.2); here all is UTF-8. */
function itemJson(elements: readonly DataElement[], outer: readonly string[]): string {
  const own = elements.find(({ tag }) => tag === SPECIFIC_CHARACTER_SET);
  const characterSets = own ? parseSpecificCharacterSet(elementText(own, [])) : outer;
  const members = elements.filter(({ tag }) => tag !== SPECIFIC_CHARACTER_SET && (tag & 0xffff) !== 0);
  return `{${members.map((element) => elementJson(element, characterSets)).join(',')}}`;
}
