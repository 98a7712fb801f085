import { texts as T } from './findings/en.ts';
import type { Values } from './problems.ts';

/** What a rung of the ladder found and what to do, in the language of the page; English is what the server says itself. */
export function findingWords(finding: { readonly code: string; readonly values: Values; readonly words: string; readonly toDo: string }): {
  readonly words: string;
  readonly toDo: string;
} {
  const [words, toDo] = T[finding.code] ?? [];
  return words === undefined ? finding : { words: filled(words, finding.values), toDo: filled(toDo ?? '', finding.values) };
}

function filled(text: string, values: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '?'));
}
