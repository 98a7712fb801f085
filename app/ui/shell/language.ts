/** The three languages of the page. The server chose one of them by the cookie or by Accept-Language, and sent the page in it alone. */
export const LANGUAGES = { en: 'English', ru: 'Русский', ja: '日本語' } as const;
export type Language = keyof typeof LANGUAGES;

/** Read by `web/language.ts` too. */
const COOKIE = 'filmroom-language';
const YEAR_S = 31_536_000;

const lang = globalThis.document?.documentElement.lang ?? 'en';

/** Of this page. */
export const LANGUAGE: Language = Object.hasOwn(LANGUAGES, lang) ? (lang as Language) : 'en';
/** With the reader's region where the browser tells one: `en-GB` writes dates otherwise than `en-US`. */
export const LOCALE: string = globalThis.navigator?.languages?.find((each) => each.split('-')[0] === LANGUAGE) ?? LANGUAGE;

/** Loads the page again, in another language. */
export function chooseLanguage(language: Language): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, and not without HTTPS
  document.cookie = `${COOKIE}=${language}; path=/; max-age=${YEAR_S}; samesite=lax`;
  location.reload();
}
