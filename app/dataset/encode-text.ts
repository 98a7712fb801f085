import { encodeGbk } from './character-set-gb.ts';
import { ASCII, type CodeElement, ESCAPES, TERMS } from './character-set-terms.ts';
import { type Plan, planOf } from './character-sets.ts';
import { delimitersOf } from './iso-2022.ts';

const ESC = 0x1b;
const SPACE = 0x20;
const DEL = 0x7f;

/**
 * Text of any VR that (0008,0005) governs (PS3.5 §6.1) in these character sets, with code extension where they have it (§6.1.2.5): the initial
 * state returns before `\`, before `^` and `=` of names, before control characters and at the end. What comes out, `decodeText` reads back.
 *
 * @returns undefined where a letter has no place there: none is ever dropped or replaced
 */
export function encodeText(text: string, characterSets: readonly string[], vr: string): Uint8Array | undefined {
  const plan = planOf(characterSets);
  if (plan.asciiIsAscii && isPlainAscii(text)) return Buffer.from(text, 'latin1');
  if (!plan.whole) return new Iso2022Writer(plan, vr).write(text);
  switch (plan.whole.label) {
    case 'utf-8':
      return Buffer.from(text, 'utf8');
    case 'gbk':
    case 'gb18030':
      return encodeGbk(text, plan.whole.label);
    default:
      return undefined; // no defined term: read, never written
  }
}

const SINGLE_BYTE = [100, 101, 144, 126, 148, 127, 138, 109, 110, 203, 166, 13];
/** Sets to try where no preferred one fits, those that most peers know first. */
const FALLBACKS: readonly (readonly string[])[] = [
  [],
  ...SINGLE_BYTE.map((number) => [`ISO_IR ${number}`]),
  ...SINGLE_BYTE.slice(1, -1).map((number) => ['ISO 2022 IR 100', `ISO 2022 IR ${number}`]),
  ['', 'ISO 2022 IR 87'],
  ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
  ['', 'ISO 2022 IR 87', 'ISO 2022 IR 159'],
  ['', 'ISO 2022 IR 149'],
  ['', 'ISO 2022 IR 58'],
];

/**
 * The value of (0008,0005) under which all these texts can be written: the first preferred one, as defined terms whatever its spelling, else the
 * smallest that fits, else ISO_IR 192, where everything has its place.
 */
export function chooseCharacterSet(texts: readonly string[], preferred: readonly (readonly string[])[]): readonly string[] {
  for (const each of preferred) {
    const terms = definedTerms(each);
    if (terms && texts.every((text) => fitsEveryVr(text, terms))) return terms;
  }
  let fitting = -1;
  for (const text of texts) for (const letter of text) fitting &= fallbacksWith(letter);
  return FALLBACKS[31 - Math.clz32(fitting & -fitting)] ?? ['ISO_IR 192']; // the lowest bit: the first of them
}

/** For each letter the fallbacks that have it, as bits: whether a text fits is a matter of its letters alone, in whatever order they come. */
const fallbacksOf = new Map<string, number>();
const MOST_LETTERS = 16_384;

function fallbacksWith(letter: string): number {
  let bits = fallbacksOf.get(letter);
  if (bits === undefined) {
    bits = 0;
    for (const [at, terms] of FALLBACKS.entries()) if (fitsEveryVr(letter, terms)) bits |= 1 << at;
    if (fallbacksOf.size >= MOST_LETTERS) fallbacksOf.clear();
    fallbacksOf.set(letter, bits);
  }
  return bits;
}

/** Whether the backslash is a delimiter or text matters to ISO_IR 13 alone, which has a yen sign there. */
function fitsEveryVr(text: string, terms: readonly string[]): boolean {
  return encodeText(text, terms, 'PN') !== undefined && (!text.includes('\\') || encodeText(text, terms, 'LT') !== undefined);
}

/** What was written into (0008,0005), as the standard has it (PS3.3 §C.12.1.1.2); undefined where it names a set that no term stands for. */
function definedTerms(written: readonly string[]): readonly string[] | undefined {
  const { whole, terms } = planOf(written);
  if (whole) return TERMS.has(whole.name) ? [whole.name] : undefined;
  if (terms.some((term, at) => term === undefined && (at > 0 || written[0] !== ''))) return undefined;
  const names = terms.map((term) => (term === undefined || term.name === 'ISO_IR 6' ? '' : term.name));
  const isExtended = names.length > 1 || /^ISO 2022 IR (?:87|159|149|58)$/.test(names[0] ?? '');
  if (!isExtended) return names.filter((name) => name !== '');
  const extended = names.map((name) => name.replace('ISO_IR ', 'ISO 2022 IR '));
  const first = terms[0]?.g0?.characters ? extended[0]! : '';
  const others = new Set(extended.filter((name) => name !== '' && name !== first));
  return others.size === 0 ? definedTerms(first === '' ? [] : [first]) : [first, ...others];
}

