import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Peer } from '../../../app/mdns/mdns.ts';
import type { Child } from '../../support/child.ts';
import { connect, type Machine, startMachine, until, whyNot } from './machines.ts';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the box’s own CA; test/interop/tls.test.ts looks at certificates

const MAIN = new URL('../../../app/main.ts', import.meta.url).pathname;
const NAME = 'filmroom-7K3F';
const skip = whyNot() ?? false;

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'filmroom-mdns-'));
});
after(() => rmSync(folder, { recursive: true }));

/** Of the program on each machine. */
const dataFolders = new Map<Machine, string>();

async function serve(machine: Machine): Promise<Child> {
  const data = mkdtempSync(join(folder, 'data-'));
  dataFolders.set(machine, data);
  const child = machine.start(process.execPath, MAIN, 'serve', '--data', data, '--host', '0.0.0.0', '--port', '104', '--web-port', '8042');
  await until(() => {
    if (child.hasExited()) throw new Error(child.stderr());
    return child.stdout().includes('8042');
  }, 'filmroom serve');
  return child;
}

/** What the page's API says of the name. */
async function announced(machine: Machine): Promise<{ hostName?: string; renamed: unknown[] }> {
  const secret = readFileSync(join(dataFolders.get(machine)!, 'program.secret'), 'utf8').trim();
  const headers = JSON.stringify({ authorization: `Bearer ${secret}` });
  const fetched = await machine.run(
    process.execPath,
    '-e',
    `fetch('https://127.0.0.1:8042/api/status', { headers: ${headers} }).then((answer) => answer.text()).then(console.log)`,
  );
  return JSON.parse(fetched.stdout).announced;
}

const browse = async (machine: Machine, type: string) =>
  (await machine.run('avahi-browse', '-rpkt', type)).stdout.split('\n').filter((line) => line.startsWith('='));
const discover = async (machine: Machine, ...options: string[]) =>
  (await machine.run(process.execPath, MAIN, 'discover', ...options)).stdout;

describe('a box between modality and hospital', { skip }, () => {
  let box: Machine;
  let modality: Machine;
  let hospital: Machine;
  let program: Child;
  before(async () => {
    [box, modality, hospital] = (await Promise.all([NAME, 'ct1', 'workstation'].map(startMachine))) as [Machine, Machine, Machine];
    await connect(box, 'modality', '192.168.104.1/24', modality, 'eth0', '192.168.104.9/24');
    await connect(box, 'hospital', '10.44.0.1/24', hospital, 'eth0', '10.44.0.9/24');
    await modality.announce('CT1', 11112, 'AET=CT_ONE', 'PrimaryDeviceType=CT');
    await Promise.all([box, modality, hospital].map((machine) => machine.startAvahi()));
    program = await serve(box);
    await until(() => program.stderr().includes('mdns.announced'), 'the name in the log');
  });
  after(() => Promise.all([box, modality, hospital].map((machine) => machine?.end())));

  for (const [side, address, machine] of [
    ['modality', '192.168.104.1', () => modality],
    ['hospital', '10.44.0.1', () => hospital],
  ] as const) {
    it(`is ${NAME}.local for the ${side}, with the address of that side`, async () => {
      const { stdout, stderr } = await machine().run('avahi-resolve', '-4', '-n', `${NAME}.local`);
      assert.equal(stdout, `${NAME}.local\t${address}\n`, stderr);
    });
    it(`is a DICOM service for the ${side}, with AE title and kind of device (PS3.15 H.2)`, async () => {
      const lines = (await browse(machine(), '_dicom._tcp')).filter((line) => line.includes(';IPv4;FILMROOM;'));
      assert.deepEqual(
        lines.map((line) => line.split(';').slice(6)),
        [[`${NAME}.local`, address, '104', '"PrimaryDeviceType=ARCHIVE" "AET=FILMROOM"']],
      );
    });
    it(`has its page there for the ${side}`, async () => {
      const lines = (await browse(machine(), '_https._tcp')).filter((line) => line.includes(';IPv4;'));
      assert.deepEqual(
        lines.map((line) => line.split(';').slice(3, 9)),
        [[`Filmroom\\032on\\032${NAME}`, '_https._tcp', 'local', `${NAME}.local`, address, '8042']],
      );
    });
  }

  it('tells nobody its loopback address', async () => {
    const lines = await browse(box, '_dicom._tcp');
    assert.deepEqual([...new Set(lines.map((line) => line.split(';')[1]))].sort(), ['hospital', 'modality']);
  });

  it('is found by filmroom discover, with what to type next', async () => {
    const table = await discover(hospital, '--seconds', '1');
    assert.match(table, /^FILMROOM +10\.44\.0\.1 +104 +filmroom-7K3F\.local +ARCHIVE$/m);
    assert.match(table, /filmroom echo FILMROOM@10\.44\.0\.1:104$/m);
    assert.match((await hospital.run(process.execPath, MAIN, 'echo', 'FILMROOM@10.44.0.1:104')).stdout, /answer/);
  });

  it('finds its modality, and knows itself', async () => {
    const peers: Peer[] = JSON.parse(await discover(box, '--json', '--seconds', '1'));
    assert.deepEqual(
      peers.map(({ aeTitle, addresses: [address], port, networks, isOwn }) => ({
        aeTitle,
        address,
        port,
        networks: [...networks].sort(),
        isOwn,
      })),
      [
        { aeTitle: 'CT_ONE', address: '192.168.104.9', port: 11112, networks: ['modality'], isOwn: false },
        { aeTitle: 'FILMROOM', address: peers.at(-1)?.addresses[0], port: 104, networks: ['hospital', 'modality'], isOwn: true },
      ],
    );
  });

  it('says its name on the page', async () => assert.deepEqual(await announced(box), { hostName: `${NAME}.local`, renamed: [] }));

  it('is no service any more once the program has ended', async () => {
    await program.end();
    await until(async () => (await browse(hospital, '_dicom._tcp')).length === 0, 'the announcement is taken back');
  });
});

