import { ASCII, type CodeElement, ESCAPES } from './character-set-terms.ts';

/** The state of (0008,0005) at the start of a value, and what else it declares. */
export interface CodeExtension {
  readonly g0: CodeElement;
  readonly g1: CodeElement | undefined;
  /** Elements that escape sequences may designate; others are honoured too, with a fault. */
  readonly declared: ReadonlySet<CodeElement>;
  /** The only declared element for G1: meant where nothing is designated to it. */
  readonly undesignated: CodeElement | undefined;
}

/** What is said where text has no escape sequence at all, or none for G1. */
export const NOT_DESIGNATED = 'bytes above 7F without the escape sequence due before them';

const ESC = 0x1b;
const BACKSLASH = 0x5c;
const windows1252 = new TextDecoder('windows-1252');

/**
 * Text with code extension techniques (PS3.5 §6.1.2.5): two registers, G0 for bytes 21-7E and G1 for A0-FF, and escape
 * sequences that designate code elements to them. Without escape sequences it reads the single-byte sets just as well.
 *
 * @param delimiters bytes besides control characters at which the initial state returns (§6.1.2.5.3)
 */
export function decodeIso2022(bytes: Uint8Array, initial: CodeExtension, delimiters: ReadonlySet<number>, faults: Set<string>): string {
  let { g0, g1 } = initial;
  let lastG1: CodeElement | undefined;
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === ESC) {
      const length = escapeLength(bytes, at);
      const element = ESCAPES.get(String.fromCharCode(...bytes.subarray(at + 1, at + length)));
      if (!element) faults.add(`unknown escape sequence ${hex(bytes.subarray(at, at + length))}`);
      else {
        if (!initial.declared.has(element)) faults.add(`${element.name} is designated but not declared`);
        if (element.register === 'G0') g0 = element;
        else lastG1 = g1 = element;
      }
      at += length;
    } else if (byte < 0x20) {
      ({ g0, g1 } = initial);
      text += String.fromCharCode(byte);
      at++;
    } else if (byte >= 0x80) {
      const element = g1 ?? lastG1 ?? initial.undesignated;
      if (!g1) faults.add(lastG1 ? `${lastG1.name} is not designated again after a delimiter` : NOT_DESIGNATED);
      const end = element?.decodePairs ? endOfPairs(bytes, at, 0xa1, 0xfe) : endOfHigh(bytes, at);
      text += end === at ? unpaired(element!, faults) : high(bytes.subarray(at, end), element, faults);
      at = Math.max(end, at + 1);
    } else if (g0.decodePairs && byte !== 0x20) {
      const end = endOfPairs(bytes, at, 0x21, 0x7e);
      if (end > at) text += known(g0.decodePairs(bytes.subarray(at, end)), g0, faults);
      else {
        // An odd byte before an escape sequence or the end: most often a delimiter without the ESC ( B due before it.
        faults.add(`${g0.name} is left without its escape sequence`);
        text += String.fromCharCode(byte);
        if (delimiters.has(byte)) ({ g0, g1 } = initial);
      }
      at = Math.max(end, at + 1);
    } else {
      if (delimiters.has(byte)) {
        ({ g0, g1 } = initial);
        text += String.fromCharCode(byte); // 5CH separates values in ISO-IR 14 too, where it would be a yen sign
      } else text += (g0.characters ?? ASCII.characters!)[byte];
      at++;
    }
  }
  return text;
}

/** Bytes that end a code extension's reach, by VR: backslash where values are separated, ^ and = in names. */
export function delimitersOf(vr: string): ReadonlySet<number> {
  if (vr === 'PN') return PERSON_NAME;
  return vr === 'ST' || vr === 'LT' || vr === 'UT' || vr === 'UR' ? NONE : VALUES;
}

const NONE: ReadonlySet<number> = new Set();
const VALUES: ReadonlySet<number> = new Set([BACKSLASH]);
const PERSON_NAME: ReadonlySet<number> = new Set([BACKSLASH, 0x5e, 0x3d]);

/** ISO/IEC 2022 §13: ESC, intermediate bytes 20-2F, one final byte 30-7E; a broken one counts as far as it is one. */
function escapeLength(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < bytes.length && bytes[end]! >= 0x20 && bytes[end]! <= 0x2f && end - at < 4) end++;
  if (end < bytes.length && bytes[end]! >= 0x30 && bytes[end]! <= 0x7e) end++;
  return end - at;
}

/** End of the run of whole pairs from `at`. */
function endOfPairs(bytes: Uint8Array, at: number, low: number, high: number): number {
  let end = at;
  while (end + 1 < bytes.length && isWithin(bytes[end]!, low, high) && isWithin(bytes[end + 1]!, low, high)) end += 2;
  return end;
}

function isWithin(byte: number, low: number, high: number): boolean {
  return byte >= low && byte <= high;
}

function endOfHigh(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && bytes[end]! >= 0x80) end++;
  return end;
}

function high(bytes: Uint8Array, element: CodeElement | undefined, faults: Set<string>): string {
  if (!element) return windows1252.decode(bytes);
  if (element.decodePairs) return known(element.decodePairs(bytes), element, faults);
  let text = '';
  for (const byte of bytes) {
    if (byte < 0xa0) faults.add(`bytes 80 to 9F have no meaning in ${element.name}`);
    text += element.characters![byte];
  }
  return known(text, element, faults);
}

function unpaired(element: CodeElement, faults: Set<string>): string {
  faults.add(`half a character of ${element.name}`);
  return '�';
}

function known(text: string, element: CodeElement, faults: Set<string>): string {
  if (text.includes('�')) faults.add(`a code that ${element.name} does not have`);
  return text;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
