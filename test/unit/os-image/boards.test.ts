import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = new URL('../../../', import.meta.url).pathname;
const read = (path: string) => readFileSync(ROOT + path, 'utf8');
const boards = globSync('os-image/recipes/*.conf', { cwd: ROOT }).map((path) => basename(path, '.conf'));

describe('os-image: boards', () => {
  it('are nuc, rpi4 and qemu-arm64 at least', () => {
    for (const board of ['nuc', 'rpi4', 'qemu-arm64']) assert.ok(boards.includes(board));
  });

  for (const board of boards) {
    it(`${board} is named by no step of the build: its facts are in its files`, () => {
      const steps = [
        'os-image/build.sh',
        ...globSync(['os-image/lib/*.sh', 'os-image/checks/*.sh', 'os-image/layouts/*/*.sh'], { cwd: ROOT }),
      ];
      for (const step of steps) assert.ok(!new RegExp(`\\b${board}\\b`).test(read(step)), `${step} names ${board}`);
    });

    it(`${board} has a layout with GRUB's files, and overlays that are there`, () => {
      const recipe = [read(`os-image/recipes/${board}.conf`)];
      for (const [, included] of recipe.join().matchAll(/^\. (\S+)$/gm)) recipe.unshift(read(included ?? ''));
      const value = (key: string) => [...recipe.join('\n').matchAll(new RegExp(`^${key}='?([^'\n]*)'?$`, 'gm'))].at(-1)?.[1] ?? '';
      for (const file of ['genimage.cfg', 'grub.cfg', 'early.cfg'])
        assert.ok(existsSync(`${ROOT}os-image/layouts/${value('LAYOUT')}/${file}`));
      for (const overlay of value('OVERLAYS').split(' ')) assert.ok(existsSync(`${ROOT}overlays/${overlay}`), overlay);
      for (const list of `${value('PACKAGES')} ${value('UNPACKED')}`.split(' '))
        assert.ok(existsSync(`${ROOT}os-image/packages/${list}.list`), list);
      assert.ok(existsSync(`${ROOT}hardware/boards/${board}/board.conf`));
      assert.ok(existsSync(`${ROOT}hardware/boards/${value('ROOT_OF') || board}/leds.conf`));
    });
  }

  it('say of each package why it is there', () => {
    for (const list of globSync('os-image/packages/*.list', { cwd: ROOT }))
      for (const line of read(list)
        .split('\n')
        .filter((line) => line && !line.startsWith('#')))
        assert.match(line, /^\S+\s+# \S+/, `${list}: ${line}`);
  });
});
