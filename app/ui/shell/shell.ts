/** What a page has of the frame around it. */
export { AskError, ask, askLines } from './ask.ts';
export * as format from './format.ts';
export { Icon, type IconName } from './icons.tsx';
export { chooseLanguage, LANGUAGE, LANGUAGES, type Language, LOCALE } from './language.ts';
export { dayHere, link, news, serverNow, shown } from './live.ts';
export { go, holdPage, match, place } from './router.ts';
export { hasOhif, may, ROLES, readSession, roleWords, session } from './session.ts';
export { chooseTheme, THEMES, theme } from './theme.ts';
export { type Asked, useAsked, useWatched } from './use-asked.ts';
