import { findTerm } from './character-set-names.ts';
import { ASCII, type CodeElement, type Term } from './character-set-terms.ts';
import { type CodeExtension, decodeIso2022, delimitersOf, NOT_DESIGNATED } from './iso-2022.ts';

export interface DecodedText {
  /** Unicode, padding kept. In VRs with several values a backslash is always a delimiter, never half of a character. */
  readonly text: string;
  /** What was wrong with the declaration or the bytes, in words without any of the text; empty where all is as PS3.5 has it. */
  readonly faults: readonly string[];
}

/** How to read text under one value of Specific Character Set. */
export interface Plan {
  /** The terms meant, in order; undefined for a first empty value, and for names of no known set. */
  readonly terms: readonly (Term | undefined)[];
  readonly faults: readonly string[];
  /** Set where one encoding reads the entire value (PS3.3 Table C.12-5). */
  readonly whole: Whole | undefined;
  readonly extension: CodeExtension;
  /** Nothing reads bytes above 7F: absent, empty, ISO_IR 6 or unknown terms. */
  readonly undeclared: boolean;
  /** Some Japanese set is declared: bytes above 7F without escape sequences are Shift JIS then. */
  readonly isJapanese: boolean;
  /** Every byte 20-7E is the ASCII character. */
  readonly asciiIsAscii: boolean;
}

/** An encoding that stands alone. */
interface Whole {
  readonly name: string;
  readonly label: string;
  readonly strict: TextDecoder;
  readonly lenient: TextDecoder;
}

const MOST_PLANS = 64; // peers choose the terms: no more than this are remembered
const MOST_TERMS = 16; // PS3.3 has 12 sets to combine
const JAPANESE: ReadonlySet<string> = new Set(['ISO-IR 13', 'ISO-IR 87', 'ISO-IR 159']);
const plans = new Map<string, Plan>();

const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');
const shiftJis = new TextDecoder('shift_jis', { fatal: true });

/** The values of (0008,0005), in order; a first empty value stands for the default repertoire. */
export function parseSpecificCharacterSet(value: string): string[] {
  const values = value.split('\\').map((term) => term.replaceAll('\0', '').trim());
  return values.length === 1 && values[0] === '' ? [] : values;
}

/**
 * Text of any VR that (0008,0005) governs (PS3.5 §6.1), to Unicode. Never throws: what is declared wrong or not at all is read
 * as it was most likely meant (strict UTF-8, then windows-1252) and the fault named.
 *
 * @param assumed terms to read with where none is declared and the bytes are not UTF-8
 */
export function decodeText(
  bytes: Uint8Array,
  specificCharacterSet: readonly string[],
  vr: string,
  assumed: readonly string[] = [],
): DecodedText {
  const plan = planOf(specificCharacterSet);
  if (isAscii(bytes) && (plan.asciiIsAscii || !has5cOr7e(bytes))) return { text: latin1Of(bytes), faults: NO_FAULTS };
  const faults = new Set(plan.faults);
  const text = decode(bytes, plan, vr, assumed, faults);
  return { text, faults: faults.size === 0 ? NO_FAULTS : [...faults] };
}

const NO_FAULTS: readonly string[] = [];

function decode(bytes: Uint8Array, plan: Plan, vr: string, assumed: readonly string[], faults: Set<string>): string {
  if (plan.whole) return decodeWhole(bytes, plan.whole, faults);
  if (!plan.extension.g1 && !bytes.includes(0x1b)) {
    if (plan.undeclared) return decodeUndeclared(bytes, vr, assumed, faults);
    const guess = attempt(utf8, bytes) ?? (plan.isJapanese ? attempt(shiftJis, bytes) : undefined);
    if (guess !== undefined) {
      faults.add(NOT_DESIGNATED);
      return guess;
    }
  }
  return decodeIso2022(bytes, plan.extension, delimitersOf(vr), faults);
}

