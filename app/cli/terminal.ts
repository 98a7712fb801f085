import { writeSync } from 'node:fs';
import { errnoOf, wordsOf } from '../base/base.ts';
import type { Io } from './run.ts';

const STDOUT = 1;
const STDERR = 2;
const WAIT_MS = 5;
/** How long a reader that does not keep up holds up a line of the log, the first that is lost by it alone; and a result. */
const MOST_WAITS_OF_LINE = 2;
const MOST_WAITS_OF_RESULT = 2000;

/**
 * The real terminal. A log that cannot be written (its disk is full, its reader is gone) loses lines, and says how many when it can again:
 * it never ends or holds up the program. A result that cannot be written ends a command with exit code 1, but for a reader that went
 * away (`filmroom help | head -1`).
 */
export function processIo(): Io {
  let lost = 0;
  const log = (text: string): void => {
    try {
      if (lost) writeWhole(STDERR, `${lost} lines were lost here: they could not be written\n`, 0);
      lost = 0;
      writeWhole(STDERR, text, MOST_WAITS_OF_LINE);
    } catch {
      lost++;
    }
  };
  return {
    isTty: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    print(text) {
      try {
        writeWhole(STDOUT, text, MOST_WAITS_OF_RESULT);
      } catch (error) {
        if (errnoOf(error) === 'EPIPE') return;
        process.exitCode = 1;
        log(`filmroom: the output could not be written: ${wordsOf(error)}\n`);
      }
    },
    error: log,
    onSignal: (signal, then) => void process.on(signal, then),
    onFault(then) {
      process.on('uncaughtException', then);
      process.on('unhandledRejection', then);
    },
    exit: (code) => process.exit(code),
  };
}

function writeWhole(fd: number, text: string, mostWaits: number): void {
  const bytes = Buffer.from(text);
  let waits = 0;
  for (let at = 0; at < bytes.byteLength; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN' || ++waits > mostWaits) throw error; // somebody else made the pipe non-blocking
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
}
