import { type DataElement, elementText, parseSpecificCharacterSet } from '../dataset/dataset.ts';
import { TAG } from './attributes.ts';

/** A data set that is whole in memory, ascending tags. */
export type Elements = readonly DataElement[];

export function elementOf(elements: Elements, tag: number): DataElement | undefined {
  return elements.find((element) => element.tag === tag);
}

/** Whether it is there with a value: of a sequence, with an item. */
export function hasValue(element: DataElement | undefined): boolean {
  if (element === undefined) return false;
  if (element.items) return element.items.length > 0;
  return element.bytes.some((byte) => byte !== 0x20 && byte !== 0);
}

export function itemsOf(elements: Elements, tag: number): readonly Elements[] {
  return elementOf(elements, tag)?.items ?? [];
}

/** The terms of (0008,0005); none where it is absent. */
export function characterSetsOf(elements: Elements): readonly string[] {
  const element = elementOf(elements, TAG.SpecificCharacterSet);
  return element ? parseSpecificCharacterSet(Buffer.from(element.bytes).toString('latin1')) : [];
}

/** The value as text, '' where it is absent or empty. */
export function textOf(elements: Elements, tag: number, characterSets: readonly string[]): string {
  const element = elementOf(elements, tag);
  return element ? elementText(element, characterSets) : '';
}

/** `elements` with these in the places of those of the same tags. */
export function replaced(elements: Elements, by: Elements): Elements {
  const tags = new Set(by.map(({ tag }) => tag));
  return [...elements.filter(({ tag }) => !tags.has(tag)), ...by].sort((a, b) => a.tag - b.tag);
}

export function without(elements: Elements, tags: ReadonlySet<number>): Elements {
  return elements.filter(({ tag }) => !tags.has(tag));
}

/** Retired group lengths, and what the command set says of the instance, are not of the step. */
export function ofTheStep(elements: Elements): Elements {
  return elements.filter(({ tag }) => (tag & 0xffff) !== 0 && tag !== TAG.SOPClassUID && tag !== TAG.SOPInstanceUID);
}

/** Whether both hold the same, padding aside. */
export function isSame(a: DataElement | undefined, b: DataElement | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.tag !== b.tag || Boolean(a.items) !== Boolean(b.items)) return false;
  if (!a.items || !b.items) return trimmed(a.bytes).equals(trimmed(b.bytes));
  if (a.items.length !== b.items.length) return false;
  return a.items.every((item, at) => {
    const other = b.items![at]!;
    return item.length === other.length && item.every((element, n) => isSame(element, other[n]));
  });
}

function trimmed(bytes: Uint8Array): Buffer {
  let end = bytes.byteLength;
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end--;
  return Buffer.from(bytes.buffer, bytes.byteOffset, end);
}
