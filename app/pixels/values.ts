import { type DataElement, elementText } from '../dataset/dataset.ts';

/** The elements of a data set or item, by tag. */
export class Values {
  readonly #elements: ReadonlyMap<number, DataElement>;

  constructor(elements: readonly DataElement[]) {
    this.#elements = new Map(elements.map((element) => [element.tag, element]));
  }

  has(tag: number): boolean {
    return this.#elements.has(tag);
  }

  vr(tag: number): string | undefined {
    return this.#elements.get(tag)?.vr;
  }

  /** As it stands; undefined where it is absent or empty. */
  bytes(tag: number): Uint8Array | undefined {
    const bytes = this.#elements.get(tag)?.bytes;
    return bytes && bytes.byteLength > 0 ? bytes : undefined;
  }

  /** Of the default repertoire; '' where it is absent. */
  text(tag: number): string {
    return this.texts(tag)[0] ?? '';
  }

  texts(tag: number): readonly string[] {
    const element = this.#elements.get(tag);
    if (!element || element.bytes.byteLength === 0) return [];
    return (element.vr === 'UN' ? Buffer.from(element.bytes).toString('latin1') : elementText(element, []))
      .split('\\')
      .map((text) => text.replace(/[\0 ]+$/, '').trimStart());
  }

  /** Decimal text and binary numbers alike; what is no number is left out. */
  numbers(tag: number): readonly number[] {
    return this.texts(tag)
      .filter((text) => text !== '')
      .map(Number)
      .filter(Number.isFinite);
  }

  number(tag: number): number | undefined {
    return this.numbers(tag)[0];
  }

  /** 16-bit numbers whatever the VR says: the standard leaves several to US or SS, or OW. */
  uint16s(tag: number): Uint16Array {
    const bytes = this.bytes(tag) ?? new Uint8Array();
    const values = new Uint16Array(bytes.byteLength >> 1);
    for (let at = 0; at < values.length; at++) values[at] = bytes[2 * at]! | (bytes[2 * at + 1]! << 8);
    return values;
  }

  uint16(tag: number): number | undefined {
    return this.uint16s(tag)[0];
  }

  items(tag: number): readonly Values[] {
    return this.#elements.get(tag)?.items?.map((item) => new Values(item)) ?? [];
  }
}
