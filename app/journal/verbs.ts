import * as z from 'zod/mini';
import { type AnyVerb, defineVerb, runTool, type ToolOptions } from '../box/box.ts';
import { JOURNAL_LIMITS, type JournalLimits } from './limits.ts';
import { JOURNAL_LEVELS, JOURNAL_PARTS, type JournalLevel, type JournalPart, linesOf } from './lines.ts';

export interface JournalVerbsOptions {
  readonly limits?: JournalLimits;
  /** Runs a program of the system. */
  readonly run?: (program: string, args: readonly string[], options?: ToolOptions) => Promise<string>;
}

const PRIORITY: Readonly<Record<JournalLevel, string>> = { debug: 'debug', info: 'info', warn: 'warning', error: 'err' };
const FIELDS = ['MESSAGE', 'PRIORITY', '_SYSTEMD_UNIT', 'SYSLOG_IDENTIFIER', '_TRANSPORT'];

/** journal.read: the last lines, newest first; the program that has no privileges may not read them itself. */
export function journalVerbs({ limits = JOURNAL_LIMITS, run = runTool }: JournalVerbsOptions = {}): readonly AnyVerb[] {
  const parts = Object.keys(JOURNAL_PARTS) as readonly JournalPart[];
  return [
    defineVerb({
      name: 'journal.read',
      args: z.strictObject({ part: z.optional(z.enum(parts)), level: z.enum(JOURNAL_LEVELS) }),
      async run({ part, level }) {
        const bounds = [
          '--output=json',
          `--output-fields=${FIELDS.join(',')}`,
          '--reverse',
          `--lines=${limits.maxLines}`,
          '--no-pager',
          '--quiet',
        ];
        const of = part === undefined ? [] : JOURNAL_PARTS[part];
        const text = await run('journalctl', [...bounds, `--priority=${PRIORITY[level]}`, ...of], { maxBytes: limits.maxBytes });
        return { lines: linesOf(text, limits) };
      },
    }),
  ];
}
