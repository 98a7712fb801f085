/** Reads all images again in a process of its own, since digests would keep the one that takes images in from its work. */
import { readFileSync } from 'node:fs';
import type { VerifyReport } from '../archive/archive.ts';
import { type Clock, jsonText, type Log, replaceFile, wordsOf } from '../base/base.ts';
import { runLongTool } from '../box/box.ts';
import { LIMITS } from '../config/config.ts';
import { BoxRefusal, Verification } from '../web/web.ts';

export interface BoxVerifyOptions {
  /** This program, as a command line without its command. */
  readonly program: readonly [string, ...string[]];
  readonly dataFolder: string;
  /** Where its last result is kept over a restart; undefined where nothing may be written. */
  readonly file?: string | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

const MOST_NAMED = 100;

/** @param isExecutable the single executable, which needs no script */
export const ownProgram = (isExecutable: boolean): readonly [string, ...string[]] =>
  isExecutable ? [process.execPath] : [process.execPath, ...process.execArgv, process.argv[1]!];

export function createBoxVerify({ program: [program, ...leading], dataFolder, file, clock, log }: BoxVerifyOptions) {
  let now = file === undefined ? undefined : readKept(file);
  let kept: Promise<void> = Promise.resolve();
  let running: AbortController | undefined;

  /** One after another, so that the last stays. */
  function keep(): void {
    if (file === undefined) return;
    const text = jsonText(now);
    kept = kept.then(() => replaceFile(file, text)).catch((error) => log.warn('verify.not-kept', { words: wordsOf(error) }));
  }

  async function run(signal: AbortSignal): Promise<Partial<Verification>> {
    let lastWords = '';
    const onLine = (line: string) => {
      const progress = progressOf(line);
      if (progress) now = { ...now!, ...progress };
      else lastWords ||= line;
    };
    try {
      const args = [...leading, 'verify', '--data', dataFolder, '--json', '--progress', '--log-level', 'error'];
      const { stdout } = await runLongTool(program, args, { maxBytes: LIMITS.program.maxReportBytes, signal, onLine });
      if (stdout === '') return { state: 'failed', words: lastWords.replace(/^filmroom: /, '') };
      return { state: 'done', found: foundOf(JSON.parse(stdout) as VerifyReport) };
    } catch (error) {
      return signal.aborted ? { state: 'cancelled' } : { state: 'failed', words: wordsOf(error) };
    }
  }

  return {
    now: () => now,
    begin(by: string): void {
      if (running) throw new BoxRefusal('WEB_VERIFY_RUNS', 'The images are being verified already.');
      const cancelling = new AbortController();
      running = cancelling;
      now = { state: 'running', by, startedAt: clock.now(), done: 0 };
      keep();
      log.info('verify.begun', { by });
      void run(cancelling.signal).then((end) => {
        running = undefined;
        now = { ...now!, ...end, endedAt: clock.now() };
        keep();
        const { state, done, found } = now;
        log.info('verify.ended', { by, state, images: found?.checked ?? done, ...found?.faults, ...(found && { index: found.index }) });
      });
    },
    cancel(by: string): boolean {
      if (!running) return false;
      log.info('verify.cancelled', { by });
      running.abort();
      return true;
    },
    async close(): Promise<void> {
      running?.abort();
      await kept;
    },
  };
}

/** What an earlier start of the program left. */
function readKept(file: string): Verification | undefined {
  try {
    const found = Verification.parse(JSON.parse(readFileSync(file, 'utf8')));
    return found.state === 'running' ? { ...found, state: 'interrupted', endedAt: found.startedAt } : found;
  } catch {
    return undefined; // never verified, or damaged: it can be done again
  }
}

/** `filmroom verify --progress` writes one line of JSON now and then. */
function progressOf(line: string): Pick<Verification, 'done' | 'total'> | undefined {
  if (!line.startsWith('{"done":')) return undefined;
  const { done, total } = JSON.parse(line) as { readonly done: number; readonly total: number };
  return { done, total };
}

function foundOf({ checked, bytes, missing, changed, unindexed, index }: VerifyReport): NonNullable<Verification['found']> {
  const named = [
    ...missing.map(({ file }) => ({ file, words: 'missing' })),
    ...changed.map(({ file, words }) => ({ file, words })),
    ...unindexed.map((file) => ({ file, words: 'not indexed' })),
  ].slice(0, MOST_NAMED);
  const faults = { missing: missing.length, changed: changed.length, unindexed: unindexed.length };
  return { checked, bytes, faults, named, index };
}
