import type { Language } from './language.ts';

/** One form for each plural category that the language has (CLDR): English one, other; Russian one, few, many, other; Japanese other. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** For the texts of one language: `counted(3, { one: '# image', other: '# images' })` is `3 images`. */
export function countedIn(language: Language): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', number.format(count));
}