describe('a box whose name another machine has', { skip }, () => {
  let box: Machine;
  let other: Machine;
  before(async () => {
    [box, other] = (await Promise.all([NAME, NAME].map(startMachine))) as [Machine, Machine];
    await connect(box, 'hospital', '10.44.0.1/24', other, 'eth0', '10.44.0.2/24');
    await other.announce('FILMROOM', 104, 'AET=FILMROOM');
    await other.startAvahi();
    await until(async () => (await browse(other, '_dicom._tcp')).length > 0, 'the other has its names');
    await box.startAvahi();
  });
  after(() => Promise.all([box, other].map((machine) => machine?.end())));

  it('is renamed, says so in the log and on the page, and its AE title stays what it is', async () => {
    const program = await serve(box);
    await until(() => program.stderr().includes('mdns.renamed'), 'the conflict is noticed');
    await until(async () => (await announced(box)).renamed.length === 2, 'both names are taken');
    const { hostName, renamed } = await announced(box);
    assert.equal(hostName, `${NAME}-2.local`);
    assert.deepEqual(renamed, [
      { wanted: NAME, now: `${NAME}-2` },
      { wanted: 'FILMROOM', now: 'FILMROOM #2' },
    ]);
    const seen = await box.run(process.execPath, MAIN, 'discover', '--seconds', '1');
    assert.match(seen.stderr, /This machine is filmroom-7K3F-2\.local here.*is called filmroom-7K3F already/);
    let peers: Peer[] = [];
    await until(async () => {
      peers = JSON.parse(await discover(other, '--json', '--seconds', '1'));
      return peers.length === 2;
    }, 'both are on the network');
    assert.deepEqual(
      peers.map(({ name, aeTitle, host }) => [name, aeTitle, host]),
      [
        ['FILMROOM #2', 'FILMROOM', `${NAME}-2.local`],
        ['FILMROOM', 'FILMROOM', `${NAME}.local`],
      ],
    );
  });
});

describe('a machine without avahi-daemon', { skip }, () => {
  let alone: Machine;
  before(async () => {
    alone = await startMachine('pc');
  });
  after(() => alone?.end());

  it('keeps images all the same; the log has one line', async () => {
    const program = await serve(alone);
    await until(() => program.stderr().includes('mdns.not-announced'), 'the line');
    assert.equal(program.stderr().match(/mdns/g)?.length, 1);
    assert.match(program.stderr(), /avahi-daemon does not run/);
  });
  it('discovers nobody, and says why', async () => {
    const { code, stderr } = await alone.run(process.execPath, MAIN, 'discover');
    assert.notEqual(code, 0);
    assert.match(stderr, /MDNS_NO_AVAHI/);
  });
});
