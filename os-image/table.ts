/**
 * Prints the table of the images in dist: sizes, and what `make test-image` saw last of each board's start.
 * usage: node os-image/table.ts
 */
import { globSync, readFileSync, statSync } from 'node:fs';
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

console.log('| board | to be flashed | root file system | from kernel to READY in QEMU, emulated CPU | memory in use then |');
console.log('| --- | ---: | ---: | ---: | ---: |');
for (const recipe of globSync('os-image/recipes/*.conf', { cwd: root }).sort()) {
  const board = basename(recipe, '.conf');
  const [image] = globSync(`dist/filmroom-${board}.img.xz`, { cwd: root });
  if (!image) continue;
  const { seconds, memory } = lastStart(board);
  console.log(
    `| ${board} | ${megabytes(image)} | ${megabytes(`.cache/image/work/filmroom-${board}/root.squashfs`)} | ${seconds} | ${memory} |`,
  );
}
