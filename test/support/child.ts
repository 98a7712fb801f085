import { type ChildProcess, spawn } from 'node:child_process';
import net from 'node:net';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that a test started. It never outlives the test's process. */
export interface Child {
  readonly pid: number;
  /** What it wrote to standard output. */
  stdout(): string;
  stderr(): string;
  readonly exited: Promise<Exit>;
  /** Whether `exited` has settled. */
  hasExited(): boolean;
  /** Sends `signal` and waits; SIGKILL where it is still there after `graceMs`. */
  end(signal?: NodeJS.Signals, graceMs?: number): Promise<Exit>;
}

export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const MOST_OUTPUT = 4 * 1024 * 1024;

/** Starts a program with nothing on standard input. */
export function startChild(program: string, args: readonly string[], options: ChildOptions = {}): Child {
  const child: ChildProcess = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]!.setEncoding('utf8').on('data', (text: string) => {
      output[stream] = (output[stream] + text).slice(-MOST_OUTPUT);
    });
  }
  running.add(child);
  let gone = false;
  const exited = new Promise<Exit>((resolve) => {
    const over = (exit: Exit) => {
      gone = true;
      running.delete(child);
      resolve(exit);
    };
    child.once('error', (error) => {
      output.stderr += `${error.message}\n`;
      over({ code: 127, signal: null });
    });
    child.once('close', (code, signal) => over({ code, signal }));
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exited,
    hasExited: () => gone,
    async end(signal = 'SIGTERM', graceMs = 20_000) {
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
}

export interface RunResult extends Exit {
  readonly stdout: string;
  readonly stderr: string;
  /** Both, for a test's message. */
  readonly output: string;
}

/** Runs a program to its end, SIGKILL after `timeoutMs`. */
export async function runChild(
  program: string,
  args: readonly string[],
  options: ChildOptions & { readonly timeoutMs?: number } = {},
): Promise<RunResult> {
  const child = startChild(program, args, options);
  const timeoutMs = options.timeoutMs ?? 60_000;
  let late = '';
  const timer = setTimeout(() => {
    late = `${program} did not end within ${timeoutMs} ms\n`;
    void child.end('SIGKILL');
  }, timeoutMs);
  const exit = await child.exited;
  clearTimeout(timer);
  const stderr = child.stderr() + late;
  return { ...exit, stdout: child.stdout(), stderr, output: child.stdout() + stderr };
}

/** A TCP port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** Waits until a program takes connections. Rejects when `child` has ended, or after `timeoutMs`. */
export async function untilListening(port: number, child: Child, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await canConnect(port)) return;
    if (child.hasExited()) throw new Error(`the program ended before it listened: ${child.stdout()}${child.stderr()}`);
    if (Date.now() > deadline) throw new Error(`nobody listens on port ${port} after ${timeoutMs} ms: ${child.stderr()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}
