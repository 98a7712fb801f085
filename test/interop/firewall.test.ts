import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkSettings, DEFAULT_SETTINGS, editSettings, firewall, type Hl7Place } from '../../app/network/network.ts';
import { missing } from '../support/dcmtk.ts';
import { filmroomCommand } from '../support/filmroom.ts';
import { cable, openNamespaces, withoutNamespaces } from '../support/namespaces.ts';

const skip = withoutNamespaces() || missing('nft');
const LISTENER = new URL('../support/port-listener.ts', import.meta.url).pathname;
const SCAN = new URL('../support/port-scan.ts', import.meta.url).pathname;
const UDP = [53, 67, 123, 161, 5353, 9999];
const NAMES = ['box', 'hospital', 'modality', 'spare'] as const;
const BOX = { hospital: '10.1.2.3', modality: '192.168.104.1', spare: '10.9.9.1' } as const;
const PEER = { hospital: '10.1.2.9', modality: '192.168.104.9', spare: '10.9.9.9' } as const;
const SIX = { hospital: 'fd00:1::', modality: 'fd00:2::' } as const;

/** A box with a third port, cabled to three networks; the kernel would pass everything on, so that only the rules keep it apart. */
describe('the firewall of the box, loaded by nft', { skip }, () => {
  let net: Awaited<ReturnType<typeof openNamespaces<(typeof NAMES)[number]>>>;
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-firewall-'));

  const load = (...words: string[]) => loadWith(undefined, ...words);
  const loadWith = async (hl7: Hl7Place | undefined, ...words: string[]) => {
    const file = join(folder, 'firewall.nft');
    writeFileSync(file, firewall(checkSettings(editSettings(DEFAULT_SETTINGS, words)), hl7));
    const { code, output } = await net.of('box').run('nft', ['-f', file]);
    assert.equal(code, 0, output);
  };
  const scan = async (from: (typeof NAMES)[number], host: string, range?: string): Promise<string[]> => {
    const { code, stdout, output } = await net.of(from).run(process.execPath, [SCAN, host, UDP.join(','), ...(range ? [range] : [])]);
    assert.equal(code, 0, output);
    return JSON.parse(stdout);
  };

  before(async () => {
    net = await openNamespaces(NAMES);
    const box = net.of('box');
    for (const side of ['hospital', 'modality', 'spare'] as const) {
      const peer = net.of(side);
      await cable(box, side, peer, 'eth0');
      await box.ip('addr', 'add', `${BOX[side]}/24`, 'dev', side);
      await peer.ip('addr', 'add', `${PEER[side]}/24`, 'dev', 'eth0');
      await peer.ip('route', 'add', 'default', 'via', BOX[side]); // as who wants to get through would set it
      if (side === 'spare') continue;
      await box.ip('addr', 'add', `${SIX[side]}1/64`, 'dev', side, 'nodad');
      await peer.ip('addr', 'add', `${SIX[side]}9/64`, 'dev', 'eth0', 'nodad');
      await peer.ip('-6', 'route', 'add', 'default', 'via', `${SIX[side]}1`);
    }
    const forwarding = ['net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1', 'net.ipv4.conf.all.rp_filter=0'];
    const { code, output } = await box.run('sysctl', ['-q', '-w', ...forwarding]);
    assert.equal(code, 0, output);

    const config = join(folder, 'config.json');
    const page = { host: '::', port: 8042 };
    writeFileSync(config, JSON.stringify({ listeners: [{ host: '::', port: 104 }], web: page }));
    const { program, args } = filmroomCommand();
    const filmroom = box.start(program, [...args, 'serve', '--config', config, '--data', join(folder, 'data')]);
    const others = ['tcp:22', 'tcp:80', 'tcp:443', 'tcp:2762', 'tcp:4242', 'tcp:9999', 'tcp:11112', ...UDP.map((port) => `udp:${port}`)];
    const listeners = [
      box.start(process.execPath, [LISTENER, ...others]),
      net.of('hospital').start(process.execPath, [LISTENER, 'tcp:104', 'tcp:8042', 'udp:9999']),
      net.of('modality').start(process.execPath, [LISTENER, 'tcp:104', 'tcp:8042', 'udp:9999']),
    ];
    const deadline = Date.now() + 30_000;
    const allUp = () => /Page +http/.test(filmroom.stdout()) && listeners.every((each) => each.stdout() === 'listening\n');
    while (!allUp()) {
      assert.ok(Date.now() < deadline, filmroom.stdout() + filmroom.stderr() + listeners.map((each) => each.stderr()).join(''));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  after(async () => {
    await net.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('without rules everything would be open, and passed on: the test can see it', async () => {
    // a UDP port without a listener refuses where nothing drops it
    assert.ok((await scan('modality', BOX.modality, '22-22')).includes('tcp:22'));
    assert.deepEqual(await scan('modality', PEER.hospital, '8042-8042'), ['tcp:8042', ...UDP.map((port) => `udp:${port}`)]);
  });

  it('modalities reach DICOM, mDNS and NTP, and of 65535 ports no other', async () => {
    await load();
    assert.deepEqual(await scan('modality', BOX.modality), ['tcp:104', 'tcp:11112', 'udp:123', 'udp:5353']);
  });

  it('the hospital reaches page, DICOM with and without TLS, and mDNS, and no other', async () => {
    await load();
    assert.deepEqual(await scan('hospital', BOX.hospital), [
      'tcp:80',
      'tcp:104',
      'tcp:443',
      'tcp:2762',
      'tcp:8042',
      'tcp:11112',
      'udp:5353',
    ]);
  });

  it('a port without a role reaches nothing', async () => {
    await load();
    assert.deepEqual(await scan('spare', BOX.spare, '1-12000'), []);
  });

  it('the same by IPv6', async () => {
    await load();
    assert.deepEqual(await scan('modality', `${SIX.modality}1`, '1-12000'), ['tcp:104', 'tcp:11112', 'udp:123', 'udp:5353']);
    assert.deepEqual(await scan('hospital', `${SIX.hospital}1`, '1-12000'), [
      'tcp:80',
      'tcp:104',
      'tcp:443',
      'tcp:2762',
      'tcp:8042',
      'tcp:11112',
      'udp:5353',
    ]);
  });

  it('nothing is passed from one side to the other, although the kernel would', async () => {
    await load('dhcp-server=on');
    const through = [
      scan('modality', PEER.hospital, '1-12000'),
      scan('hospital', PEER.modality, '1-12000'),
      scan('modality', `${SIX.hospital}9`, '1-12000'),
      scan('hospital', `${SIX.modality}9`, '1-12000'),
    ];
    assert.deepEqual(await Promise.all(through), [[], [], [], []]);
    const ping = await net.of('modality').run('ping', ['-c', '2', '-i', '0.2', '-W', '1', PEER.hospital]);
    assert.notEqual(ping.code, 0, ping.output);
  });

  it('an address of the other side is not reached from this one', async () => {
    await load();
    assert.deepEqual(await scan('modality', BOX.hospital, '1-12000'), []);
    assert.deepEqual(await scan('hospital', BOX.modality, '1-12000'), []);
  });

  it('what is switched on is open, what is switched off is not', async () => {
    await load('dhcp-server=on', 'ntp-server=off', 'modality-dicom=104', 'hospital-dicom=none');
    assert.deepEqual(await scan('modality', BOX.modality, '1-12000'), ['tcp:104', 'udp:5353']); // DHCP counts from port 68 alone
    assert.deepEqual(await scan('hospital', BOX.hospital, '1-12000'), ['tcp:80', 'tcp:443', 'tcp:2762', 'tcp:8042', 'udp:5353']);
  });

  it('HL7 is reached from the hospital alone, or from the modalities alone', async () => {
    await loadWith({ host: '::', port: 9999 });
    assert.ok((await scan('hospital', BOX.hospital, '9999-9999')).includes('tcp:9999'));
    assert.ok(!(await scan('modality', BOX.modality, '9999-9999')).includes('tcp:9999'));
    await loadWith({ host: BOX.modality, port: 9999 });
    assert.ok(!(await scan('hospital', BOX.hospital, '9999-9999')).includes('tcp:9999'));
    assert.ok((await scan('modality', BOX.modality, '9999-9999')).includes('tcp:9999'));
  });

  it('Filmroom itself answers: C-ECHO from the modalities’ side, the page from the hospital’s', async () => {
    await load();
    const { program, args } = filmroomCommand();
    const echo = await net.of('modality').run(program, [...args, 'echo', `FILMROOM@${BOX.modality}:104`]);
    assert.equal(echo.code, 0, echo.output);
    const fetched = `fetch('http://${BOX.hospital}:8042/healthz').then((answer) => process.exit(answer.status === 200 ? 0 : 1))`;
    const page = await net.of('hospital').run(process.execPath, ['-e', fetched]);
    assert.equal(page.code, 0, page.output);
  });

  it('the box itself reaches out, and hears the answer', async () => {
    await load();
    const connect = `require('node:net').connect(104, '${PEER.hospital}').on('data', () => process.exit(0)).on('error', () => process.exit(1))`;
    const { code, output } = await net.of('box').run(process.execPath, ['-e', connect], 10_000);
    assert.equal(code, 0, output);
  });

  it('rules that cannot be leave those before', async () => {
    await load();
    const file = join(folder, 'broken.nft');
    writeFileSync(file, `${firewall(DEFAULT_SETTINGS)}nonsense\n`);
    assert.notEqual((await net.of('box').run('nft', ['-f', file])).code, 0);
    assert.deepEqual(await scan('modality', BOX.modality, '1-200'), ['tcp:104', 'udp:123', 'udp:5353']);
  });
});
