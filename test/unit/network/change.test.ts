import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DEFAULT_SETTINGS, editSettings, Network, type NetworkSystem, startNetwork } from '../../../app/network/network.ts';
import { boxTree, putFile } from '../../support/box-tree.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const PORTS = {
  hospital: { mac: '02:00:00:00:00:01', device: 'pci0000:00/0000:00:02.0', carrier: true, speed: 1000 },
  modality: { mac: '02:00:00:00:00:02', device: 'pci0000:00/0000:00:03.0' },
};
const STATIC = editSettings(DEFAULT_SETTINGS, ['hospital=10.1.2.3/24', 'gateway=10.1.2.1']);

/** Stands for nft, networkctl and udev, which a test's machine must not be changed by; writes down what was asked of them. */
function recorder(failing: { what?: string } = {}) {
  const calls: string[] = [];
  const call = async (words: string) => {
    calls.push(words);
    if (failing.what && words.startsWith(failing.what)) throw new Error(`${words} failed`);
  };
  const system: NetworkSystem = {
    loadFirewall: (file) => call(`nft ${file.replace(/^.*\/run\//, 'run/')}`),
    reloadLinks: () => call('networkctl reload'),
    nameLinks: (ports) => call(`udev ${ports.join(' ')}`),
    settle: () => call('settle'),
    restartTimeServer: () => call('chrony'),
  };
  return { system, calls, failing };
}

/** A box that has started, with its clock in our hand. */
async function box(root = boxTree(PORTS), bootId = 'first') {
  const clock = fakeClock();
  const { system, calls, failing } = recorder();
  await startNetwork({ root, system, clock, log, secondPortMs: 0 });
  const open = () =>
    new Network({ root, system, clock, log, confirmMs: 90_000, uptimeMs: () => clock.monotonicMs(), bootId: () => bootId });
  const hospital = () => readFileSync(join(root, 'run/systemd/network/10-hospital.network'), 'utf8');
  return { root, clock, calls, failing, open, network: open(), hospital };
}
const settled = async (condition: () => boolean) => {
  for (let tries = 0; !condition() && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 2));
  assert.ok(condition());
};

