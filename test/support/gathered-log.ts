import { createLog, type Log } from '../../app/base/base.ts';

/** A log whose lines a test reads. */
export function gatheredLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, log: createLog({ level: 'debug', style: 'journald', write: (line) => lines.push(line) }) };
}
