/** Figures and names in a sentence. */
export type SaidValues = Readonly<Record<string, string | number>>;

/** A sentence that a page says in its own language by `code` and `values`; `words` are the English ones. */
export interface SaidSentence {
  readonly code: string;
  readonly values: SaidValues;
  readonly words: string;
}

/**
 * The peer's fault or the world's: an error with a stable code that tests, logs and answers match.
 * Each folder has its own subclass (`UlError`, `ArchiveError`, …) with a union of its codes; `docs/errors.md` has the words for each.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;
  /** What the words say besides the code, so that a page says it in another language. */
  readonly values: SaidValues;

  constructor(code: Code, message: string, options?: { readonly cause?: unknown; readonly values?: SaidValues }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.values = options?.values ?? {};
  }
}

/** The errno code of a system error (`ENOSPC`, `EACCES`, …), looked for along the chain of causes; undefined where there is none. */
export function errnoOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return code;
  }
  return undefined;
}

/** The words of any thrown value, for a log line. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
