/** One change to the program that breaks one behaviour, and the test that says so. */
export interface Mutation {
  readonly source: string;
  /** There exactly once in `source`. */
  readonly find: string;
  readonly replace: string;
  /** What no longer holds. */
  readonly breaks: string;
  /** Name of the test, whole. */
  readonly test: string;
  readonly file: string;
}

/** A change without its files, which the rows of a table share. */
export type Change = Omit<Mutation, 'source' | 'file'>;

/** The changes to one source that the tests of one file catch. */
export function changes(source: string, file: string, rows: readonly Change[]): Mutation[] {
  return rows.map((row) => ({ source: `app/${source}`, file: `test/conformance/${file}.test.ts`, ...row }));
}
