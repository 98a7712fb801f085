import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { GRUBENV, GRUBENV_COPY, readGrubEnv, setGrubEnv, updateVerbs } from '../../../app/update/update.ts';
import { grubEditenv } from '../../support/grub-editenv.ts';

const ON_B = { ORDER: 'B A', A_OK: '1', A_TRY: '0', A_PROVEN: '1', B_OK: '1', B_TRY: '0', B_PROVEN: '1' };
const FILES = { first: GRUBENV, copy: GRUBENV_COPY };
const pairs = (env: object) => Object.entries(env).map(([name, value]) => `${name}=${value}`);

/** A box that runs slot B, with real environment blocks; RAUC does to them what it does. */
function boxOf(t: TestContext, { first = ON_B, copy = ON_B }: { first?: object; copy?: object | undefined } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'filmroom-grubenv-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const folder of ['proc', 'etc/filmroom', 'boot/efi/EFI/BOOT', 'var/lib/filmroom-box'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'proc/cmdline'), 'quiet rauc.slot=B panic=5\n');
  writeFileSync(join(root, 'etc/filmroom/image'), 'VERSION=0.2.0\nBOARD=nuc\n');
  const editenv = grubEditenv(root);
  const writes: string[] = [];
  const run = async (program: string, args: readonly string[]) => {
    if (program === 'busctl') return '{"data":"idle"}\n{"data":[0,"",0]}\n{"data":""}\n';
    if (program === 'rauc' && args[1] === 'mark-good') return editenv([GRUBENV, 'set', 'B_OK=1', 'B_TRY=0']);
    if (program === 'rauc') return editenv([GRUBENV, 'set', args[2] === 'booted' ? 'ORDER=B A' : 'ORDER=A B']);
    if (args[1] !== 'list') writes.push([args[0] === GRUBENV ? 'first' : 'copy', ...args.slice(1)].join(' '));
    return editenv(args);
  };
  editenv([GRUBENV, 'set', ...pairs(first)]);
  editenv([GRUBENV_COPY, 'set', ...pairs(copy)]);
  const lines: string[] = [];
  const warn = (event: string, fields = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`);
  const verbs = updateVerbs({ clock: { now: () => 5 }, links: () => [], log: { warn }, root, run });
  const ask = (name: string) => verbs.find((verb) => verb.name === name)!.run({} as never);
  const path = (which: keyof typeof FILES) => join(root, FILES[which]);
  const envOf = (which: keyof typeof FILES) =>
    Object.fromEntries(
      editenv([FILES[which], 'list'])
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    );
  const knows = (state: object) => writeFileSync(join(root, 'var/lib/filmroom-box/update.json'), JSON.stringify(state));
  return { root, run, writes, lines, ask, path, envOf, knows };
}

describe('grubenv', () => {
  it('a start on which nothing is new writes nothing', async (t) => {
    const { ask, writes } = boxOf(t);
    await ask('slot.good');
    await ask('update.status');
    assert.deepEqual(writes, []);
  });
  it('what is new is written to the first, then to its copy', async (t) => {
    const { ask, writes } = boxOf(t, { first: { ...ON_B, B_PROVEN: '0' }, copy: { ...ON_B, B_PROVEN: '0' } });
    await ask('slot.good');
    assert.deepEqual(writes, ['first set B_PROVEN=1', 'copy set B_PROVEN=1']);
  });
  it('the copy follows what RAUC wrote', async (t) => {
    const { ask, envOf } = boxOf(t);
    await ask('slot.previous');
    assert.equal(envOf('copy').ORDER, 'A B');
  });
  it('a copy that is missing or damaged is made at the next start', async (t) => {
    for (const damage of ['missing', 'empty']) {
      const { ask, path, envOf } = boxOf(t);
      if (damage === 'missing') rmSync(path('copy'));
      else writeFileSync(path('copy'), '');
      await ask('slot.good');
      assert.deepEqual(envOf('copy'), ON_B);
    }
  });

  const damages: Readonly<Record<string, (path: string) => void>> = {
    'left empty by a power cut': (path) => writeFileSync(path, ''),
    'cut short': (path) => writeFileSync(path, readFileSync(path).subarray(0, 512)),
    overwritten: (path) => writeFileSync(path, 'x'.repeat(1024)),
    missing: (path) => rmSync(path),
  };
  for (const [words, damage] of Object.entries(damages))
    for (const verb of ['slot.good', 'update.status', 'slot.previous'])
      it(`${words}, ${verb} makes it anew from its copy, and says so in one line`, async (t) => {
        const { ask, path, envOf, lines } = boxOf(t);
        damage(path('first'));
        await ask(verb);
        assert.deepEqual(envOf('first'), verb === 'slot.previous' ? { ...ON_B, ORDER: 'A B' } : ON_B);
        assert.deepEqual(lines, ['update.grubenv-mended {"from":"its copy","order":"B A"}']);
      });

  it('without a copy it is made from the slot that runs, and what is remembered of the other', async (t) => {
    const rows: readonly [object, object][] = [
      [{ versions: { A: '0.1.0', B: '0.2.0' } }, ON_B],
      [{ versions: { A: '0.1.0' } }, ON_B], // found good for the first time
      [{ versions: { B: '0.2.0' } }, { ...ON_B, A_OK: '0', A_PROVEN: '0' }],
      [
        { versions: { A: '0.1.0', B: '0.2.0' }, last: { outcome: 'returned', version: '0.3.0', at: 1, words: '' } },
        { ...ON_B, A_OK: '0', A_PROVEN: '0' },
      ],
    ];
    for (const [state, after] of rows) {
      const { ask, path, envOf, knows } = boxOf(t);
      knows(state);
      for (const which of ['first', 'copy'] as const) writeFileSync(path(which), '');
      await ask('slot.good');
      assert.deepEqual([envOf('first'), envOf('copy')], [after, after]);
    }
  });
  it('the other slot that is just being written is not called whole', async (t) => {
    const { ask, path, envOf, knows } = boxOf(t);
    const pending = { from: { slot: 'B', version: '0.2.0' }, to: { slot: 'A', version: '0.3.0' }, links: [], at: 1 };
    knows({ versions: { A: '0.1.0', B: '0.2.0' }, pending });
    for (const which of ['first', 'copy'] as const) writeFileSync(path(which), '');
    await ask('update.status');
    assert.deepEqual([envOf('first').A_OK, envOf('first').B_PROVEN, envOf('first').ORDER], ['0', '1', 'B A']);
  });

  it('the ladder reads and writes the copy where the first is damaged, as GRUB does', async (t) => {
    const { run, path, envOf } = boxOf(t);
    writeFileSync(path('first'), '');
    assert.deepEqual(await readGrubEnv(run), ON_B);
    await setGrubEnv({ B_TRY: '3' }, run);
    assert.equal(envOf('copy').B_TRY, '3');
    assert.ok(existsSync(path('first')));
  });
});
