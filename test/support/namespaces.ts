import { spawnSync } from 'node:child_process';
import { type Child, type RunResult, runChild, startChild } from './child.ts';

/** Why tests that build networks are skipped; false where they can. */
export function withoutNamespaces(): string | false {
  if (process.getuid?.() !== 0) return 'network namespaces want root';
  const tried = spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up']);
  return tried.status === 0 ? false : 'no network namespace can be made here';
}

/** A network of its own inside this machine. */
export interface Namespace {
  readonly name: string;
  /** `ip` in it, e.g. `ip('link', 'set', 'lo', 'up')`. */
  ip(...args: readonly string[]): Promise<void>;
  run(program: string, args: readonly string[], timeoutMs?: number): Promise<RunResult>;
  start(program: string, args: readonly string[]): Child;
}

/** Namespaces that are gone when `close` was called, whatever happened in between. */
export async function openNamespaces<const Name extends string>(names: readonly Name[]) {
  const made = new Map<Name, Namespace>();
  const children: Child[] = [];
  const close = async () => {
    for (const child of children) await child.end('SIGKILL');
    for (const { name } of made.values()) await runChild('ip', ['netns', 'del', name]);
  };
  try {
    for (const each of names) {
      const name = `filmroom-${process.pid}-${each}`;
      await succeed('ip', ['netns', 'add', name]);
      made.set(each, {
        name,
        ip: (...args) => succeed('ip', ['-n', name, ...args]),
        run: (program, args, timeoutMs = 60_000) => runChild('ip', ['netns', 'exec', name, program, ...args], { timeoutMs }),
        start(program, args) {
          const child = startChild('ip', ['netns', 'exec', name, program, ...args]);
          children.push(child);
          return child;
        },
      });
      await made.get(each)!.ip('link', 'set', 'lo', 'up');
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { of: (name: Name): Namespace => made.get(name)!, close };
}

/** A cable between two of them. */
export async function cable(one: Namespace, port: string, other: Namespace, otherPort: string): Promise<void> {
  await one.ip('link', 'add', port, 'type', 'veth', 'peer', 'name', otherPort, 'netns', other.name);
  await one.ip('link', 'set', port, 'up');
  await other.ip('link', 'set', otherPort, 'up');
}

async function succeed(program: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runChild(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${output}`);
}
