/** A box with two ports between a network of modalities and that of a hospital, each a namespace with avahi-daemon and programs of its own. 2 starts. */
import assert from 'node:assert/strict';
import { chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect, type Machine, startMachine, until, whyNot } from '../interop/mdns/machines.ts';
import { ctImage, ctLoad } from '../support/ct-load.ts';
import { inOwnMounts } from '../support/own-mounts.ts';
import { onVar } from './change-disk.ts';
import { type Card, missingImage, newBox, type PoweredBox, READY } from './machine.ts';
import { claimCodeOf } from './system-partition.ts';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the box’s own CA; test/interop/tls.test.ts looks at certificates

inOwnMounts();

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const IMAGES = 2;
const support = (name: string) => new URL(`../support/${name}`, import.meta.url).pathname;
const DHCP = new URL('dhcp.ts', import.meta.url).pathname;
const PAGE_AND_WADO = new URL('page-and-wado.ts', import.meta.url).pathname;

const MODALITY = { box: '192.168.104.1', ct: '192.168.104.9' } as const;
/** The box has its address there by DHCP. */
const HOSPITAL = { box: '10.44.0.85', workstation: '10.44.0.9' } as const;
const CARDS = {
  hospital: { tap: 'tap-hospital', mac: '52:54:00:00:00:01' },
  modality: { tap: 'tap-modality', mac: '52:54:00:00:00:02' },
} as const satisfies Record<string, Card>;
/** What answers at all. 2762 is let through already, and nobody listens yet; chrony does not answer what is no question for the time. */
const OPEN = {
  modality: ['tcp:104', 'tcp:11112'],
  hospital: ['tcp:80', 'tcp:104', 'tcp:443', 'tcp:2762', 'tcp:8042', 'tcp:11112'],
} as const;
const UDP = [53, 67, 68, 69, 111, 123, 161, 323, 514, 546, 547, 5355, 9999];

