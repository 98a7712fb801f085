import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { EN, type PageTexts } from './languages/en.ts';
import { JA } from './languages/ja.ts';
import { RU } from './languages/ru.ts';
import type { Env } from './principal.ts';

/** Of the page and of those that need no JavaScript; `ui/shell/language.ts` has the same. */
export const LANGUAGES = { en: 'English', ru: 'Русский', ja: '日本語' } as const;
export type Language = keyof typeof LANGUAGES;

/** What the pages without JavaScript say. */
export const PAGE_TEXTS: Readonly<Record<Language, PageTexts>> = { en: EN, ru: RU, ja: JA };

const COOKIE = 'filmroom-language';
const YEAR_S = 31_536_000;
/** Of an answer that is in the reader's language. */
export const VARY = 'accept-encoding, accept-language, cookie';

const isLanguage = (text: string | undefined): text is Language => text !== undefined && Object.hasOwn(LANGUAGES, text);

/** Chosen by hand (`?language=ru`, kept in a cookie), else by the browser (RFC 9110 §12.5.4), else English. */
export function languageOf(c: Context<Env>): Language {
  const asked = c.req.query('language');
  if (isLanguage(asked)) {
    setCookie(c, COOKIE, asked, { path: '/', maxAge: YEAR_S, sameSite: 'Lax' });
    return asked;
  }
  const kept = getCookie(c, COOKIE);
  return isLanguage(kept) ? kept : preferred(c.req.header('accept-language') ?? '');
}

function preferred(header: string): Language {
  const ranges = header
    .slice(0, 200)
    .split(',')
    .map((range) => {
      const [tag = '', weight] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/);
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) || 0 };
    });
  ranges.sort((a, b) => b.weight - a.weight); // stable: the first named of those alike
  const language = ranges.find((range) => range.weight > 0 && isLanguage(range.language))?.language;
  return isLanguage(language) ? language : 'en';
}
