/**
 * Writes the table of the images in dist into README.md, and prints it: sizes, and what `make test-image` saw of each board's starts.
 * usage: node os-image/table.ts
 */
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const megabytes = (file: string): string => `${Math.round(statSync(join(root, file)).size / 1e6)} MB`;
const READY = /READY: .*?, ([\d.]+) s after the kernel, (?:\d+ failed units, )?(?:(\d+) MB)?/g;

/** The start in the middle of those of the board's image that ended in READY: the quickest is one without a disk, the slowest one that mends it. */
function usualStart(board: string): { seconds: string; memory: string } {
  const built = statSync(join(root, `dist/filmroom-${board}.img`)).mtimeMs;
  const starts = globSync(`.cache/image/run/${board}-*/console-*.txt`, { cwd: root })
    .filter((console) => statSync(join(root, console)).mtimeMs > built)
    .flatMap((console) => [...readFileSync(join(root, console), 'utf8').matchAll(READY)]);
  const middle = (values: readonly (string | undefined)[]): number | undefined => {
    const sorted = values
      .filter((value) => value !== undefined)
      .map(Number)
      .sort((one, other) => one - other);
    return sorted[sorted.length >> 1];
  };
  const [seconds, memory] = [middle(starts.map(([, value]) => value)), middle(starts.map(([, , value]) => value))];
  return {
    seconds: seconds === undefined ? 'not seen' : `${Math.round(seconds)} s`,
    memory: memory === undefined ? 'not seen' : `${memory} MB`,
  };
}

const rows = [
  '| board | to be flashed | on the disk | root file system | from kernel to READY in QEMU, emulated processor, median | memory in use then |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
];
for (const recipe of globSync('os-image/recipes/*.conf', { cwd: root }).sort()) {
  const board = basename(recipe, '.conf');
  if (globSync(`dist/filmroom-${board}.img.xz`, { cwd: root }).length === 0) continue;
  const { seconds, memory } = usualStart(board);
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
