/** A PN value (PS3.5 §6.2.1) as the form has it; prefix and suffix of a name that is edited stay. */
export interface NameDraft {
  readonly family: string;
  readonly given: string;
  readonly middle: string;
  /** Family and given name in ideographs, and as they are read. */
  readonly ideographic: string;
  readonly phonetic: string;
}

const partsOf = (group: string | undefined) => (group ?? '').split('^');

export function draftOf(name: string): NameDraft {
  const [alphabetic, ideographic, phonetic] = name.split('=');
  const [family = '', given = '', middle = ''] = partsOf(alphabetic);
  const spaced = (group: string | undefined) => partsOf(group).filter(Boolean).join(' ');
  return { family, given, middle, ideographic: spaced(ideographic), phonetic: spaced(phonetic) };
}

/** @param before the name that was edited */
export function nameOf(draft: NameDraft, before: string): string {
  const [alphabetic, ideographic, phonetic] = before.split('=');
  const clean = (text: string) =>
    text
      .replace(/[\\^=]+/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  const [, , , ...titles] = partsOf(alphabetic);
  const first = joined([clean(draft.family), clean(draft.given), clean(draft.middle), ...titles]);
  const other = (text: string, was: string | undefined) => {
    const [family = '', ...given] = clean(text).split(/[ \u3000]/);
    return joined([family, given.join(' '), '', ...partsOf(was).slice(3)]);
  };
  return joined([first, other(draft.ideographic, ideographic), other(draft.phonetic, phonetic)], '=');
}

function joined(parts: readonly string[], by = '^'): string {
  let count = parts.length;
  while (count > 0 && parts[count - 1] === '') count--;
  return parts.slice(0, count).join(by);
}

/** Each script of a name in reading order: `Yamada, Taro`, `山田 太郎`. */
export function shownName(name: string): readonly string[] {
  return name.split('=').map((group, at) => {
    const [family = '', given = '', middle = '', prefix = '', suffix = ''] = partsOf(group);
    if (at > 0) return [family, given, middle].filter(Boolean).join(' ');
    const rest = [prefix, given, middle, suffix].filter(Boolean).join(' ');
    return [family, rest].filter(Boolean).join(', ');
  });
}

/** An ID for somebody who has none: one that is not given twice. */
export function madeUpId(now: Date): string {
  const day = [now.getFullYear() % 100, now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('');
  const random = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return `TMP-${day}-${random}`;
}

const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'; // none that is mistaken for another
