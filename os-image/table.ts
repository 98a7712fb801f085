/**
 * Writes the table of the images in dist into README.md, and prints it: sizes, and what `make test-image` saw last of each board's start.
 * usage: node os-image/table.ts
 */
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const megabytes = (file: string): string => `${Math.round(statSync(join(root, file)).size / 1e6)} MB`;
const READY = /READY: .*?, ([\d.]+) s after the kernel, (?:\d+ failed units, )?(?:(\d+) MB)?/;

/** The last start of the board's image that ended in READY. */
function lastStart(board: string): { seconds: string; memory: string } {
  const consoles = globSync(`.cache/image/run/${board}-*/console-*.txt`, { cwd: root }).sort(
    (one, other) => statSync(join(root, other)).mtimeMs - statSync(join(root, one)).mtimeMs,
  );
  for (const console of consoles) {
    const [, seconds, memory] = READY.exec(readFileSync(join(root, console), 'utf8')) ?? [];
    if (seconds) return { seconds: `${Math.round(Number(seconds))} s`, memory: memory ? `${memory} MB` : 'not seen' };
  }
  return { seconds: 'not seen', memory: 'not seen' };
}

const rows = [
  '| board | to be flashed | on the disk | root file system | from kernel to READY in QEMU, emulated processor | memory in use then |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
];
for (const recipe of globSync('os-image/recipes/*.conf', { cwd: root }).sort()) {
  const board = basename(recipe, '.conf');
  if (globSync(`dist/filmroom-${board}.img.xz`, { cwd: root }).length === 0) continue;
  const { seconds, memory } = lastStart(board);
  const sizes = [`dist/filmroom-${board}.img.xz`, `dist/filmroom-${board}.img`, `.cache/image/work/filmroom-${board}/root.squashfs`];
  rows.push(`| ${[board, ...sizes.map(megabytes), seconds, memory].join(' | ')} |`);
}
const table = rows.join('\n');
console.log(table);
const readme = join(root, 'README.md');
const words = readFileSync(readme, 'utf8');
writeFileSync(
  readme,
  words.replace(/(<!-- images: [^>]*-->\n\n)[\s\S]*?(\n\n<!-- \/images -->)/, (_, before, after) => before + table + after),
);
