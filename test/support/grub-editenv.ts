/** grub-editenv of GRUB 2.12 on a folder of our own: its block of 1024 bytes, and what it does with a file that is none. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SIGNATURE = '# GRUB Environment Block\n';
const BYTES = 1024;

/** @param root what stands for / */
export function grubEditenv(root: string) {
  const create = (path: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, SIGNATURE.padEnd(BYTES, '#'));
    renameSync(`${path}.new`, path);
  };
  return ([file = '', verb = '', ...words]: readonly string[]): string => {
    const path = join(root, file);
    if (verb === 'create') {
      create(path);
      return '';
    }
    if (!existsSync(path)) create(path);
    const text = readFileSync(path, 'latin1');
    if (text.length < BYTES || !text.startsWith(SIGNATURE)) throw new Error('grub-editenv failed (1): error: invalid environment block.');
    const env = new Map(
      text
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    if (verb === 'list') return [...env].map((pair) => `${pair.join('=')}\n`).join('');
    for (const word of words) env.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
    writeFileSync(path, (SIGNATURE + [...env].map((pair) => `${pair.join('=')}\n`).join('')).padEnd(BYTES, '#'));
    return '';
  };
}
