import { execFile } from 'node:child_process';
import { BoxError } from './errors.ts';
import { BOX_LIMITS } from './limits.ts';

export interface ToolOptions {
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Text on its standard input. */
  readonly input?: string;
  readonly signal?: AbortSignal;
}

/** The programs of the system, whatever the environment says; no shell reads the arguments. */
export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Runs a program of the system to its end.
 *
 * @returns what it wrote to standard output
 * @throws BoxError BOX_TOOL_FAILED with its last words, where it is missing, fails, writes too much or takes too long
 */
export function runTool(program: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  const { timeoutMs = BOX_LIMITS.toolMs, maxBytes = BOX_LIMITS.maxToolBytes, input, signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = execFile(
    program,
    [...args],
    { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: maxBytes, env: { PATH, LC_ALL: 'C.UTF-8' }, ...(signal && { signal }) },
    (cause, stdout, stderr) => {
      if (!cause) return resolve(stdout);
      reject(new BoxError('BOX_TOOL_FAILED', `${program} ${whyItFailed(cause, stdout, stderr, timeoutMs)}`, { cause }));
    },
  );
  child.stdin?.on('error', () => {}); // it ended without reading: its exit code says why
  child.stdin?.end(input);
  return promise;
}

const MOST_WORDS = 500;

function whyItFailed(cause: Error, stdout: string, stderr: string, timeoutMs: number): string {
  const { code, killed, signal } = cause as Error & { code?: number | string; killed?: boolean; signal?: string };
  if (code === 'ENOENT') return 'is not there.';
  if (code === 'ABORT_ERR') return 'was given up.';
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'wrote more than is taken.';
  if (killed) return `took longer than ${timeoutMs} ms.`;
  const words = (stderr.trim() || stdout.trim()).slice(-MOST_WORDS).replaceAll(/\s*\n\s*/g, '; ');
  return `failed (${signal ?? code})${words ? `: ${words}` : '.'}`;
}