describe('a change of the network', () => {
  it('holds at once, the firewall first, and waits', async () => {
    const { network, calls, hospital } = await box();
    calls.length = 0;
    const report = await network.set(STATIC);
    assert.match(hospital(), /Address=10\.1\.2\.3\/24/);
    assert.deepEqual(calls, ['nft run/filmroom-network/firewall.nft', 'networkctl reload']);
    assert.equal(report.waiting?.secondsLeft, 90);
    assert.deepEqual(report.settings, DEFAULT_SETTINGS);
    assert.ok(network.isWaiting);
  });

  it('confirmed, it stays', async () => {
    const { network, clock, hospital, root } = await box();
    await network.set(STATIC);
    clock.advance(80_000);
    const report = await network.confirm();
    assert.deepEqual(report.settings, STATIC);
    assert.equal(report.waiting, undefined);
    assert.equal(report.lastChange?.outcome, 'confirmed');
    clock.advance(100_000);
    assert.match(hospital(), /Address=10\.1\.2\.3\/24/);
    const again = await box(root, 'second');
    assert.match(again.hospital(), /Address=10\.1\.2\.3\/24/);
  });

  it('not confirmed, it is taken back after 90 s', async () => {
    const { network, clock, hospital } = await box();
    await network.set(STATIC);
    clock.advance(89_999);
    await new Promise(setImmediate);
    assert.match(hospital(), /Address=10\.1\.2\.3\/24/);
    clock.advance(1);
    await settled(() => network.report().lastChange?.outcome === 'not confirmed');
    assert.match(hospital(), /DHCP=yes/);
    assert.equal(network.isWaiting, false);
    await assert.rejects(network.confirm(), { code: 'NETWORK_NOTHING_WAITS' });
  });

  it('taken back by hand', async () => {
    const { network, hospital } = await box();
    await network.set(STATIC);
    assert.equal((await network.revert()).lastChange?.outcome, 'reverted');
    assert.match(hospital(), /DHCP=yes/);
    await assert.rejects(network.revert(), { code: 'NETWORK_NOTHING_WAITS' });
  });

  it('after a power cut, it is taken back at the start', async () => {
    const { network, root } = await box();
    await network.set(STATIC);
    const again = await box(root, 'second');
    assert.match(again.hospital(), /DHCP=yes/);
    assert.equal(again.network.report().lastChange?.outcome, 'not confirmed before the restart');
    assert.equal(again.network.report().waiting, undefined);
  });

  it('the plug pulled between confirmation and its record: it stays', async () => {
    const { network, root } = await box();
    await network.set(STATIC);
    putFile(root, 'var/lib/filmroom-box/network.json', JSON.stringify(STATIC));
    const again = await box(root, 'second');
    assert.match(again.hospital(), /Address=10\.1\.2\.3\/24/);
    assert.equal(existsSync(join(root, 'var/lib/filmroom-box/network-waiting.json')), false);
  });

  it('hands that were killed are followed by others, who count on', async () => {
    const { network, clock, open, hospital } = await box();
    await network.set(STATIC);
    clock.advance(60_000);
    const next = open();
    await next.resume();
    assert.ok(next.isWaiting);
    assert.equal(next.report().waiting?.secondsLeft, 30);
    clock.advance(30_000);
    await settled(() => next.report().lastChange?.outcome === 'not confirmed');
    assert.match(hospital(), /DHCP=yes/);
  });

  it('hands that come too late take it back', async () => {
    const { network, clock, open, hospital, root, calls } = await box();
    await network.set(STATIC);
    const waiting = readFileSync(join(root, 'var/lib/filmroom-box/network-waiting.json'));
    clock.advance(90_000);
    await settled(() => network.report().lastChange?.outcome === 'not confirmed');
    putFile(root, 'var/lib/filmroom-box/network-waiting.json', String(waiting)); // as if nobody had kept the time
    calls.length = 0;
    await open().resume();
    assert.match(hospital(), /DHCP=yes/);
    assert.deepEqual(calls, ['nft run/filmroom-network/firewall.nft', 'networkctl reload']);
  });

  it('that the system refuses leaves what was before', async () => {
    const { network, failing, hospital, clock } = await box();
    failing.what = 'networkctl';
    await assert.rejects(network.set(STATIC), { code: 'NETWORK_NOT_APPLIED', message: /networkctl reload failed/ });
    assert.match(hospital(), /DHCP=yes/);
    failing.what = '';
    assert.ok(network.isWaiting); // networkctl failed for the earlier ones too: they are tried again
    clock.advance(10_000);
    await settled(() => network.report().lastChange?.outcome === 'not confirmed');
    assert.equal(network.isWaiting, false);
  });

  it('that cannot be is refused before anything happens', async () => {
    const { network, calls } = await box();
    calls.length = 0;
    assert.throws(() => network.set({ hospital: { address: { kind: 'static', address: 'x' } } }), { code: 'NETWORK_INVALID' });
    assert.deepEqual(calls, []);
  });

  it('another change meanwhile starts the time anew, and goes back to what was confirmed', async () => {
    const { network, clock, hospital } = await box();
    await network.set(STATIC);
    clock.advance(60_000);
    await network.set(editSettings(DEFAULT_SETTINGS, ['hospital=10.9.9.9/24']));
    clock.advance(60_000);
    await new Promise(setImmediate);
    assert.match(hospital(), /10\.9\.9\.9/);
    clock.advance(30_000);
    await settled(() => network.report().lastChange?.outcome === 'not confirmed');
    assert.match(hospital(), /DHCP=yes/);
  });

  it('the button brings the network of a new box', async () => {
    const { network, hospital } = await box();
    await network.set(STATIC);
    await network.confirm();
    assert.equal((await network.fallback()).lastChange?.outcome, 'fallback');
    assert.match(hospital(), /DHCP=yes/);
  });
  it('and lets DICOM in where the program listens, and no more where it was shut', async () => {
    const { network } = await box();
    await network.set(editSettings(DEFAULT_SETTINGS, ['hospital=10.1.2.3/24', 'hospital-dicom=none']));
    await network.confirm();
    await network.movePorts({ closed: [104], opened: [4000] });
    const { settings } = await network.fallback();
    assert.deepEqual([settings.hospital.dicomPorts, settings.modality.dicomPorts], [[], [11112, 4000]]);
    assert.deepEqual(settings.hospital.address, { kind: 'dhcp' });
  });
  it('and forgets a port of the modalities that is gone, never that of the hospital', async () => {
    const { network, root } = await box();
    const pull = (name: string) => rmSync(join(root, 'sys/class/net', name), { recursive: true });
    const said = async () => Object.fromEntries((await network.fallback()).links.map(({ role, words }) => [role, words]));
    pull('modality');
    assert.match(network.report().links[1]!.words, /^The port of the modalities is gone/);
    assert.match((await said()).modality!, /This box has one port/);
    assert.ok(!existsSync(join(root, 'run/systemd/network/10-modality.link')));
    pull('hospital');
    assert.match((await said()).hospital!, /^The port of the hospital is gone/);
  });

  it('leaves the file of the side that does not change', async () => {
    const { network, root } = await box();
    const before = statSync(join(root, 'run/systemd/network/10-hospital.network'));
    await network.set(editSettings(DEFAULT_SETTINGS, ['dhcp-server=on']));
    const now = statSync(join(root, 'run/systemd/network/10-hospital.network'));
    assert.deepEqual([now.ino, now.mtimeMs], [before.ino, before.mtimeMs]);
  });

  it('restarts the time server only where its part changed', async () => {
    const { network, calls } = await box();
    calls.length = 0;
    await network.set(editSettings(DEFAULT_SETTINGS, ['ntp-server=off']));
    assert.equal(calls.at(-1), 'chrony');
  });
});

