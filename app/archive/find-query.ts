import { modalityWord, wordsOf } from './find-words.ts';

/** What is typed, and the filters beside it. */
export interface FindQuery {
  /** Folded (`foldText`): words between spaces, each of which a study must have, at least its beginning. */
  readonly text: string;
  /** One of them; none = all. */
  readonly modalities: readonly string[];
  /** First and last day, YYYYMMDD. */
  readonly from?: string;
  readonly to?: string;
  /** Only below this rank: where the page before ended. */
  readonly before?: number;
  readonly limit: number;
}

const MOST_TYPED = 8;
const MONTHS_AND_DAYS = /^\d{1,2}$/;

/** The same for FTS5 (sqlite.org/fts5.html §3); undefined where every study matches. */
export function matchOf({ text, modalities }: Pick<FindQuery, 'text' | 'modalities'>): string | undefined {
  const typed = text.split(/\s+/).filter((word) => wordsOf(word).length > 0);
  const terms = typed.slice(0, MOST_TYPED).map(termOf);
  if (modalities.length > 0) terms.push(`(${modalities.map((modality) => quoted(modalityWord(modality))).join(' OR ')})`);
  return terms.length === 0 ? undefined : terms.join(' AND ');
}

function termOf(word: string): string {
  const [whole = '', ...parts] = wordsOf(word);
  const dates = datesOf(word);
  const ways = [`${quoted(whole)}*`];
  if (parts.length > 0) ways.push(`(${parts.map((part) => `${quoted(part)}*`).join(' AND ')})`);
  ways.push(...dates.map((date) => (date.length === 8 ? quoted(date) : `${quoted(date)}*`)));
  return ways.length === 1 ? ways[0]! : `(${ways.join(' OR ')})`;
}

/** Letters and digits alone are in it; the quotes keep AND, OR and NOT from being more than words. */
function quoted(word: string): string {
  return `"${word}"`;
}

/**
 * The days, or months and years by their beginning, that a word may mean: 2026-03-14, 14.3.2026, 3/14/26, 14032026, 2026年3月14日, 2026-03, 3.2026.
 * Where day and month may be either, both.
 */
export function datesOf(word: string): readonly string[] {
  const japanese = /^(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日?)?)?$/.exec(word);
  if (japanese) return compact([dateOf(japanese[1]!, japanese[2], japanese[3])]);
  if (/^\d{8}$/.test(word))
    return compact([dateOf(word.slice(4), word.slice(2, 4), word.slice(0, 2)), dateOf(word.slice(4), word.slice(0, 2), word.slice(2, 4))]);
  const parts = word.split(/[-./]/);
  if (parts.some((part) => !/^\d{1,4}$/.test(part))) return [];
  const [a = '', b = '', c = ''] = parts;
  if (parts.length === 2) return compact([a.length === 4 ? dateOf(a, b) : undefined, b.length === 4 ? dateOf(b, a) : undefined]);
  if (parts.length !== 3 || !MONTHS_AND_DAYS.test(b)) return [];
  if (a.length === 4) return compact([dateOf(a, b, c)]);
  return compact(yearsOf(c).flatMap((year) => [dateOf(year, b, a), dateOf(year, a, b)]));
}

function yearsOf(text: string): readonly string[] {
  if (text.length === 4) return [text];
  return text.length === 2 ? [`20${text}`, `19${text}`] : [];
}

function dateOf(year: string, month?: string, day?: string): string | undefined {
  if (month === undefined) return year;
  if (Number(month) < 1 || Number(month) > 12) return undefined;
  const begin = year + month.padStart(2, '0');
  if (day === undefined) return begin;
  return MONTHS_AND_DAYS.test(day) && Number(day) >= 1 && Number(day) <= 31 ? begin + day.padStart(2, '0') : undefined;
}

function compact(dates: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(dates.filter((date) => date !== undefined))];
}