function decodeWhole(bytes: Uint8Array, whole: Whole, faults: Set<string>): string {
  const text = attempt(whole.strict, bytes);
  if (bytes.includes(0x1b)) faults.add(`escape sequence in ${whole.name}, which has no code extension`);
  if (text !== undefined) return text;
  faults.add(`bytes that are no ${whole.name}`);
  const lenient = whole.lenient.decode(bytes);
  if (whole.label !== 'utf-8') return attempt(utf8, bytes) ?? lenient;
  // A value cut off amid a character still is UTF-8; one without a single good character is some other set.
  return /[\u0080-\ufffc]/.test(lenient) ? lenient : windows1252.decode(bytes);
}

function decodeUndeclared(bytes: Uint8Array, vr: string, assumed: readonly string[], faults: Set<string>): string {
  const asUtf8 = attempt(utf8, bytes);
  faults.add(
    `bytes above 7F without a declared character set, read as ${asUtf8 !== undefined ? 'UTF-8' : assumed.join('\\') || 'windows-1252'}`,
  );
  if (asUtf8 !== undefined) return asUtf8;
  return assumed.length > 0 ? decode(bytes, planOf(assumed), vr, [], faults) : windows1252.decode(bytes);
}

/** How to read under these values of (0008,0005), remembered. */
export function planOf(terms: readonly string[]): Plan {
  const key = terms.length === 1 ? terms[0]! : terms.join('\\');
  const there = plans.get(key);
  if (there) return there;
  const plan = makePlan(terms.slice(0, MOST_TERMS));
  if (plans.size >= MOST_PLANS) plans.clear();
  plans.set(key, plan);
  return plan;
}

function makePlan(written: readonly string[]): Plan {
  const faults: string[] = [];
  const found: Term[] = [];
  for (const [index, name] of written.entries()) {
    if (name === '' && index === 0) continue; // PS3.5 §6.1.2.5.1: the default repertoire
    const { term, fault } = findTerm(name);
    if (fault) faults.push(`Specific Character Set: ${fault}`);
    if (term) found.push(term);
  }
  const whole = found.find((term) => term.whole);
  if (whole && written.length > 1) faults.push(`Specific Character Set: ${whole.name} must be the only value`);
  if (!whole && written.length > 1 && found.some((term) => term.name.startsWith('ISO_IR '))) {
    faults.push('Specific Character Set: several values, and one without code extension');
  }
  const first = written[0] === '' ? undefined : found[0];
  const elements = found.flatMap((term) => [term.g0, term.g1]).filter((element) => element !== undefined);
  const extension = extensionOf(first, elements);
  return {
    terms: written.map((name) => (name === '' ? undefined : findTerm(name).term)),
    faults,
    whole: whole && wholeOf(whole.name, whole.whole!),
    extension,
    undeclared: elements.every((element) => element === ASCII),
    isJapanese: elements.some((element) => JAPANESE.has(element.name)),
    asciiIsAscii: extension.g0 === ASCII,
  };
}

function extensionOf(first: Term | undefined, elements: readonly CodeElement[]): CodeExtension {
  // PS3.5 §6.1.2.5.3: a set of pairs is no state to begin in; some put ISO 2022 IR 87 first all the same.
  const g0 = first?.g0?.characters ? first.g0 : ASCII;
  const g1 = first?.g1?.characters ? first.g1 : undefined;
  const inG1 = elements.filter((element) => element.register === 'G1');
  const only = inG1.length === 1 ? inG1[0] : undefined;
  return {
    g0,
    g1,
    declared: new Set([ASCII, ...elements]),
    undesignated: only,
  };
}

function wholeOf(name: string, label: string): Whole {
  return { name, label, strict: new TextDecoder(label, { fatal: true }), lenient: new TextDecoder(label) };
}

/** The text, or undefined where the bytes are not of that encoding. */
function attempt(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined; // fatal decoders know no other way to say so
  }
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! >= 0x80 || bytes[at] === 0x1b) return false;
  return true;
}

function has5cOr7e(bytes: Uint8Array): boolean {
  return bytes.includes(0x5c) || bytes.includes(0x7e);
}

function latin1Of(bytes: Uint8Array): string {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('latin1');
}
