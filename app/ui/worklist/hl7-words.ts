import type { Hl7Fault } from '../../web/schema.ts';
import { texts as T } from './texts/en.ts';

/** Why a message was not done, in the language of the page; in English where its code has no words here. */
export function hl7Words({ code, values, words }: Pick<Hl7Fault, 'code' | 'values' | 'words'>): string {
  const known = Object.hasOwn(T.hl7Codes, code) ? T.hl7Codes[code as keyof typeof T.hl7Codes] : undefined;
  return known ? known(values) : words;
}