describe('the start of the box', () => {
  const NEW = {
    enp3s0: { mac: '02:00:00:00:00:02', device: 'pci0000:00/0000:00:03.0' },
    enp2s0: { mac: '02:00:00:00:00:01', device: 'pci0000:00/0000:00:02.0' },
  };

  it('decides roles once, and keeps them', async () => {
    const root = boxTree(NEW);
    const { calls } = await box(root);
    assert.deepEqual(calls, ['nft run/filmroom-network/firewall.nft', 'settle', 'udev enp2s0 enp3s0']);
    const links = JSON.parse(readFileSync(join(root, 'var/lib/filmroom-box/links.json'), 'utf8'));
    assert.equal(links.hospital.mac, '02:00:00:00:00:01');
    assert.match(readFileSync(join(root, 'run/systemd/network/10-modality.link'), 'utf8'), /MACAddress=02:00:00:00:00:02/);
  });

  it('writes files that networkd, which is nobody, can read', async () => {
    const root = boxTree(NEW);
    await box(root);
    for (const name of ['10-hospital.network', '10-modality.network', '10-hospital.link'])
      assert.equal(statSync(join(root, 'run/systemd/network', name)).mode & 0o777, 0o644);
  });

  it('settings that are damaged are put aside: the box has the network of a new one', async () => {
    const root = boxTree(PORTS);
    putFile(root, 'var/lib/filmroom-box/network.json', '{"hospital":');
    const { hospital, network } = await box(root);
    assert.match(hospital(), /DHCP=yes/);
    assert.equal(network.report().lastChange?.outcome, 'damaged');
    assert.ok(existsSync(join(root, 'var/lib/filmroom-box/network.json.damaged')));
  });

  it('without a place to keep anything, there is a network all the same', async () => {
    const root = boxTree(NEW);
    putFile(root, 'var/lib/filmroom-box', 'a file, where a folder should be');
    const { hospital, calls } = await box(root);
    assert.match(hospital(), /DHCP=yes/);
    assert.ok(calls.includes('udev enp2s0 enp3s0'));
  });

  it('fails where the firewall cannot be loaded', async () => {
    const { system } = recorder({ what: 'nft' });
    await assert.rejects(startNetwork({ root: boxTree(NEW), system, clock: fakeClock(), log, secondPortMs: 0 }), /nft/);
  });

  it('goes on where udev fails', async () => {
    const { system } = recorder({ what: 'udev' });
    await startNetwork({ root: boxTree(NEW), system, clock: fakeClock(), log, secondPortMs: 0 });
  });
});

