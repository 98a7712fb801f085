import { choices } from './texts/choices/en.ts';
import { settings } from './texts/settings/en.ts';

/** `listeners[].port` for `listeners[0].port`, and for the entry `remoteAes[CT]` its list. */
export const schemaPath = (path: string): string =>
  path.startsWith('remoteAes[') && path.endsWith(']') ? 'remoteAes[]' : path.replace(/\[\d+\]/g, '[]');

type Named = Readonly<Record<string, { readonly label: string; readonly help?: string }>>;

/** What a setting is called in the language of the page. */
export function labelOf(path: string): string {
  const known = (settings as Named)[schemaPath(path)]?.label;
  if (schemaPath(path) !== 'remoteAes[]') return known ?? path;
  return `${known ?? path}: ${path.slice('remoteAes['.length, -1)}`;
}

/** Its sentence; the schema's own, which is English, where the language has none. */
export const helpOf = (path: string, english: string): string => (settings as Named)[schemaPath(path)]?.help ?? english;

/** A value out of a choice; what is none stands as it is. */
export const choiceWords = (path: string, value: string): string =>
  (choices as Readonly<Record<string, string>>)[`${schemaPath(path)}=${value}`] ?? value;
