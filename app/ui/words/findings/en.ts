/** By code: what was found, and what to do. English comes from the server (`reach/words.ts`). */
export const texts: Texts = {};

export type Texts = Readonly<Record<string, readonly [string, string]>>;
