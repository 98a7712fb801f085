import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { describeUpdate, readUpdateState, type UpdateStatus, updateVerbs } from '../../../app/update/update.ts';

const GOOD = { version: '0.2.0', compatible: 'filmroom-nuc' };

/** A box on a temporary tree; RAUC, GRUB's tool and D-Bus answer as they do on one. What is real is tested in test/image. */
function boxOf(t: TestContext, options: { slot?: string; env?: Record<string, string>; info?: object | Error; operation?: string } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'filmroom-box-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const folder of ['proc', 'etc/filmroom', 'var/lib/filmroom/updates', 'var/lib/filmroom-box'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'proc/cmdline'), `quiet rauc.slot=${options.slot ?? 'A'} panic=5\n`);
  writeFileSync(join(root, 'etc/filmroom/image'), 'VERSION=0.1.0\nBOARD=nuc\n');
  writeFileSync(join(root, 'var/lib/filmroom/updates/new.raucb'), 'bytes');
  const env: Record<string, string> = {
    ORDER: 'A B',
    A_OK: '1',
    A_TRY: '1',
    A_PROVEN: '1',
    B_OK: '0',
    B_TRY: '0',
    B_PROVEN: '0',
    ...options.env,
  };
  const calls: string[] = [];
  const run = async (program: string, args: readonly string[]) => {
    const call = [program, ...args.map((arg) => arg.replace(root, ''))].join(' ');
    if (program === 'grub-editenv' && args[1] === 'list')
      return Object.entries(env)
        .map((pair) => `${pair.join('=')}\n`)
        .join('');
    if (args.includes('get-property'))
      return `{"type":"s","data":"${options.operation ?? 'idle'}"}\n{"type":"(isi)","data":[40,"Copying",1]}\n{"type":"s","data":""}\n`;
    if (program === 'rauc' && args[0] === 'info') {
      if (options.info instanceof Error) throw options.info;
      return `note\n${JSON.stringify(options.info ?? GOOD)}`;
    }
    calls.push(call);
    return '';
  };
  const verbs = updateVerbs({ clock: { now: () => 5 }, links: () => ['hospital'], log: { warn() {} }, root, run });
  const ask = (name: string, args: object = {}) => verbs.find((verb) => verb.name === name)!.run(args as never);
  const takes = (args: object) => verbs[0]!.args.safeParse(args).success;
  return { root, calls, ask, takes };
}

describe('update.install', () => {
  it('gives what is signed to RAUC, and remembers which links there were', async (t) => {
    const { root, calls, ask } = boxOf(t);
    assert.deepEqual(await ask('update.install', { file: 'new.raucb' }), { slot: 'B', version: '0.2.0' });
    assert.match(calls.join(), /InstallBundle sa\{sv\} \/var\/lib\/filmroom\/updates\/new\.raucb 0$/);
    const { pending } = await readUpdateState(root);
    assert.deepEqual(pending, { from: { slot: 'A', version: '0.1.0' }, to: { slot: 'B', version: '0.2.0' }, links: ['hospital'], at: 5 });
  });
  it('is refused while a second disk of a box is plugged in', async (t) => {
    const { root, calls, ask } = boxOf(t);
    for (const [disk, name] of Object.entries({ sda2: 'filmroom-a', sda3: 'filmroom-b', sdb2: 'filmroom-a' })) {
      mkdirSync(join(root, 'sys/class/block', disk), { recursive: true });
      writeFileSync(join(root, 'sys/class/block', disk, 'uevent'), `DEVTYPE=partition\nPARTNAME=${name}\n`);
    }
    await assert.rejects(ask('update.install', { file: 'new.raucb' }), { code: 'BOX_SECOND_DISK' });
    assert.deepEqual(calls, []);
    rmSync(join(root, 'sys/class/block/sdb2'), { recursive: true });
    await ask('update.install', { file: 'new.raucb' });
  });
  it('takes a name, never a path', (t) => {
    const { takes } = boxOf(t);
    for (const file of ['../x.raucb', '/x.raucb', '.raucb', '-x', 'a b.raucb', 'x.img']) assert.equal(takes({ file }), false, file);
    assert.equal(takes({ file: 'filmroom-nuc-0.2.0.raucb' }), true);
  });
  it('refuses what is not there, and what is no file', async (t) => {
    const { root, ask } = boxOf(t);
    symlinkSync('/etc/shadow', join(root, 'var/lib/filmroom/updates/link.raucb'));
    for (const file of ['none.raucb', 'link.raucb']) await assert.rejects(ask('update.install', { file }), { code: 'UPDATE_NO_FILE' });
  });
  it('refuses what RAUC does not believe, what is for another board, and a second one', async (t) => {
    const file = 'new.raucb';
    const unsigned = boxOf(t, { info: new Error('rauc failed (1): signature verification failed: self-signed certificate') });
    await assert.rejects(unsigned.ask('update.install', { file }), { code: 'UPDATE_NOT_SIGNED', message: /not signed/ });
    const other = boxOf(t, { info: { ...GOOD, compatible: 'filmroom-rpi4' } });
    await assert.rejects(other.ask('update.install', { file }), { code: 'UPDATE_OTHER_BOARD', message: /for filmroom-rpi4/ });
    const busy = boxOf(t, { operation: 'installing' });
    await assert.rejects(busy.ask('update.install', { file }), { code: 'UPDATE_BUSY' });
    assert.deepEqual([unsigned.calls, other.calls, busy.calls], [[], [], []]);
  });
});

