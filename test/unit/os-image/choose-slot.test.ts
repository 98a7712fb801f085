/** What GRUB does at each start. Its language is the shell's but for `set`: so the shell runs it, with GRUB's own commands left out. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const SCRIPT = readFileSync(new URL('../../../os-image/layouts/choose-slot.cfg', import.meta.url), 'utf8')
  .replaceAll(/\bset (\w+=)/g, '$1')
  .replaceAll(/^(regexp|echo) .*$/gm, '');
/** A file that is empty or missing is an error in GRUB, which goes on with the next line. */
const COMMANDS = `
load_env() { if [ -s "$2" ]; then . "$2"; fi; }
save_env() { file=$2; shift 2; if [ -s "$file" ]; then for each in "$@"; do eval "echo $each=\\$$each" >>"$file"; done; fi; }
`;

/**
 * @param first ORDER, then OK, TRY and PROVEN of A and of B; undefined for a file that is empty
 * @returns the choice, and the tries of A and B that are remembered in the first file, or else in the copy
 */
function start(first: string | undefined, copy?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-slots-'));
  try {
    writeFileSync(join(folder, 'grubenv'), first === undefined ? '' : fileOf(first));
    if (copy !== undefined) writeFileSync(join(folder, 'grubenv.2'), fileOf(copy));
    const names = 'ORDER A_OK A_TRY A_PROVEN B_OK B_TRY B_PROVEN';
    const script = `${COMMANDS}\n${SCRIPT}\nchoice="$rescue $name $number"\nA_TRY=- B_TRY=-\nfor each in grubenv.2 grubenv; do load_env --file "$prefix/$each"; done\necho "$slot $A_TRY $B_TRY $choice"`;
    const env = { prefix: folder, ...Object.fromEntries(names.split(' ').map((name) => [name, ''])) };
    const { stdout, stderr, status } = spawnSync('sh', ['-euc', script], { encoding: 'utf8', env: env as unknown as NodeJS.ProcessEnv });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fileOf(words: string): string {
  const [order = '', a = '', b = ''] = words.split(' ');
  return `ORDER='${[...order].join(' ')}'\nA_OK=${a[0]}\nA_TRY=${a[1]}\nA_PROVEN=${a[2]}\nB_OK=${b[0]}\nB_TRY=${b[1]}\nB_PROVEN=${b[2]}\n`;
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

  it('by the copy where a power cut has emptied the first: the slot that ran, no rescue, and counts there', () =>
    assert.equal(start(undefined, 'BA 101 101'), `B 0 1  ${B}`));
  it('the old slot by the copy after an update that was not found good', () => assert.equal(start(undefined, 'BA 101 110'), `A 1 1  ${A}`));
  it('never by the copy where the first says something', () => assert.equal(start('AB 101 101', 'BA 101 101'), `A 1 0  ${A}`));
  it('A in rescue where both are empty', () => assert.equal(start(undefined), `A - - filmroom.rescue ${A}`));
});
