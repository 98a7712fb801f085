import { foldPersonName } from '../dataset/dataset.ts';

/** `similar`: a part is the same, or a letter or two are not. `unknown`: one is missing, or they are in different scripts. */
export type NameRelation = 'same' | 'similar' | 'other' | 'unknown';

const ORDER: readonly NameRelation[] = ['same', 'similar', 'other', 'unknown'];

/**
 * Whether two Person Names (PS3.5 §6.2.1) name the same: without case and diacritics, in whatever order the parts are, middle names left out or
 * not; by any of the component groups that are in the same script.
 */
export function relationOfNames(one: string, other: string): NameRelation {
  let best: NameRelation = 'unknown';
  for (const a of groupsOf(one)) {
    for (const b of groupsOf(other)) {
      if (scriptOf(a) !== scriptOf(b)) continue;
      const relation = relationOf(a, b);
      if (ORDER.indexOf(relation) < ORDER.indexOf(best)) best = relation;
    }
  }
  return best;
}

type Parts = readonly string[];

function groupsOf(name: string): Parts[] {
  const groups = foldPersonName(name.split('\\')[0] ?? '').split('=');
  return groups.map((group) => group.split(/[\^\s,.・]+/u).filter(Boolean)).filter((parts) => parts.length > 0);
}

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['kana', /[\p{sc=Hiragana}\p{sc=Katakana}]/u],
  ['han', /\p{sc=Han}/u],
  ['hangul', /\p{sc=Hangul}/u],
  ['cyrillic', /\p{sc=Cyrillic}/u],
  ['greek', /\p{sc=Greek}/u],
  ['arabic', /\p{sc=Arabic}/u],
  ['hebrew', /\p{sc=Hebrew}/u],
  ['latin', /\p{sc=Latin}/u],
];

function scriptOf(parts: Parts): string {
  const text = parts.join('');
  return SCRIPTS.find(([, letters]) => letters.test(text))?.[0] ?? 'other';
}

function relationOf(a: Parts, b: Parts): NameRelation {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const common = few.filter((part) => many.includes(part));
  const isWithin = common.length === few.length;
  if (few.join('') === many.join('') || (isWithin && (few.length === many.length || few.length >= 2))) return 'same';
  const [x, y] = [[...few].sort().join(' '), [...many].sort().join(' ')];
  const isNear = distance(x, y) <= (Math.min(x.length, y.length) >= 8 ? 2 : 1);
  return isNear || common.some((part) => [...part].length > 1) ? 'similar' : 'other';
}

const MOST_LETTERS = 64;

/** Letters to add, leave out or change (Levenshtein). */
function distance(one: string, other: string): number {
  const [a, b] = [[...one].slice(0, MOST_LETTERS), [...other].slice(0, MOST_LETTERS)];
  let before = b.map((_, at) => at + 1);
  for (const [row, letter] of a.entries()) {
    let corner = row;
    let left = row + 1;
    before = b.map((each, at) => {
      left = Math.min(left + 1, before[at]! + 1, corner + (each === letter ? 0 : 1));
      corner = before[at]!;
      return left;
    });
  }
  return before.at(-1) ?? a.length;
}
