/** What a part of the bench is, and what it finds out: plain data, kept in RESULT.json and shown in RESULT.md. */
export interface Part {
  /** On the command line, and in RESULT.json. */
  readonly name: string;
  readonly title: string;
  run(options: PartOptions): Promise<PartResult>;
}

export interface PartOptions {
  /** A look at a small load. */
  readonly quick: boolean;
  /** Where not the part's own number. */
  readonly rounds: number | undefined;
  /** What alone is measured, by name; empty = everything. */
  readonly only: readonly string[];
  /** Progress, for who waits. */
  say(text: string): void;
}

export interface PartResult {
  /** How it was measured, a line each. */
  readonly words: readonly string[];
  readonly tables: readonly Table[];
  readonly verdicts: readonly Verdict[];
  /** Every sample, for who wants other figures than ours. */
  readonly samples: unknown;
}

export interface Table {
  readonly title?: string;
  readonly words?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** An acceptance figure of the product: what is asked for and what was measured. */
export interface Verdict {
  readonly words: string;
  readonly wanted: string;
  readonly measured: string;
  /** Undefined where it was not measured. */
  readonly met: boolean | undefined;
}
