/** Letters that stand alone in Unicode, without a decomposition into base and mark, and what people type for them. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ĳ: 'ij',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  þ: 'th',
  ŋ: 'n',
  ĸ: 'k',
  ſ: 's',
  ı: 'i',
  ƒ: 'f',
  ɓ: 'b',
  ɖ: 'd',
  ɗ: 'd',
  ə: 'e',
  ɛ: 'e',
  ɲ: 'n',
  ɔ: 'o',
  ƙ: 'k',
  ƴ: 'y',
};
const LETTERS = new RegExp(`[${Object.keys(BASE_LETTERS).join('')}]`, 'gu');

/** Marks that people leave out: accents, Hebrew points, Arabic vowels. In Kana (3099, 309A), Thai and Indic a mark makes another letter. */
const OPTIONAL_MARKS = /[[\p{Mn}&&[\p{sc=Inherited}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}]]--[\u3099\u309a]]/gv;

const SPACES = /\s+/gu;
const IGNORED = /[\0\u200b-\u200f\u2060\ufeff\u00ad]/gu; // padding, direction marks, soft hyphens: nobody types them
const DELIMITERS = /[\\^=]/g;
const APOSTROPHES = /[\u2018\u2019\u02bc\u02bb`\u00b4]/gu;
const HYPHENS = /[\u2010-\u2015\u2212]/gu;

/**
 * Text as matching compares it: compatibility composed (half-width Kana, full-width Latin), without case, spaces collapsed.
 * PS3.4 §C.2.2.2.1 leaves case sensitivity of PN to the SCP; the index applies this to both sides.
 */
export function normalizeText(text: string): string {
  const composed = text.replace(IGNORED, '').normalize('NFKC'); // first, for what stood around an ignored one may compose
  return foldCase(composed).normalize('NFKC').replace(IGNORED, '').replace(SPACES, ' ').trim();
}

/** `toLowerCase` is no case folding: İ would become i and a dot, ß and SS would differ, as would a final sigma. */
function foldCase(text: string): string {
  return text.replaceAll('İ', 'i').toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}

/** Text of PN values (PS3.5 §6.2.1): each group and component normalized, empty ones at the end gone; values stay separated by `\`. */
export function normalizePersonName(name: string): string {
  return eachComponent(name, normalizeText);
}

/** Text as forgiving search compares it: as `normalizeText`, and also without diacritics and typographic quotes (ü→u, ł→l, ß→ss). */
export function foldText(text: string): string {
  const bare = normalizeText(text).normalize('NFKD').replace(OPTIONAL_MARKS, '').normalize('NFKC').replace(LETTERS, baseLetter);
  return bare.replace(APOSTROPHES, "'").replace(HYPHENS, '-').replace(SPACES, ' ').trim();
}

/** `foldText` of PN values, with the structure that `normalizePersonName` keeps. */
export function foldPersonName(name: string): string {
  return eachComponent(name, foldText);
}

function baseLetter(letter: string): string {
  return BASE_LETTERS[letter] ?? letter;
}

function eachComponent(name: string, change: (component: string) => string): string {
  // Full-width ＝ and ＾ become delimiters by NFKC: what they were within a component must not cut it.
  const component = (text: string) => change(text).replace(DELIMITERS, ' ').trim();
  const groups = (value: string) => value.split('=').map((group) => joinFilled(group.split('^').map(component), '^'));
  return name
    .split('\\')
    .map((value) => joinFilled(groups(value), '='))
    .join('\\');
}

function joinFilled(parts: readonly string[], delimiter: string): string {
  let count = parts.length;
  while (count > 0 && parts[count - 1] === '') count--;
  return parts.slice(0, count).join(delimiter);
}
