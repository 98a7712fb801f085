import type { Problem } from '../../web/schema.ts';
import { texts } from './problems/en.ts';

export type Values = NonNullable<Problem['values']>;

/** A refusal of the server in the language of the page; in the server's English where its code has no words here yet. */
export function problemWords({ code = '', values = {}, detail }: Pick<Problem, 'code' | 'values' | 'detail'>): string {
  const words: string | ((values: Values) => string) | undefined = Object.hasOwn(texts, code)
    ? texts[code as keyof typeof texts]
    : undefined;
  return typeof words === 'function' ? words(values) : (words ?? detail);
}
