import { KEYWORDS, SLOT_OF } from './catalogue-tree.ts';
import { decodeText, parseSpecificCharacterSet } from './character-sets.ts';
import type { KeptValues } from './kept-values.ts';
import { numbersAsText } from './numbers.ts';
import { CHARACTER_SET_VRS, ONE_VALUE_TEXT, PLAIN_TEXT_VRS } from './vr.ts';

/** A value as it stands in the data set, padding included; numbers are little endian whatever the transfer syntax. */
export interface RawValue {
  /** That of the data set; the catalogue's where the data set has none (implicit VR) or does not know (UN). */
  readonly vr: string;
  readonly bytes: Uint8Array;
}

/** The catalogued attributes of one data set, by PS3.6 keyword. Text is decoded when it is asked for. */
export interface ScannedAttributes {
  readonly raw: ReadonlyMap<string, RawValue>;
  /** True where the element is there, empty or not. */
  has(keyword: string): boolean;
  /** The values, without padding, joined by `\`: text decoded by (0008,0005), numbers in decimal, AT as ggggeeee. Undefined where absent; '' where empty. */
  text(keyword: string): string | undefined;
  /** The values one by one; none where the element is absent or empty. */
  values(keyword: string): readonly string[];
  /** Equal for two data sets that hold the same bytes under these keywords; quick, since nothing is decoded. */
  fingerprint(keywords: readonly string[]): string;
  /** What was odd and yet readable, without any value; grows when text is decoded that breaks its character set. */
  readonly faults: readonly string[];
  /** Bytes of the data set, inflated where it came deflated. */
  readonly bytesScanned: number;
}

export function createScannedAttributes(kept: KeptValues, faults: string[], bytesScanned: number): ScannedAttributes {
  let raw: ReadonlyMap<string, RawValue> | undefined;
  let characterSets: readonly string[] | undefined;

  const slotOf = (keyword: string): number => {
    const slot = SLOT_OF.get(keyword);
    if (slot === undefined) throw new Error(`${keyword} is not in the catalogue`);
    return kept.has(slot) ? slot : -1;
  };
  const plain = (keyword: string): string => {
    const slot = slotOf(keyword);
    return slot === -1 ? '' : kept.latin1(slot);
  };
  const decoded = (keyword: string, slot: number): string => {
    characterSets ??= parseSpecificCharacterSet(plain('SpecificCharacterSet'));
    const { text, faults: found } = decodeText(kept.bytes(slot), characterSets, kept.vr(slot));
    for (const fault of found) {
      const words = `${keyword}: ${fault}`;
      if (!faults.includes(words)) faults.push(words);
    }
    return text;
  };
  const values = (keyword: string): readonly string[] => {
    const slot = slotOf(keyword);
    if (slot === -1) return [];
    const vr = kept.vr(slot);
    if (PLAIN_TEXT_VRS.has(vr)) return splitValues(kept.latin1(slot), vr);
    if (CHARACTER_SET_VRS.has(vr)) return splitValues(decoded(keyword, slot), vr);
    return numbersAsText(kept.bytes(slot), vr);
  };
  return {
    get raw() {
      raw ??= new Map(
        KEYWORDS.flatMap((keyword, slot) => (kept.has(slot) ? [[keyword, { vr: kept.vr(slot), bytes: kept.bytes(slot) }]] : [])),
      );
      return raw;
    },
    has: (keyword) => slotOf(keyword) !== -1,
    text: (keyword) => (slotOf(keyword) === -1 ? undefined : values(keyword).join('\\')),
    values,
    fingerprint(keywords) {
      let text = '';
      for (const keyword of keywords) {
        const slot = slotOf(keyword);
        if (slot === -1) continue;
        const value = kept.latin1(slot);
        text += `${slot}${kept.vr(slot)}${value.length}:${value}`;
      }
      return text;
    },
    faults,
    bytesScanned,
  };
}

/** PS3.5 §6.2, §6.4: values between backslashes, padded with spaces (UI: NUL); leading spaces count in ST, LT, UT and UR alone. */
export function splitValues(text: string, vr: string): readonly string[] {
  if (ONE_VALUE_TEXT.has(vr)) {
    const value = trimEnd(text);
    return value === '' ? [] : [value];
  }
  if (!text.includes('\\')) {
    const value = trim(text);
    return value === '' ? [] : [value];
  }
  return text.split('\\').map(trim);
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isPadding(text.charCodeAt(end - 1))) end--;
  return end === text.length ? text : text.slice(0, end);
}

function trim(text: string): string {
  const ended = trimEnd(text);
  let begin = 0;
  while (begin < ended.length && isPadding(ended.charCodeAt(begin))) begin++;
  return begin === 0 ? ended : ended.slice(begin);
}

function isPadding(code: number): boolean {
  return code === 0x20 || code === 0;
}
