import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { type Child, freePort, type RunResult, runChild, startChild, untilListening } from './child.ts';

/** DCMTK writes a PDU's header and body apart and leaves Nagle on: 40 ms for each message, unless this is set (18 → 700 instances/s). */
export const DCMTK_ENVIRONMENT: NodeJS.ProcessEnv = { ...process.env, TCP_NODELAY: '1' };
const DEFAULT_ENVIRONMENT: NodeJS.ProcessEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'TCP_NODELAY'));

export type DcmtkProgram = 'echoscu' | 'storescu' | 'dcmsend' | 'dcmdump' | 'dcmconv' | 'dump2dcm' | 'findscu' | 'movescu' | 'getscu';

/** Why tests that need this program are skipped; false where it is here. */
export function missing(program: string, versionArgument = '--version'): string | false {
  return spawnSync(program, [versionArgument]).status === 0 ? false : `${program} is not installed`;
}

/** Runs a DCMTK program to its end. `nagle`: as it comes, without TCP_NODELAY. */
export function dcmtk(
  program: DcmtkProgram,
  args: readonly string[],
  options: { readonly timeoutMs?: number; readonly nagle?: boolean; readonly cwd?: string } = {},
): Promise<RunResult> {
  const env = options.nagle ? DEFAULT_ENVIRONMENT : DCMTK_ENVIRONMENT;
  return runChild(program, args, {
    env,
    ...(options.timeoutMs && { timeoutMs: options.timeoutMs }),
    ...(options.cwd && { cwd: options.cwd }),
  });
}

/** Arguments that name the peer: `storescu <options> ...to(port) <files>`. */
export const to = (port: number): readonly string[] => ['127.0.0.1', String(port)];

export interface Storescp {
  /** Where it keeps what it gets. */
  readonly folder: string;
  readonly port: number;
  readonly pid: number;
  readonly child: Child;
  stop(): Promise<void>;
}

/** `storescp`, which keeps what it gets in `folder`: the peer of the bench, and an acceptor for our own sending. */
export async function startStorescp(options: {
  readonly folder: string;
  readonly args?: readonly string[];
  readonly nagle?: boolean;
  /** Without it, a free one. */
  readonly port?: number;
}): Promise<Storescp> {
  mkdirSync(options.folder, { recursive: true });
  const port = options.port ?? (await freePort());
  const env = options.nagle ? DEFAULT_ENVIRONMENT : DCMTK_ENVIRONMENT;
  const child = startChild('storescp', ['-od', options.folder, ...(options.args ?? ['--fork']), String(port)], { env });
  await untilListening(port, child);
  return {
    folder: options.folder,
    port,
    pid: child.pid,
    child,
    stop: async () => {
      await child.end('SIGTERM', 2000);
    },
  };
}
