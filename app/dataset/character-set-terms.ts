/** One code element of PS3.3 Tables C.12-2 to C.12-4: what bytes 21-7E (G0) or A0-FF (G1) mean while it is designated. */
export interface CodeElement {
  readonly name: string;
  readonly register: 'G0' | 'G1';
  /** Single byte: character of each byte value of its half. */
  readonly characters?: readonly string[];
  /** 94×94: reads pairs of bytes, bit 8 set or not. */
  readonly decodePairs?: (pairs: Uint8Array) => string;
  /** 94×94: the pair of each character that the registered set has, bit 8 set; made when it is first asked for. */
  readonly pairs?: () => ReadonlyMap<string, number>;
}

/** What a term of (0008,0005) designates. `whole`: the term stands alone, without code extension, and this reads the entire value. */
export interface Term {
  readonly name: string;
  readonly g0?: CodeElement;
  readonly g1?: CodeElement;
  /** Label of the Encoding Standard. */
  readonly whole?: string;
}

const NO_CHARACTER = '�';
/** The same, and the private use that TextDecoder makes of gaps. */
const NO_LETTER = /\ufffd|\p{Co}/u;

const UPPER_HALF_IN_LINES = Uint8Array.from({ length: 256 }, (_, at) => (at % 2 === 0 ? 128 + at / 2 : 0x0a));

/** All 256 byte values in a single-byte encoding; windows-125x stand for ISO 8859-1, -9 and TIS 620 in TextDecoder, which adds letters in 80-9F. */
function charactersOf(label: string, changes: Readonly<Record<number, string>> = {}): readonly string[] {
  const decoded = new TextDecoder(label).decode(UPPER_HALF_IN_LINES).split('\n'); // in one call: each costs 5 µs, and the program starts with this
  return Array.from({ length: 256 }, (_, byte) => changes[byte] ?? (byte < 128 ? String.fromCharCode(byte) : decoded[byte - 128]!));
}

function singleByte(name: string, label: string): CodeElement {
  return { name, register: 'G1', characters: charactersOf(label) };
}

/** Decodes pair by pair and remembers: a call of TextDecoder costs 5 µs, and no set has more than 8836 pairs. */
function pairs(
  name: string,
  register: 'G0' | 'G1',
  label: string,
  changes: Readonly<Record<number, string>> = {},
  prefix: readonly number[] = [],
  isRegistered: (lead: number, trail: number) => boolean = () => true,
): CodeElement {
  let codes: ReadonlyMap<string, number> | undefined;
  const decoder = new TextDecoder(label);
  const seen = new Map(Object.entries(changes).map(([key, character]) => [Number(key), character]));
  function characterOf(lead: number, trail: number): string {
    const key = lead * 256 + trail;
    const there = seen.get(key);
    if (there !== undefined) return there;
    const character = decoder.decode(Uint8Array.of(...prefix, lead, trail));
    seen.set(key, character);
    return character;
  }
  function decodePairs(bytes: Uint8Array): string {
    let text = '';
    for (let at = 0; at + 1 < bytes.length; at += 2) text += characterOf(bytes[at]! | 0x80, bytes[at + 1]! | 0x80);
    return text;
  }
  function allPairs(): ReadonlyMap<string, number> {
    codes ??= codesOf(decoder, changes, prefix, isRegistered);
    return codes;
  }
  return { name, register, decodePairs, pairs: allPairs };
}

/** All 8836 pairs in one call of TextDecoder, a line each: 1 ms, where one by one they take 40. */
function codesOf(
  decoder: TextDecoder,
  changes: Readonly<Record<number, string>>,
  prefix: readonly number[],
  isRegistered: (lead: number, trail: number) => boolean,
): ReadonlyMap<string, number> {
  const keys: number[] = [];
  const bytes: number[] = [];
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      if (!isRegistered(lead, trail)) continue;
      keys.push(lead * 256 + trail);
      bytes.push(...prefix, lead, trail, 0x0a);
    }
  }
  const codes = new Map<string, number>();
  for (const [at, decoded] of decoder.decode(Uint8Array.from(bytes)).split('\n').entries()) {
    const key = keys[at]!;
    const character = changes[key] ?? decoded;
    if (character !== '' && !NO_LETTER.test(character) && !codes.has(character)) codes.set(character, key);
  }
  return codes;
}

