/**
 * Letters of 5 × 7 points with two rows below the line, drawn for this program: Latin and Cyrillic, accents put together from the letter and its mark.
 * Each row is a digit to the base 32, its highest bit on the left.
 */

/** Columns of a letter; one more is left between two. */
export const LETTER_WIDTH = 5;
/** Rows above the letter for its accent. */
const ABOVE = 2;
const BODY = 7;
const BELOW = 2;
export const LETTER_HEIGHT = ABOVE + BODY + BELOW;

// biome-ignore format: a table
const LETTERS: Readonly<Record<string, string>> = {
  ' ': '0000000', '!': '4444404', '"': 'aaa0000', '#': 'aavavaa', $: '4fke5u4', '%': 'op248j3', '&': 'cik8lid', "'": '4480000',
  '(': '2488842', ')': '8422248', '*': '04lel40', '+': '044v440', ',': '00000c48', '-': '000v000', '.': '00000cc', '/': '01248g0',
  0: 'ehjlphe', 1: '4c4444e', 2: 'eh1248v', 3: 'v2421he', 4: '26aiv22', 5: 'vgu11he', 6: '68guhhe', 7: 'v124888', 8: 'ehhehhe', 9: 'ehhf12c',
  ':': '0cc0cc0', ';': '0cc0c48', '<': '248g842', '=': '00v0v00', '>': '8421248', '?': 'eh12404', '@': 'eh1dlle',
  A: 'ehhvhhh', B: 'uhhuhhu', C: 'ehggghe', D: 'sihhhis', E: 'vgguggv', F: 'vgguggg', G: 'ehgnhhf', H: 'hhhvhhh', I: 'e44444e', J: '72222ic',
  K: 'hikokih', L: 'ggggggv', M: 'hrllhhh', N: 'hhpljhh', O: 'ehhhhhe', P: 'uhhuggg', Q: 'ehhhlid', R: 'uhhukih', S: 'fgge11u', T: 'v444444',
  U: 'hhhhhhe', V: 'hhhhha4', W: 'hhhllla', X: 'hha4ahh', Y: 'hhha444', Z: 'v1248gv',
  '[': 'e88888e', '\\': '0g84210', ']': 'e22222e', '^': '4ah0000', _: '000000v', '`': '8420000',
  a: '00e1fhf', b: 'ggmphhu', c: '00egghe', d: '11djhhf', e: '00ehvge', f: '698s888', g: '00fhhhf1e', h: 'ggmphhh', i: '40c444e', j: '2062222ic',
  k: 'ggikoki', l: 'c44444e', m: '00qllhh', n: '00mphhh', o: '00ehhhe', p: '00uhhhugg', q: '00fhhhf11', r: '00mpggg', s: '00ege1u', t: '88s8896',
  u: '00hhhjd', v: '00hhha4', w: '00hhlla', x: '00ha4ah', y: '00hhhhf1e', z: '00v248v',
  '{': '2448442', '|': '4444444', '}': '8442448', '~': '008l200', '°': '4a40000', '×': '0ha4ah0', '·': '000c000', '…': '000000l',
  ß: 'ciikiik', Æ: 'fkkukkn', æ: '00q5fkf', Ø: 'ejlllpe', ø: '00ejlpe', Đ: 'e99t99e', đ: '272eiie', ð: 'a4aehhe', Þ: 'guhhugg', þ: 'gguhhhugg',
  Ł: '88aco8f', ł: 'c456c4e', Œ: 'fkknkkf', œ: '00alnkb', ı: '00c444e', ȷ: '0062222ic', µ: '00hhhpmgg',
  Б: 'vgguhhu', Г: 'vgggggg', Д: '6aaaavh', Ж: 'lle4ell', З: 'eh161he', И: 'hhjlphh', Л: '799999h', П: 'vhhhhhh', У: 'hhhf1he', Ф: '4ellle4',
  Ц: 'iiiiiiv1', Ч: 'hhhf111', Ш: 'llllllv', Щ: 'llllllv1', Ъ: 'o88e99e', Ы: 'hhhpllp', Ь: 'ggguhhu', Э: 'eh171he', Ю: 'illtlli', Я: 'fhhf59h',
  Є: 'ehgsghe', Ґ: '1vggggg',
  б: 'fguhhhe', в: '00uhuhu', г: '00vgggg', д: '006aavh', ж: '00le4el', з: '00u1e1u', и: '00hjlph', к: '00ikoki', л: '007999h', м: '00hrlhh',
  н: '00hhvhh', п: '00vhhhh', т: '00v4444', ф: '44ellle44', ц: '00iiiiv1', ч: '00hhf11', ш: '00llllv', щ: '00llllv1', ъ: '00o8e9e', ы: '00hhplp',
  ь: '00gguhu', э: '00eh7he', ю: '00iltli', я: '00fhf9h', є: '00ehshe', ґ: '01vgggg',
};