describe('slot.good', () => {
  it('gives the try back and says that the slot has worked', async (t) => {
    const { calls, ask } = boxOf(t, { env: { A_PROVEN: '0' } });
    await ask('slot.good');
    assert.deepEqual(calls, ['rauc status mark-good booted', 'grub-editenv /boot/efi/EFI/BOOT/grubenv set A_PROVEN=1']);
  });
  it('after an update calls it good; after a return says which version did not work, and puts this slot first again', async (t) => {
    const pending = { from: { slot: 'A', version: '0.1.0' }, to: { slot: 'B', version: '0.2.0' }, links: [], at: 1 };
    for (const [slot, outcome] of [
      ['B', 'good'],
      ['A', 'returned'],
    ] as const) {
      const { root, calls, ask } = boxOf(t, { slot, env: { ORDER: 'B A', B_OK: '1', B_TRY: '1' } });
      writeFileSync(join(root, 'var/lib/filmroom-box/update.json'), JSON.stringify({ versions: {}, pending }));
      await ask('slot.good');
      const state = await readUpdateState(root);
      assert.deepEqual([state.pending, state.last?.outcome, state.versions[slot]], [undefined, outcome, '0.1.0']);
      assert.equal(calls.includes('rauc status mark-active booted'), slot === 'A');
    }
  });
});

it('slot.good says that the box went back where the other slot, which had worked, came up no more', async (t) => {
  const { root, calls, ask } = boxOf(t, { env: { ORDER: 'B A', B_OK: '1', B_TRY: '3', B_PROVEN: '1' } });
  const last = { outcome: 'good', version: '0.2.0', at: 1, words: 'Version 0.2.0 was installed and works.' };
  writeFileSync(join(root, 'var/lib/filmroom-box/update.json'), JSON.stringify({ versions: { A: '0.1.0', B: '0.2.0' }, last }));
  await ask('slot.good');
  const state = await readUpdateState(root);
  assert.deepEqual([state.last?.outcome, state.last?.version], ['returned', '0.2.0']);
  assert.match(state.last?.words ?? '', /^Version 0\.2\.0 came up no more, so the box went back to 0\.1\.0 by itself\.$/);
  assert.ok(calls.includes('rauc status mark-active booted'));
});

it('slot.good says of an update that was cut short that it was not written, and waits for one that is to be started', async (t) => {
  const pending = { from: { slot: 'A', version: '0.1.0' }, to: { slot: 'B', version: '0.2.0' }, links: [], at: 1 };
  for (const [env, outcome] of [
    [{ B_OK: '0' }, 'failed'],
    [{ ORDER: 'B A', B_OK: '1', B_TRY: '0' }, undefined],
  ] as const) {
    const { root, calls, ask } = boxOf(t, { env });
    writeFileSync(join(root, 'var/lib/filmroom-box/update.json'), JSON.stringify({ versions: {}, pending }));
    await ask('slot.good');
    const state = await readUpdateState(root);
    assert.deepEqual([state.last?.outcome, state.pending === undefined], [outcome, outcome !== undefined]);
    assert.equal(calls.includes('rauc status mark-active booted'), false);
  }
});

describe('slot.previous', () => {
  it('goes back to a slot that has worked, and to no other', async (t) => {
    const worked = boxOf(t, { env: { B_OK: '1', B_PROVEN: '1' } });
    await worked.ask('slot.previous');
    assert.deepEqual(worked.calls, ['rauc status mark-active other']);
    const failed = boxOf(t, { env: { B_OK: '1', B_TRY: '1' } });
    await assert.rejects(failed.ask('slot.previous'), { code: 'UPDATE_NO_OTHER_SLOT' });
  });
});

describe('update.status', () => {
  it('says what runs, what is being installed, and what stands in the other slot', async (t) => {
    const { ask } = boxOf(t, { operation: 'installing' });
    const status = (await ask('update.status')) as Record<string, unknown>;
    assert.deepEqual([status.slot, status.version, status.installing], ['A', '0.1.0', { percent: 40, words: 'Copying' }]);
  });
  it('calls an update installed that is written whole, and no other, also when RAUC has forgotten that it failed', async (t) => {
    const pending = { from: { slot: 'A', version: '0.1.0' }, to: { slot: 'B', version: '0.2.0' }, links: [], at: 1 };
    for (const [env, isThere] of [
      [{ ORDER: 'B A', B_OK: '1', B_TRY: '0' }, true],
      [{ B_OK: '0' }, false],
      [{ B_OK: '1', B_PROVEN: '1' }, false],
    ] as const) {
      const { root, ask } = boxOf(t, { env });
      writeFileSync(join(root, 'var/lib/filmroom-box/update.json'), JSON.stringify({ versions: {}, pending }));
      const status = (await ask('update.status')) as UpdateStatus;
      assert.equal(status.pending?.to.version, isThere ? '0.2.0' : undefined);
      assert.equal(describeUpdate(status).includes('starts with the next restart'), isThere);
    }
  });
});
