import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Network, startNetwork } from '../../../app/network/network.ts';
import { type Mounter, mountWithin, StickError, serveStick } from '../../../app/stick/stick.ts';
import { boxTree } from '../../support/box-tree.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { silentNetwork as system } from '../../support/silent-network.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const PORTS = {
  hospital: { mac: '02:00:00:00:00:01', device: 'pci0000:00/0000:00:02.0', carrier: true, speed: 1000 },
  modality: { mac: '02:00:00:00:00:02', device: 'pci0000:00/0000:00:03.0' },
};

/** A box, and a stick that is a folder. */
async function plugIn(files: Readonly<Record<string, string | Uint8Array>>) {
  const root = boxTree(PORTS);
  const clock = fakeClock();
  await startNetwork({ root, system, clock, log, secondPortMs: 0 });
  const network = new Network({ root, system, clock, log, confirmMs: 90_000, uptimeMs: () => clock.monotonicMs(), bootId: () => 'first' });
  const folder = await mkdtemp(join(tmpdir(), 'filmroom-stick-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const mounted: string[] = [];
  const mount: Mounter = (how, act) => {
    mounted.push(how);
    return act(folder);
  };
  const hands = { show: async () => network.report(), set: (given: unknown) => network.set(given), confirm: () => network.confirm() };
  const serve = (with_: { mount?: Mounter } = {}) =>
    serveStick({ mount, network: hands, name: 'filmroom-7K3F', obeyedFile: join(root, 'var/lib/filmroom-stick/obeyed'), log, ...with_ });
  const result = () => readFile(join(folder, 'RESULT.txt'), 'utf8');
  return { serve, result, root, folder, mounted, mount, clock, network, settings: () => network.report().settings };
}

describe('a CONFIG stick', () => {
  it('sets what its network.json names, for good; what it does not name stays', async () => {
    const { serve, result, settings, clock, network, mounted } = await plugIn({
      'network.json': '{ "hospital": "10.1.2.3/24", "gateway": "10.1.2.1", "dns": ["10.1.2.2"], "dhcp-server": true }',
    });
    const before = settings();
    assert.deepEqual(await serve(), { kind: 'set', file: 'network.json' });
    const after = { ...before.hospital, address: { kind: 'static', address: '10.1.2.3/24', gateway: '10.1.2.1' }, dns: ['10.1.2.2'] };
    assert.deepEqual(settings(), { hospital: after, modality: { ...before.modality, dhcpServer: { on: true } } });
    clock.advance(100_000);
    assert.equal(network.report().waiting, undefined, 'nobody has to confirm');
    assert.deepEqual(settings().hospital, after);
    const text = await result();
    assert.match(text, /^This Filmroom is filmroom-7K3F\.\r\n\r\nDONE: /);
    assert.match(text, /10\.1\.2\.3\/24/);
    assert.match(text, /What may be named:.*"ntp-server"/s);
    assert.deepEqual(mounted, ['read', 'write'], 'read-only until it is known what to write');
  });

  it('that stays in the box changes nothing at the next start, and is not written again', async () => {
    const { serve, folder, clock } = await plugIn({ 'network.json': '{"hospital": "dhcp"}' });
    assert.equal((await serve()).kind, 'already');
    const { mtimeMs, ino } = await stat(join(folder, 'RESULT.txt'));
    clock.advance(1000);
    assert.equal((await serve()).kind, 'already');
    const again = await stat(join(folder, 'RESULT.txt'));
    assert.deepEqual([again.mtimeMs, again.ino], [mtimeMs, ino]);
  });

  it('that stays in the box does not undo what was changed since; with another file it is obeyed again', async () => {
    const { serve, result, folder, network, settings } = await plugIn({ 'network.json': '{"hospital": "10.1.2.3/24"}' });
    assert.equal((await serve()).kind, 'set');
    await network.fallback();
    const after = settings();
    assert.deepEqual(await serve(), { kind: 'obeyed before', file: 'network.json' });
    assert.deepEqual(settings(), after);
    assert.match(await result(), /NOTHING DONE: .*obeyed before.*add an empty line/s);
    await network.set({ ...after, modality: { ...after.modality, address: '192.168.9.1/24' } });
    assert.equal((await serve()).kind, 'obeyed before');
    assert.ok(network.report().waiting, 'what waits to be confirmed goes on to wait');
    await network.revert();
    await writeFile(join(folder, 'network.json'), '{"hospital": "10.1.2.3/24"}\n');
    assert.equal((await serve()).kind, 'set');
  });

  it('that says what holds already does not undo a later change either', async () => {
    const { serve, network } = await plugIn({ 'network.json': '{"modality": "192.168.104.1/24"}' });
    assert.equal((await serve()).kind, 'already');
    const { settings } = network.report();
    await network.set({ ...settings, modality: { ...settings.modality, address: '192.168.9.1/24' } });
    await network.confirm();
    assert.equal((await serve()).kind, 'obeyed before');
  });

  it('that no longer fits what was set since is left alone in the same words', async () => {
    const { serve, network } = await plugIn({ 'network.json': '{"gateway": "10.1.2.1"}' });
    const { settings } = network.report();
    await network.set({ ...settings, hospital: { ...settings.hospital, address: { kind: 'static', address: '10.1.2.3/24' } } });
    await network.confirm();
    assert.equal((await serve()).kind, 'set');
    await network.fallback();
    assert.equal((await serve()).kind, 'obeyed before');
  });

  it('is obeyed where the box cannot note that', async () => {
    const { serve, root } = await plugIn({ 'network.json': '{"modality": "192.168.9.1/24"}' });
    await writeFile(join(root, 'var/lib/filmroom-stick'), 'a file, where a folder should be');
    assert.equal((await serve()).kind, 'set');
  });

  it('with a huge RESULT.txt: no more of it is read than ours has', async () => {
    const { serve, result, folder } = await plugIn({ 'network.json': '{"modality": "192.168.9.1/24"}' });
    const huge = await open(join(folder, 'RESULT.txt'), 'w');
    await huge.truncate(2 ** 33); // more than a Buffer can have
    await huge.close();
    assert.equal((await serve()).kind, 'set');
    assert.match(await result(), /DONE/);
  });

  it('may have filmroom.json, the endings that Windows hides, and the encodings that it likes', async () => {
    const text = '{"modality": "192.168.9.1/24"}';
    for (const [name, content] of [
      ['filmroom.json', `{"network": ${text}}`],
      ['network.json.txt', `\uFEFF${text}`],
      ['network.json', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ] as const) {
      const { serve, settings } = await plugIn({ [name]: content });
      assert.deepEqual(await serve(), { kind: 'set', file: name });
      assert.equal(settings().modality.address, '192.168.9.1/24');
    }
  });

  it('without such a file gets one that says how it is done, and the name of the box', async () => {
    const { serve, result } = await plugIn({});
    assert.deepEqual(await serve(), { kind: 'nothing' });
    assert.match(await result(), /filmroom-7K3F.*NOTHING DONE.*"gateway": "10\.1\.2\.1".*"dhcp-server"/s);
  });

  for (const [words, file, says] of [
    ['no JSON', '{ "hospital": "dhcp", }', /not JSON.*comma/s],
    ['a list', '[]', /one object/],
    ['nothing in it', '{}', /sets nothing/],
    ['a key that is none', '{ "hospitl": "dhcp" }', /Did you mean hospital/],
    ['an address that is none', '{ "hospital": "10.1.2.300/24" }', /NOTHING DONE/],
    ['a value of another kind', '{ "hospital": { "address": "10.1.2.3/24" } }', /has to be a text/],
    ['both sides in one network', '{ "hospital": "192.168.104.9/24" }', /share addresses/],
    ['more than 64 KiB', `{ "hospital": "${' '.repeat(70_000)}" }`, /65536 bytes/],
    ['too many entries', JSON.stringify(Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`k${at}`, 'v']))), /more than 64/],
  ] as const)
    it(`is refused with ${words}, in words, and the network stays`, async () => {
      const { serve, result, settings, network } = await plugIn({ 'network.json': file });
      const before = settings();
      assert.equal((await serve()).kind, 'refused');
      assert.match(await result(), says);
      assert.deepEqual(settings(), before);
      assert.equal(network.report().waiting, undefined);
    });

  it('is refused where the file is a folder or points elsewhere', async () => {
    const linked = await plugIn({});
    await symlink('/etc/hostname', join(linked.folder, 'network.json'));
    assert.equal((await linked.serve()).kind, 'refused');
    const folder = await plugIn({});
    await mkdir(join(folder.folder, 'network.json'));
    assert.equal((await folder.serve()).kind, 'refused');
  });

  it('that is write-protected is obeyed all the same', async () => {
    const { serve, mount, settings } = await plugIn({ 'network.json': '{"modality": "192.168.9.1/24"}' });
    const protectedMount: Mounter = (how, act) =>
      how === 'read' ? mount(how, act) : Promise.reject(new StickError('STICK_NOT_MOUNTED', 'write-protected'));
    assert.equal((await serve({ mount: protectedMount })).kind, 'set');
    assert.equal(settings().modality.address, '192.168.9.1/24');
  });

  it('is named by the kernel: nothing else is a device', () => {
    for (const device of ['', '../etc', 'sda1 -o exec', '/dev/sda1', 'sdA1', '-t'])
      assert.throws(() => mountWithin(device, '/nowhere'), { code: 'STICK_NO_DEVICE' });
  });
});
