/** The EFI system partition of a box without power: its files, and what GRUB remembers there. */
import { writeFileSync } from 'node:fs';
import { inEmulator } from './in-emulator.ts';

const GRUBENV = 'EFI/BOOT/grubenv';
const GRUBENV_BYTES = 1024;
const at = (folder: string) => ['-i', `${folder}/disk.img@@1M`];

/** @param folder the box's */
export const readFromSystemPartition = (folder: string, path: string): Buffer => inEmulator('mtype', ...at(folder), `::${path}`);

export const copyFromSystemPartition = (folder: string, path: string, to: string): void =>
  void inEmulator('mcopy', '-n', ...at(folder), `::${path}`, to);

/** GRUB's environment block: 1024 bytes, a line for each variable, filled up with #. */
export function readGrubenv(folder: string): Map<string, string> {
  const lines = readFromSystemPartition(folder, GRUBENV).toString('latin1').split('\n');
  return new Map(
    lines
      .filter((line) => !line.startsWith('#') && line.includes('='))
      .map((line) => [line.replace(/=.*/, ''), line.replace(/^[^=]*=/, '')]),
  );
}

export function writeGrubenv(folder: string, variables: ReadonlyMap<string, string>): void {
  const words = `# GRUB Environment Block\n${[...variables].map(([name, value]) => `${name}=${value}\n`).join('')}`;
  writeFileSync(`${folder}/grubenv`, words.padEnd(GRUBENV_BYTES, '#'), 'latin1');
  inEmulator('mcopy', '-o', ...at(folder), `${folder}/grubenv`, `::${GRUBENV}`);
}

/** Of a box that nobody has claimed; undefined where somebody has. */
export function claimCodeOf(folder: string): string | undefined {
  try {
    return /claim code: (\S+)/.exec(readFromSystemPartition(folder, 'CLAIM.txt').toString())?.[1];
  } catch {
    return undefined; // there is no such file
  }
}
