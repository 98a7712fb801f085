import { TERMS, type Term } from './character-set-terms.ts';

/** Names that are no defined terms, and the term meant. Compared in capitals without blanks, hyphens and underscores. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  ASCII: 'ISO_IR 6',
  USASCII: 'ISO_IR 6',
  ISO646: 'ISO_IR 6',
  LATIN1: 'ISO_IR 100',
  LATIN2: 'ISO_IR 101',
  LATIN9: 'ISO_IR 203',
  UTF8: 'ISO_IR 192',
  UNICODE: 'ISO_IR 192',
  GB2312: 'GBK',
  EUCKR: 'ISO 2022 IR 149',
  TIS620: 'ISO_IR 166',
};

const ISO_8859_PARTS: Readonly<Record<string, number>> = {
  1: 100,
  2: 101,
  3: 109,
  4: 110,
  5: 144,
  6: 127,
  7: 126,
  8: 138,
  9: 148,
  11: 166,
  15: 203,
};

/** Encodings that no term names, yet some systems write: read whole. */
const FOREIGN_LABELS = /^(?:windows|cp)?(125[0-8]|874)$|^(shiftjis|sjis|eucjp|big5|koi8r|iso2022jp)$/i;

/**
 * The term that a value of (0008,0005) means: the defined term itself, or what a misspelled one (`ISO_IR_100`, `UTF-8`) stands for.
 *
 * @returns undefined where nothing is known by that name; `fault` says what is wrong with the name
 */
export function findTerm(written: string): { readonly term: Term | undefined; readonly fault?: string } {
  const exact = TERMS.get(written);
  if (exact) return written === 'ISO_IR 6' ? { term: exact, fault: 'ISO_IR 6 is no defined term, absent means the same' } : { term: exact };
  const term = meantTerm(written.toUpperCase().replaceAll(/[\s_-]+/g, ''));
  const name = printable(written);
  return term ? { term, fault: `${name} is no defined term, read as ${term.name}` } : { term, fault: `${name} is no known character set` };
}

/** @param name in capitals without separators: `ISOIR100`, `ISO2022IR87` */
function meantTerm(name: string): Term | undefined {
  const known = TERMS.get(name) ?? TERMS.get(OTHER_NAMES[name] ?? '');
  if (known) return known;
  const number = /^(?:ISO)?(?:2022)?(?:IR)?(\d{1,3})$/.exec(name)?.[1];
  const extended = name.includes('2022') ? [`ISO 2022 IR ${number}`, `ISO_IR ${number}`] : [`ISO_IR ${number}`, `ISO 2022 IR ${number}`];
  const byNumber = number === '14' ? TERMS.get('ISO_IR 13') : (TERMS.get(extended[0]!) ?? TERMS.get(extended[1]!));
  if (byNumber) return byNumber;
  const part = /^ISO8859P?(\d{1,2})$/.exec(name)?.[1];
  if (part) return TERMS.get(`ISO_IR ${ISO_8859_PARTS[part]}`);
  const inside = /^ISO2022(GBK|GB18030|UTF8)$/.exec(name)?.[1];
  if (inside) return meantTerm(inside);
  return foreign(name);
}

function foreign(name: string): Term | undefined {
  const found = FOREIGN_LABELS.exec(name);
  if (!found) return undefined;
  const label = found[1]
    ? `windows-${found[1]}`
    : { SHIFTJIS: 'shift_jis', SJIS: 'shift_jis', EUCJP: 'euc-jp', KOI8R: 'koi8-r', ISO2022JP: 'iso-2022-jp' }[name];
  return { name: label ?? name, whole: label ?? name.toLowerCase() };
}

/** A peer's name, fit for a log line. */
function printable(written: string): string {
  return written.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 32);
}
