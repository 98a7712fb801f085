import type { Refusal } from '../../web/schema.ts';
import { texts as T } from './refusals/en.ts';

/** Why somebody was turned away and what to do, in the language of the page; of a reason without words here, the server's English. */
export function refusalWords({ code, values, words }: Pick<Refusal, 'code' | 'values' | 'words'>): { why: string; toDo: string } {
  const { why, toDo } = Object.hasOwn(T, code) ? T[code as keyof typeof T] : T.OTHER;
  return { why: why(values) || words, toDo };
}