export const ASCII: CodeElement = { name: 'ISO-IR 6', register: 'G0', characters: charactersOf('windows-1252') };
const ROMAJI: CodeElement = { name: 'ISO-IR 14', register: 'G0', characters: charactersOf('windows-1252', { 92: '¥', 126: '‾' }) };
const KANA: CodeElement = {
  name: 'ISO-IR 13',
  register: 'G1',
  characters: charactersOf('shift_jis', { 128: NO_CHARACTER, 160: NO_CHARACTER }),
};
/** Where Unicode's tables of the registered sets differ from TextDecoder, which has Microsoft's full-width forms and no KS X 1001:2002. */
const JIS_X_0208_CHANGES = { 41409: '〜', 41410: '‖', 41437: '−', 41457: '¢', 41458: '£', 41676: '¬' };
const KS_X_1001_CHANGES = { 41702: '€', 41703: '®', 41704: '㉾' };
/** What TextDecoder reads beyond the registered sets is read, and never written: NEC's and IBM's rows, and the characters that GBK put into gaps. */
const isJisX0208 = (lead: number) => lead <= 0xa8 || (lead >= 0xb0 && lead <= 0xf4);
function isGb2312(lead: number, trail: number): boolean {
  if (lead === 0xa2) return (trail >= 0xb1 && trail <= 0xe2) || (trail >= 0xe5 && trail <= 0xee) || (trail >= 0xf1 && trail <= 0xfc);
  if (lead === 0xa6) return trail <= 0xb8 || (trail >= 0xc1 && trail <= 0xd8);
  if (lead === 0xa8) return trail <= 0xba || (trail >= 0xc5 && trail <= 0xe9);
  return lead <= 0xa9 || (lead >= 0xb0 && lead <= 0xf7);
}
const JIS_X_0208 = pairs('ISO-IR 87', 'G0', 'euc-jp', JIS_X_0208_CHANGES, [], isJisX0208);
const JIS_X_0212 = pairs('ISO-IR 159', 'G0', 'euc-jp', { 41655: '~' }, [0x8f], (lead) => lead < 0xf3); // TextDecoder's iso-2022-jp does not know ESC $ ( D
const KS_X_1001 = pairs('ISO-IR 149', 'G1', 'euc-kr', KS_X_1001_CHANGES);
const GB_2312 = pairs('ISO-IR 58', 'G1', 'gbk', {}, [], isGb2312);

/** ISO-IR number, label and final byte of its escape sequence ESC 2/13 F (PS3.3 Table C.12-3). */
const LATIN_ROWS = [
  [100, 'iso-8859-1', 'A'],
  [101, 'iso-8859-2', 'B'],
  [109, 'iso-8859-3', 'C'],
  [110, 'iso-8859-4', 'D'],
  [144, 'iso-8859-5', 'L'],
  [127, 'iso-8859-6', 'G'],
  [126, 'iso-8859-7', 'F'],
  [138, 'iso-8859-8', 'H'],
  [148, 'iso-8859-9', 'M'],
  [166, 'tis-620', 'T'],
  [203, 'iso-8859-15', 'b'],
] as const;

const terms = new Map<string, Term>();
/** Code elements by what follows ESC, as text: `-A`, `$B`, `$)C`. */
const escapes = new Map<string, CodeElement>();

function add(name: string, designates: Omit<Term, 'name'>): void {
  terms.set(name, { name, ...designates });
}

add('ISO_IR 6', { g0: ASCII }); // no defined term, but an alias that DCMTK reads too
add('ISO 2022 IR 6', { g0: ASCII });
escapes.set('(B', ASCII);
for (const [number, label, final] of LATIN_ROWS) {
  const g1 = singleByte(`ISO-IR ${number}`, label);
  add(`ISO_IR ${number}`, { g0: ASCII, g1 });
  add(`ISO 2022 IR ${number}`, { g0: ASCII, g1 });
  escapes.set(`-${final}`, g1);
}
add('ISO_IR 13', { g0: ROMAJI, g1: KANA });
add('ISO 2022 IR 13', { g0: ROMAJI, g1: KANA });
escapes.set('(J', ROMAJI);
escapes.set(')I', KANA);
add('ISO 2022 IR 87', { g0: JIS_X_0208 });
escapes.set('$B', JIS_X_0208);
escapes.set('$@', JIS_X_0208); // JIS C 6226-1978, its first edition: not in PS3.3, seen from old Japanese consoles
escapes.set('$(B', JIS_X_0208); // the long form of the same designation
add('ISO 2022 IR 159', { g0: JIS_X_0212 });
escapes.set('$(D', JIS_X_0212);
add('ISO 2022 IR 149', { g1: KS_X_1001 });
escapes.set('$)C', KS_X_1001);
add('ISO 2022 IR 58', { g1: GB_2312 });
escapes.set('$)A', GB_2312);
add('ISO_IR 192', { whole: 'utf-8' });
add('GB18030', { whole: 'gb18030' });
add('GBK', { whole: 'gbk' });

/** The defined terms of (0008,0005), and ISO_IR 6. */
export const TERMS: ReadonlyMap<string, Term> = terms;
export const ESCAPES: ReadonlyMap<string, CodeElement> = escapes;
