import { spawnSync } from 'node:child_process';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Runs a program of the emulator root, with this repository as its folder: absolute paths in it are made relative. @returns what it wrote to standard output */
export function inEmulator(program: string, ...args: readonly string[]): Buffer {
  const words = ['emulator', program, ...args.map((arg) => arg.replace(ROOT, ''))];
  const { status, stdout, stderr } = spawnSync(`${ROOT}os-image/lib/in-root.sh`, words, { cwd: ROOT });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}
