import { spawn } from 'node:child_process';
import { BoxError } from './errors.ts';
import { PATH } from './tool.ts';

export interface LongToolOptions {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Where its standard output goes, an open descriptor; without it, it is answered. */
  readonly to?: number;
  /** Called with its process id. */
  readonly onStart?: (pid: number) => void;
  /** Each line that it writes to standard error. */
  readonly onLine: (line: string) => void;
}

const MOST_LINE = 4096;

/**
 * Runs a program that takes as long as it takes and says how far it is.
 *
 * @returns its exit code and what it wrote to standard output
 * @throws BoxError BOX_TOOL_FAILED where it cannot be started, is ended or given up, or writes too much
 */
export function runLongTool(
  program: string,
  args: readonly string[],
  { maxBytes, signal, to, onStart, onLine }: LongToolOptions,
): Promise<{ readonly code: number; readonly stdout: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; stdout: string }>();
  const failed = (words: string, cause?: unknown) => reject(new BoxError('BOX_TOOL_FAILED', `${program} ${words}`, { cause }));
  const child = spawn(program, [...args], { stdio: ['ignore', to ?? 'pipe', 'pipe'], env: { PATH, LC_ALL: 'C.UTF-8' }, signal });
  if (child.pid !== undefined) onStart?.(child.pid);
  const parts: Buffer[] = [];
  let bytes = 0;
  child.stdout?.on('data', (data: Buffer) => {
    bytes += data.byteLength;
    if (bytes > maxBytes) {
      child.kill();
      failed('wrote more than is taken.');
    } else parts.push(data);
  });
  let text = '';
  child.stderr!.setEncoding('utf8').on('data', (data: string) => {
    const lines = (text + data).split('\n');
    text = lines.pop()!.slice(-MOST_LINE);
    for (const line of lines) onLine(line);
  });
  child.once('error', (cause) => failed(signal.aborted ? 'was given up.' : `cannot be started: ${cause.message}`, cause));
  child.once('close', (code, ended) => {
    if (code === null) failed(`was ended (${ended}).`);
    else resolve({ code, stdout: Buffer.concat(parts).toString('utf8') });
  });
  return promise;
}