describe('a box without its data partition', () => {
  const CONFIRMED = editSettings(DEFAULT_SETTINGS, ['hospital=10.1.2.3/24', 'gateway=10.1.2.1', 'modality=192.168.9.1/24']);
  const copyAt = (root: string, name: string) => join(root, 'boot/efi/filmroom', name);

  /** A box whose network was set, then its data partition is taken out: memory stands in for it, with the marker of the script that put it there. */
  async function withoutDisk(change: (root: string) => void = () => {}) {
    const root = boxTree({
      enp2s0: { mac: '02:00:00:00:00:01', device: 'pci0000:00/0000:00:02.0' },
      enp3s0: { mac: '02:00:00:00:00:02', device: 'pci0000:00/0000:00:03.0' },
    });
    mkdirSync(join(root, 'boot/efi'), { recursive: true });
    const links = { hospital: { mac: '02:00:00:00:00:02', path: 'x' }, modality: { mac: '02:00:00:00:00:01', path: 'y' } };
    putFile(root, 'var/lib/filmroom-box/links.json', JSON.stringify(links)); // the other way round than a new box has them
    const { network } = await box(root);
    await network.set(CONFIRMED);
    await network.confirm();
    rmSync(join(root, 'var/lib/filmroom-box'), { recursive: true });
    putFile(root, 'var/lib/filmroom/no-data-disk', 'the data disk of this box is not there\n');
    change(root);
    return await box(root, 'second');
  }
  const hospitalPort = (root: string) => readFileSync(join(root, 'run/systemd/network/10-hospital.link'), 'utf8');

  it('has the network and the ports that it had with it', async () => {
    const { root, hospital, network } = await withoutDisk();
    assert.match(hospital(), /Address=10\.1\.2\.3\/24/);
    assert.match(hospitalPort(root), /MACAddress=02:00:00:00:00:02/);
    assert.deepEqual(network.report().settings, CONFIRMED);
  });
  it('keeps a change for the next start without it', async () => {
    const { root, network } = await withoutDisk();
    await network.fallback();
    rmSync(join(root, 'var/lib/filmroom-box'), { recursive: true });
    assert.match((await box(root, 'third')).hospital(), /DHCP=yes/);
  });
  it('that came back has what it keeps, whatever was set meanwhile', async () => {
    const { root, network } = await withoutDisk();
    await network.fallback();
    rmSync(join(root, 'var/lib/filmroom/no-data-disk'));
    putFile(root, 'var/lib/filmroom-box/network.json', JSON.stringify(CONFIRMED));
    assert.match((await box(root, 'third')).hospital(), /Address=10\.1\.2\.3\/24/);
    assert.deepEqual(JSON.parse(readFileSync(copyAt(root, 'network.json'), 'utf8')), CONFIRMED);
  });
  it('with a damaged copy, or none, has that of a new box', async () => {
    for (const change of [
      (root: string) => putFile(root, 'boot/efi/filmroom/network.json', '{"hospital":'),
      (root: string) => putFile(root, 'boot/efi/filmroom/network.json', '{"hospital":{}}'),
      (root: string) => rmSync(join(root, 'boot/efi'), { recursive: true }),
    ])
      assert.match((await withoutDisk(change)).hospital(), /DHCP=yes/);
  });
  it('the copy is written where it differs alone, and never with what waits', async () => {
    const { root, network } = await withoutDisk();
    const before = statSync(copyAt(root, 'network.json'));
    await network.set(DEFAULT_SETTINGS);
    await network.revert();
    await network.set(CONFIRMED);
    await network.confirm();
    const after = statSync(copyAt(root, 'network.json'));
    assert.deepEqual([after.ino, after.mtimeMs], [before.ino, before.mtimeMs]);
  });
  it('an EFI system partition that takes no writes hinders nobody', async () => {
    const root = boxTree(PORTS);
    putFile(root, 'boot/efi/filmroom', 'a file, where a folder should be');
    const { network } = await box(root);
    await network.set(STATIC);
    assert.equal((await network.confirm()).lastChange?.outcome, 'confirmed');
  });
});

