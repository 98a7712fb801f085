/** Where the four-byte codes of the supplementary planes begin (GB 18030-2005: 90 30 81 30). */
const FIRST_SUPPLEMENTARY = 189_000;
const FOUR_BYTE_CODES_OF_BMP = 39_420; // 81 30 81 30 to 84 31 A4 39

let twoBytes: ReadonlyMap<string, number> | undefined;
let fourBytes: ReadonlyMap<string, number> | undefined;

/** Text in GBK or GB18030; undefined where a letter has no code in GBK, which has those of two bytes alone. */
export function encodeGbk(text: string, label: 'gbk' | 'gb18030'): Uint8Array | undefined {
  twoBytes ??= readTwoBytes();
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    const found = code < 0x80 ? undefined : twoBytes.get(letter);
    const pair = found !== undefined && label === 'gbk' && isLaterThanGbk(found) ? undefined : found;
    if (code < 0x80) bytes.push(code);
    else if (pair !== undefined) bytes.push(pair >> 8, pair & 0xff);
    else {
      const linear = label === 'gb18030' ? linearOf(letter, code) : undefined;
      if (linear === undefined) return undefined;
      bytes.push(...fourBytesAt(linear));
    }
  }
  return Buffer.from(bytes);
}

/** Codes of two bytes that GB 18030 gave to letters for which GBK 1.0 had none. */
function isLaterThanGbk(pair: number): boolean {
  const isVerticalForm = pair >= 0xa6d9 && pair <= 0xa6f5 && (pair <= 0xa6df || pair === 0xa6ec || pair === 0xa6ed || pair === 0xa6f3);
  return pair >= 0xfe50 || (pair >= 0xa989 && pair <= 0xa995) || pair === 0xa2e3 || pair === 0xa8bc || pair === 0xa8bf || isVerticalForm;
}

function linearOf(letter: string, code: number): number | undefined {
  if (code > 0xffff) return FIRST_SUPPLEMENTARY + code - 0x10000;
  fourBytes ??= readFourBytes();
  return fourBytes.get(letter);
}

function fourBytesAt(linear: number): readonly number[] {
  return [
    0x81 + Math.floor(linear / 12600),
    0x30 + (Math.floor(linear / 1260) % 10),
    0x81 + (Math.floor(linear / 10) % 126),
    0x30 + (linear % 10),
  ];
}

/** From TextDecoder, so that what is written is what is read. */
function readTwoBytes(): ReadonlyMap<string, number> {
  const codes: number[] = [];
  const bytes: number[] = [];
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      codes.push(lead * 256 + trail);
      bytes.push(lead, trail, 0x0a);
    }
  }
  return read(bytes, codes);
}

function readFourBytes(): ReadonlyMap<string, number> {
  const codes = Array.from({ length: FOUR_BYTE_CODES_OF_BMP }, (_, linear) => linear);
  return read(
    codes.flatMap((linear) => [...fourBytesAt(linear), 0x0a]),
    codes,
  );
}

/** @param bytes codes, each followed by a line end */
function read(bytes: readonly number[], codes: readonly number[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [at, character] of new TextDecoder('gb18030').decode(Uint8Array.from(bytes)).split('\n').entries()) {
    if (/^[^\p{Co}\ufffd]$/u.test(character) && !found.has(character)) found.set(character, codes[at]!);
  }
  return found;
}
