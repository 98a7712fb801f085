import type { LogLevel } from './log.ts';

/** A line of the log as it was written, without its time and level. */
export interface KeptLine {
  readonly at: number;
  readonly level: LogLevel;
  readonly line: string;
}

export interface LogRing {
  /** Takes a line as `createLog` writes it, in either style. */
  keep(line: string): void;
  /** The newest first. */
  lines(): readonly KeptLine[];
}

const LEVEL_OF: Readonly<Record<string, LogLevel>> = { '<7>': 'debug', '<6>': 'info', '<4>': 'warn', '<3>': 'error' };
const MOST_CHARACTERS = 2000;

/** The last lines of the log in memory, for the page: what a journal keeps longer, nobody has to look for there. */
export function createLogRing(options: { readonly now: () => number; readonly maxLines: number }): LogRing {
  const ring: KeptLine[] = [];
  let at = 0; // where the next one goes, once it is full
  return {
    keep(line) {
      const journald = LEVEL_OF[line.slice(0, 3)];
      const console = /^\S+ (debug|info|warn|error) +/.exec(line);
      const level = journald ?? (console?.[1] as LogLevel | undefined) ?? 'info';
      const text = line.slice(journald ? 3 : (console?.[0].length ?? 0), MOST_CHARACTERS).trimEnd();
      ring[at] = { at: options.now(), level, line: text };
      at = (at + 1) % options.maxLines;
    },
    lines: () => [...ring.slice(at), ...ring.slice(0, at)].reverse(),
  };
}
