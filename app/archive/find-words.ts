/** The words by which a study is found. What goes in is folded already (`foldText` of the data set); both sides go through here. */

const MOST_LETTERS = 40;
const MOST_WORDS = 64;
const NO_LETTERS = /[^\p{L}\p{N}\p{M}]+/gu;
const DELIMITERS = /[\\^=\s]+/u;
/** Written without spaces between family and given name. */
const CLOSE_SCRIPTS = /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}]/u;
const KATAKANA = /[\u30a1-\u30f6]/g;
/** Begins the word of a modality: no letter, so that no name is taken for one. */
const MODALITY = '§';

/** What the words of a study are made of; text of several values as the index has it, by `\`. */
export interface FindText {
  /** Folded. */
  readonly names: readonly string[];
  /** IDs and numbers. */
  readonly ids: readonly string[];
  /** DICOM dates. */
  readonly dates: readonly string[];
  readonly modalities: readonly string[];
  /** Folded. */
  readonly description: string;
}

export function wordsOfStudy({ names, ids, dates, modalities, description }: FindText): string {
  const words = new Set<string>();
  for (const modality of modalities) {
    const word = bare(modality.toLowerCase());
    if (word) words.add(word).add(modalityWord(modality));
  }
  for (const date of dates) if (/^[\d.]{8,10}$/.test(date)) words.add(date.replaceAll('.', ''));
  for (const id of ids.flatMap((each) => each.split('\\'))) for (const word of wordsOfId(id)) words.add(word);
  for (const name of names) for (const word of wordsOfName(name)) words.add(word);
  for (const text of description.split(DELIMITERS)) for (const word of wordsOf(text)) words.add(word);
  return [...words].slice(0, MOST_WORDS).join(' ');
}

/** Of what is typed between two spaces: all of it without its signs, and the parts between them. */
export function wordsOf(text: string): readonly string[] {
  const whole = bare(text);
  if (whole === '') return [];
  const parts = text.split(NO_LETTERS).map(bare).filter(Boolean);
  return parts.length > 1 ? [whole, ...parts] : [whole];
}

export function modalityWord(modality: string): string {
  return `${MODALITY}${bare(modality.toLowerCase())}`;
}

function wordsOfName(name: string): string[] {
  const words: string[] = [];
  for (const group of name.split(/[\\=]/)) {
    const parts = group.split(DELIMITERS).filter(Boolean);
    for (const part of parts) words.push(...wordsOf(part));
    if (parts.length > 1 && CLOSE_SCRIPTS.test(group)) words.push(bare(parts.join('')));
  }
  return words;
}

/** As written, and without the zeros that nobody types. */
function wordsOfId(id: string): string[] {
  const words = wordsOf(id.toLowerCase());
  const short = words[0]?.replace(/^0+(?=.)/, '');
  return short === undefined || short === words[0] ? [...words] : [...words, short];
}

function bare(text: string): string {
  const letters = text.replace(NO_LETTERS, '').replace(KATAKANA, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x60));
  return [...letters].slice(0, MOST_LETTERS).join('');
}
