/** What GRUB does at each start. Its language is the shell's but for `set`: so the shell runs it, with GRUB's own commands left out. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const SCRIPT = readFileSync(new URL('../../../os-image/layouts/choose-slot.cfg', import.meta.url), 'utf8')
  .replaceAll(/\bset (\w+=)/g, '$1')
  .replaceAll(/^(load_env|save_env|regexp|echo) .*$/gm, '');

/** @param words ORDER, then OK, TRY and PROVEN of A and of B */
function start(words: string): string {
  const [order = '', a = '', b = ''] = words.split(' ');
  const env = { ORDER: [...order].join(' '), A_OK: a[0], A_TRY: a[1], A_PROVEN: a[2], B_OK: b[0], B_TRY: b[1], B_PROVEN: b[2] };
  const script = `${SCRIPT}\necho "$slot $A_TRY $B_TRY $rescue $name $number"`;
  const { stdout, stderr, status } = spawnSync('sh', ['-euc', script], { encoding: 'utf8', env: env as NodeJS.ProcessEnv });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

describe('GRUB chooses', () => {
  const A = 'filmroom-a 2';
  const B = 'filmroom-b 3';
  const rows: readonly [string, string, string][] = [
    ['the only slot of a new box', 'AB 101 000', `A 1 0  ${A}`],
    ['it again where its plug was pulled before it was found good', 'AB 111 000', `A 2 0  ${A}`],
    ['and a third time', 'AB 121 000', `A 3 0  ${A}`],
    ['then it, told that nothing is left', 'AB 131 000', `A 0 0 filmroom.rescue ${A}`],
    ['an update, which has one try', 'BA 101 100', `B 0 1  ${B}`],
    ['the old slot after an update that was not found good', 'BA 101 110', `A 1 1  ${A}`],
    ['an update that was found good', 'BA 101 101', `B 0 1  ${B}`],
    ['that one again after a pulled plug, not the old version', 'BA 101 111', `B 0 2  ${B}`],
    ['the old slot where the new one fails three times after all', 'BA 101 131', `A 1 3  ${A}`],
    ['the old slot while the other is being written', 'AB 101 000', `A 1 0  ${A}`],
    ['the first that has worked, in rescue, where both are spent', 'BA 131 131', `B 0 0 filmroom.rescue ${B}`],
    ['the one that has worked, in rescue, before one that has not', 'BA 131 110', `A 0 0 filmroom.rescue ${A}`],
    ['A where it remembers nothing at all', ' 000 000', `A 0 0 filmroom.rescue ${A}`],
    ['B where only B is whole', 'AB 000 110', `B 0 0 filmroom.rescue ${B}`],
  ];
  for (const [words, before, after] of rows) it(words, () => assert.equal(start(before), after));
});
