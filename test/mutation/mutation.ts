/** One change to the program that breaks one behaviour, and the test that says so. */
export interface Mutation {
  readonly source: string;
  /** There exactly once in `source`. */
  readonly find: string;
  readonly replace: string;
  /** The behaviour that holds no longer. */
  readonly breaks: string;
  /** Name of the test, or a part of it that no other test of the file has. */
  readonly test: string;
  readonly file: string;
}

/** Several changes, each by itself, to one source. */
export function changesTo(source: string, changes: readonly Omit<Mutation, 'source'>[]): Mutation[] {
  return changes.map((change) => ({ source, ...change }));
}
