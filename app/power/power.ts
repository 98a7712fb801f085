/** Restarting the box and switching it off: what the hands do for the button and the page. */
export { type PowerVerbsOptions, powerVerbs } from './verbs.ts';