describe('the ports of the program', () => {
  const firewallOf = (root: string) => readFileSync(join(root, 'run/filmroom-network/firewall.nft'), 'utf8');

  it('move at once and for good, on both sides, with nothing to confirm', async () => {
    const { network, root, calls } = await box();
    calls.length = 0;
    const { settings, waiting } = await network.movePorts({ closed: [104], opened: [4001] });
    assert.deepEqual(
      [settings.hospital.dicomPorts, settings.modality.dicomPorts],
      [
        [11112, 4001],
        [11112, 4001],
      ],
    );
    assert.equal(waiting, undefined);
    assert.match(firewallOf(root), /iifname modality tcp dport \{ 4001, 11112 \} accept/);
    assert.deepEqual(calls, ['nft run/filmroom-network/firewall.nft', 'networkctl reload']);
    const again = await box(root, 'second');
    assert.match(firewallOf(again.root), /iifname hospital tcp dport \{ 4001, 11112 \} accept/);
  });

  it('leave a side shut that was shut', async () => {
    const { network } = await box();
    await network.set(editSettings(DEFAULT_SETTINGS, ['hospital-dicom=none']));
    await network.confirm();
    const { settings } = await network.movePorts({ closed: [], opened: [4001] });
    assert.deepEqual([settings.hospital.dicomPorts, settings.modality.dicomPorts], [[], [104, 11112, 4001]]);
  });

  it('move in a change that waits, and in what it returns to', async () => {
    const { network, clock, root, hospital } = await box();
    await network.set(STATIC);
    const { waiting } = await network.movePorts({ closed: [], opened: [4001] });
    assert.deepEqual(waiting?.settings.hospital.dicomPorts, [104, 11112, 4001]);
    assert.match(hospital(), /Address=10\.1\.2\.3\/24/);
    clock.advance(90_000);
    await settled(() => !/10\.1\.2\.3/.test(hospital()));
    assert.match(firewallOf(root), /iifname hospital tcp dport \{ 104, 4001, 11112 \} accept/);
  });

  it('are refused where modalities would be let in at the page, and stay', async () => {
    const { network, root } = await box();
    const before = firewallOf(root);
    await assert.rejects(network.movePorts({ closed: [104], opened: [443] }), { code: 'NETWORK_INVALID' });
    assert.equal(firewallOf(root), before);
  });
});

describe('the HL7 port of the program', () => {
  const hl7Rules = (root: string) =>
    [
      ...readFileSync(join(root, 'run/filmroom-network/firewall.nft'), 'utf8').matchAll(
        /iifname (\w+) tcp dport (\d+) accept comment "HL7"/g,
      ),
    ].map(([, side, port]) => `${side} ${port}`);

  it('is let in from the hospital, at once and for good, with nothing to confirm; shut, it is shut', async () => {
    const { network, root, calls } = await box();
    assert.deepEqual(hl7Rules(root), []);
    calls.length = 0;
    const { waiting, settings } = await network.moveHl7({ host: '0.0.0.0', port: 2575 });
    assert.deepEqual([waiting, settings], [undefined, DEFAULT_SETTINGS]);
    assert.deepEqual(hl7Rules(root), ['hospital 2575']);
    assert.deepEqual(calls, ['nft run/filmroom-network/firewall.nft', 'networkctl reload']);
    await network.moveHl7({ host: '::', port: 2576 });
    assert.deepEqual(hl7Rules((await box(root, 'second')).root), ['hospital 2576']);
    await network.moveHl7(undefined);
    assert.deepEqual(hl7Rules(root), []);
  });
  it('said again as it is, as at each start of the program, changes nothing', async () => {
    const { network, calls } = await box();
    await network.moveHl7({ host: '::', port: 2575 });
    calls.length = 0;
    await network.moveHl7({ host: '::', port: 2575 });
    assert.deepEqual(calls, []);
  });
  it('is let in from the modalities where our address there is listened on, and from nobody on the loopback address', async () => {
    const { network, root } = await box();
    await network.moveHl7({ host: '192.168.104.1', port: 2575 });
    assert.deepEqual(hl7Rules(root), ['modality 2575']);
    await network.set(editSettings(DEFAULT_SETTINGS, ['modality=192.168.105.1/24']));
    await network.confirm();
    assert.deepEqual(hl7Rules(root), ['hospital 2575']);
    await network.moveHl7({ host: '127.0.0.1', port: 2575 });
    assert.deepEqual(hl7Rules(root), []);
  });
  it('never at the port of the page on the side of the modalities', async () => {
    const { network, root } = await box();
    await network.moveHl7({ host: '192.168.104.1', port: 8042 });
    assert.deepEqual(hl7Rules(root), []);
  });
  it('stays through a change of the network, its return and the fallback', async () => {
    const { network, clock, root, hospital } = await box();
    await network.moveHl7({ host: '::', port: 2575 });
    await network.set(STATIC);
    assert.deepEqual(hl7Rules(root), ['hospital 2575']);
    await network.moveHl7({ host: '::', port: 2576 });
    assert.match(hospital(), /Address=10\.1\.2\.3\/24/);
    clock.advance(90_000);
    await settled(() => !/10\.1\.2\.3/.test(hospital()));
    assert.deepEqual(hl7Rules(root), ['hospital 2576']);
    await network.fallback();
    assert.deepEqual(hl7Rules(root), ['hospital 2576']);
  });
});