/** Without ESC, which would begin an escape sequence. */
function isPlainAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > DEL || code === ESC) return false;
  }
  return true;
}

/** Bytes of the characters of a single-byte half: 21-7E or A0-FF. */
const singleBytes = new Map<CodeElement, ReadonlyMap<string, number>>();

function bytesIn(element: CodeElement): ReadonlyMap<string, number> {
  const there = singleBytes.get(element);
  if (there) return there;
  const made = new Map<string, number>();
  const [first, last] = element.register === 'G0' ? [0x21, 0x7e] : [0xa0, 0xff];
  for (let byte = first; byte <= last; byte++) {
    const character = element.characters![byte]!;
    if (character !== '\ufffd' && !made.has(character)) made.set(character, byte);
  }
  singleBytes.set(element, made);
  return made;
}

const escapeOf = new Map<CodeElement, string>();
for (const [sequence, element] of ESCAPES) if (!escapeOf.has(element)) escapeOf.set(element, sequence);

/** PS3.5 §6.1.2.5: the state of G0 and G1 while a value is written. */
class Iso2022Writer {
  readonly #plan: Plan;
  readonly #delimiters: ReadonlySet<number>;
  /** What escape sequences may designate, in the order of preference; none without code extension. */
  readonly #designable: readonly CodeElement[];
  #g0: CodeElement;
  #g1: CodeElement | undefined;
  readonly #bytes: number[] = [];

  constructor(plan: Plan, vr: string) {
    this.#plan = plan;
    this.#delimiters = delimitersOf(vr);
    this.#designable = designableIn(plan);
    this.#g0 = plan.extension.g0;
    this.#g1 = plan.extension.g1;
  }

  write(text: string): Uint8Array | undefined {
    for (const letter of text) {
      const code = letter.codePointAt(0)!;
      if (code === ESC) return undefined;
      if (code < SPACE || code === DEL || this.#delimiters.has(code)) {
        this.#reset();
        this.#bytes.push(code);
      } else if (code === SPACE) {
        if (this.#g0.pairs) this.#designate(this.#plan.extension.g0);
        this.#bytes.push(code);
      } else if (!this.#put(letter)) return undefined;
    }
    this.#reset();
    return Buffer.from(this.#bytes);
  }

  #put(letter: string): boolean {
    if (this.#putIn(this.#g0, letter) || (this.#g1 && this.#putIn(this.#g1, letter))) return true;
    const element = this.#designable.find((each) => this.#codeIn(each, letter) !== undefined);
    if (!element) return false;
    this.#designate(element);
    return this.#putIn(element, letter);
  }

  #putIn(element: CodeElement, letter: string): boolean {
    const code = this.#codeIn(element, letter);
    if (code === undefined) return false;
    if (element.pairs) {
      const mask = element.register === 'G0' ? 0x7f : 0xff;
      this.#bytes.push((code >> 8) & mask, code & mask);
    } else this.#bytes.push(code);
    return true;
  }

  #codeIn(element: CodeElement, letter: string): number | undefined {
    if (element.pairs) return element.pairs().get(letter);
    const byte = bytesIn(element).get(letter);
    return byte !== undefined && this.#delimiters.has(byte) ? undefined : byte; // the yen sign where a backslash separates values
  }

  #reset(): void {
    const { g0, g1 } = this.#plan.extension;
    if (this.#g0 !== g0) this.#designate(g0);
    if (g1 && this.#g1 !== g1) this.#designate(g1);
    this.#g1 = g1;
  }

  #designate(element: CodeElement): void {
    this.#bytes.push(ESC, ...Buffer.from(escapeOf.get(element)!, 'latin1'));
    if (element.register === 'G0') this.#g0 = element;
    else this.#g1 = element;
  }
}

const designable = new WeakMap<Plan, readonly CodeElement[]>();

function designableIn(plan: Plan): readonly CodeElement[] {
  const there = designable.get(plan);
  if (there) return there;
  const made = findDesignable(plan);
  designable.set(plan, made);
  return made;
}

function findDesignable({ terms, extension }: Plan): readonly CodeElement[] {
  const isExtended = terms.length > 1 || terms[0]?.name.startsWith('ISO 2022');
  if (!isExtended) return [];
  const elements = terms.flatMap((term) => (term ? [term.g0, term.g1] : [ASCII]));
  return [...new Set([extension.g0, ...elements])].filter((element) => element !== undefined);
}
