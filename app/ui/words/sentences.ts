import type { Said } from '../../web/schema.ts';
import type { Values } from './problems.ts';
import { texts } from './sentences/en.ts';

/** A sentence of the server in the language of the page; in its English where the code has no words here. */
export function sentence({ code, values, words: english }: Said): string {
  const words: string | ((values: Values) => string) | undefined = Object.hasOwn(texts, code)
    ? texts[code as keyof typeof texts]
    : undefined;
  return typeof words === 'function' ? words(values) : (words ?? english);
}