/** Letters that look like others. */
const ALIKE: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'АВЕКМНОРСТХІЈЅ'].map((letter, at) => [letter, 'ABEKMHOPCTXIJS'[at]!])),
  ...Object.fromEntries([...'аеорсухіјѕ'].map((letter, at) => [letter, 'aeopcyxijs'[at]!])),
  ...{ Ð: 'Đ', μ: 'µ', '–': '-', '—': '-', '’': "'", '‘': "'", '“': '"', '”': '"', '\u00a0': ' ' },
};

/** Two rows above the letter, by the combining character. */
const MARKS_ABOVE: Readonly<Record<string, string>> = {
  '\u0300': '84',
  '\u0301': '24',
  '\u0302': '4a',
  '\u0303': 'dm',
  '\u0304': '0e',
  '\u0306': 'he',
  '\u0307': '04',
  '\u0308': '0a',
  '\u030a': 'ae',
  '\u030b': '5a',
  '\u030c': 'a4',
};
const MARKS_BELOW: Readonly<Record<string, string>> = { '\u0323': '04', '\u0326': '48', '\u0327': '48', '\u0328': '23' };
/** What loses its dot below an accent. */
const DOTLESS: Readonly<Record<string, string>> = { i: 'ı', j: 'ȷ' };

/** The rows of a letter, `LETTER_HEIGHT` of them, highest bit on the left; undefined where there is none. */
export function letterRows(letter: string): Uint8Array | undefined {
  const plain = rowsOf(letter);
  if (plain) return plain;
  const [base = '', ...marks] = letter.normalize('NFD');
  if (marks.length === 0) return undefined;
  const like = ALIKE[base] ?? base;
  const hasMarkAbove = marks.some((mark) => mark in MARKS_ABOVE);
  const rows = rowsOf((hasMarkAbove ? DOTLESS[like] : undefined) ?? like);
  if (!rows) return undefined;
  for (const mark of marks) {
    const above = MARKS_ABOVE[mark];
    const below = MARKS_BELOW[mark];
    if (above !== undefined) put(rows, rows.findIndex((row) => row !== 0) - ABOVE, above);
    else if (below !== undefined) put(rows, ABOVE + BODY, below);
    else return undefined;
  }
  return rows;
}

/** Whether every letter of the text is there. */
export function isDrawn(text: string): boolean {
  return lettersOf(text).every((letter) => letterRows(letter) !== undefined);
}

/** What is drawn side by side. */
export function lettersOf(text: string): readonly string[] {
  return [...text.normalize('NFC')];
}

function rowsOf(letter: string): Uint8Array | undefined {
  const like = ALIKE[letter] ?? letter;
  const digits = Object.hasOwn(LETTERS, like) ? LETTERS[like] : undefined;
  if (digits === undefined) return undefined;
  const rows = new Uint8Array(LETTER_HEIGHT);
  put(rows, ABOVE, digits);
  return rows;
}

function put(rows: Uint8Array, at: number, digits: string): void {
  for (const [row, digit] of [...digits].entries()) rows[Math.max(0, at) + row]! |= Number.parseInt(digit, 32);
}