describe(`${BOARD} in QEMU between two networks`, { skip: missingImage(BOARD) || whyNot() }, () => {
  const box = newBox(BOARD, 'two-networks');
  let [wire, ct, workstation] = [] as unknown as [Machine, Machine, Machine];
  let powered: PoweredBox;

  const must = async (machine: Machine, program: string, ...args: string[]): Promise<string> => {
    const { code, output, stdout } = await machine.run(program, ...args);
    assert.equal(code, 0, `${machine.name}: ${program} ${args.join(' ')}: ${output}`);
    return stdout;
  };
  /** A cable from the box's card to a machine: a tap device and a port, bridged. */
  const plug = async ({ tap }: Card, machine: Machine, address: string): Promise<void> => {
    const [port, bridge] = [tap.replace('tap', 'to'), tap.replace('tap', 'br')];
    await connect(wire, port, '', machine, 'eth0', address);
    await must(wire, 'ip', 'link', 'add', bridge, 'type', 'bridge');
    await must(wire, 'ip', 'tuntap', 'add', tap, 'mode', 'tap');
    for (const each of [tap, port]) await must(wire, 'ip', 'link', 'set', each, 'master', bridge, 'up');
    await must(wire, 'ip', 'link', 'set', bridge, 'up');
  };
  const start = async (cards: readonly Card[]): Promise<number> => {
    powered = await box.start({ cards, within: ['nsenter', `--target=${wire.pid}`, '--net'] });
    return await powered.until(READY);
  };
  const scan = async (from: Machine, host: string, range?: string): Promise<string[]> =>
    JSON.parse(await must(from, process.execPath, support('port-scan.ts'), host, UDP.join(','), ...(range ? [range] : [])));
  const reaches = async (from: Machine, url: string): Promise<boolean> =>
    (await from.run('curl', '--silent', '--globoff', '--max-time', '5', '--output', '/dev/null', url)).code === 0;
  const connects = async (from: Machine, host: string, port: number): Promise<boolean> =>
    (await from.run('timeout', '3', 'bash', '-c', `: </dev/tcp/${host}/${port}`)).code === 0;
  const ntp = (from: Machine, host: string) => must(from, process.execPath, support('ntp-ask.ts'), host);
  const lease = (from: Machine, waitMs = 20_000) => from.run('timeout', `${waitMs / 1000}`, process.execPath, DHCP, 'ask');

  before(async () => {
    [wire, ct, workstation] = (await Promise.all(['wire', 'ct1', 'workstation'].map(startMachine))) as [Machine, Machine, Machine];
    await plug(CARDS.modality, ct, `${MODALITY.ct}/24`);
    await plug(CARDS.hospital, workstation, `${HOSPITAL.workstation}/24`);
    for (const [machine, gateway] of [
      [ct, MODALITY.box],
      [workstation, HOSPITAL.box],
    ] as const)
      await must(machine, 'ip', 'route', 'add', 'default', 'via', gateway); // as who wants to get through would set it
    await must(ct, 'ip', 'route', 'add', '255.255.255.255', 'dev', 'eth0');
    await must(workstation, 'ip', 'route', 'add', '255.255.255.255', 'dev', 'eth0');
    const dhcp = workstation.start(process.execPath, DHCP, 'serve', HOSPITAL.workstation, HOSPITAL.box, HOSPITAL.workstation);
    await until(() => dhcp.stdout().includes('serving'), 'the DHCP server of the hospital');
    for (const machine of [ct, workstation]) {
      machine.start(process.execPath, support('port-listener.ts'), 'tcp:8099');
      await machine.startAvahi();
    }
  });
  after(async () => {
    await powered?.cut();
    for (const machine of [ct, workstation, wire]) await machine?.end();
  });

  it('starts, with no failed unit', async (t) => {
    const seconds = await start([CARDS.hospital, CARDS.modality]);
    t.diagnostic(`READY after ${seconds.toFixed(0)} s`);
    assert.match(READY.exec(powered.console())?.[0] ?? '', /, 0 failed units/);
    await until(() => reaches(workstation, `http://${HOSPITAL.box}:8042/healthz`), 'the page at the address that DHCP gave');
  });

  it('takes images from the modality, and lets it query', async () => {
    await must(ct, 'echoscu', '-aec', 'FILMROOM', MODALITY.box, '104');
    await must(ct, 'storescu', '-aec', 'FILMROOM', '+sd', MODALITY.box, '104', ...ctLoad(IMAGES, 1).folders);
    const key = `StudyInstanceUID=${ctImage(0).studyInstanceUid}`;
    const query = ['-v', '-S', '-aec', 'FILMROOM', '-k', 'QueryRetrieveLevel=STUDY', '-k', key, '-k', 'NumberOfStudyRelatedInstances'];
    const { output } = await ct.run('findscu', ...query, MODALITY.box, '104');
    assert.match(output, new RegExp(`\\[${IMAGES} *\\]`));
  });

  it('shows the page to the hospital, and gives it the study by WADO-RS', async () => {
    const asked = [`https://${HOSPITAL.box}`, claimCodeOf(box.folder) ?? '', ctImage(0).studyInstanceUid];
    const { names, status, images } = JSON.parse(await must(workstation, process.execPath, PAGE_AND_WADO, ...asked));
    assert.equal(names.length, 1);
    assert.deepEqual([status, images], [200, IMAGES]);
  });

  it('is reached by the hospital under its link-local address too', async () => {
    assert.ok(await reaches(workstation, 'http://[fe80::5054:ff:fe00:1%25eth0]:8042/healthz'));
  });

  for (const [side, address] of [
    ['modality', MODALITY.box],
    ['hospital', HOSPITAL.box],
  ] as const)
    it(`avahi-browse finds it on the side of the ${side}, with the address of that side alone`, async () => {
      const machine = side === 'modality' ? ct : workstation;
      await until(
        async () => (await must(machine, 'avahi-browse', '-rpkt', '_dicom._tcp')).includes(`;${address};104;`),
        'the DICOM service',
      );
      const found = await must(machine, 'avahi-browse', '-rpkt', '_dicom._tcp');
      assert.match(found, /"AET=FILMROOM"/);
      assert.match(found, /;filmroom-[0-9A-Z]{4}\.local;/);
      assert.doesNotMatch(found, new RegExp(side === 'modality' ? '10\\.44\\.' : '192\\.168\\.104\\.'));
    });

  it('tells the modality the time, and not the hospital', async () => {
    const { mode, offsetMs } = JSON.parse(await ntp(ct, MODALITY.box)) as { mode: number; offsetMs: number };
    assert.equal(mode, 4); // server
    assert.ok(Math.abs(offsetMs) < 60_000, `${offsetMs} ms`);
    assert.equal(await ntp(workstation, HOSPITAL.box), '');
  });

  it('gives no addresses unless asked to', async () => assert.notEqual((await lease(ct, 4000)).code, 0));

  it('has nothing else open to the modality', async () => assert.deepEqual(await scan(ct, MODALITY.box), OPEN.modality));
  it('has nothing else open to the hospital', async () => assert.deepEqual(await scan(workstation, HOSPITAL.box), OPEN.hospital));

  it('has nothing open under the address of its other side', async () => {
    assert.deepEqual(await scan(ct, HOSPITAL.box, '1-12000'), []);
    assert.deepEqual(await scan(workstation, MODALITY.box, '1-12000'), []);
  });

  it('passes nothing on', async () => {
    assert.ok(await connects(ct, MODALITY.ct, 8099), 'the listener answers at home');
    assert.equal(await connects(ct, HOSPITAL.workstation, 8099), false);
    assert.equal(await connects(workstation, MODALITY.ct, 8099), false);
    assert.notEqual((await ct.run('ping', '-c', '1', '-W', '2', HOSPITAL.workstation)).code, 0);
    assert.notEqual((await workstation.run('ping', '-c', '1', '-W', '2', MODALITY.ct)).code, 0);
  });

  it('swapped cards keep their roles, and the box gives addresses where it was asked to', async () => {
    await powered.cut();
    await onVar(box, (folder) => {
      const file = join(folder, 'lib/filmroom-box/network.json');
      writeFileSync(file, JSON.stringify({ modality: { dhcpServer: { on: true, from: '192.168.104.100', to: '192.168.104.120' } } }));
      const { uid, gid } = statSync(join(folder, 'lib/filmroom-box'));
      chownSync(file, uid, gid);
    });
    await start([CARDS.modality, CARDS.hospital]);
    await must(ct, 'echoscu', '-aec', 'FILMROOM', MODALITY.box, '104');
    await until(() => reaches(workstation, `http://${HOSPITAL.box}:8042/healthz`), 'the page on the side of the hospital');
    assert.equal(await reaches(ct, `http://${MODALITY.box}:8042/healthz`), false);

    const { stdout, output } = await lease(ct);
    assert.notEqual(stdout, '', output);
    const { address, ...given } = JSON.parse(stdout) as { address: string };
    assert.match(address, /^192\.168\.104\.1[012]\d$/);
    assert.deepEqual(given, { ntp: MODALITY.box, mask: '255.255.255.0' }); // no router, no names: there is no way out
    assert.deepEqual(await scan(ct, MODALITY.box, '1-12000'), OPEN.modality); // a DHCP server answers no noise
  });
});
