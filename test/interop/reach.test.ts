import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missing } from '../support/dcmtk.ts';
import { filmroomCommand } from '../support/filmroom.ts';
import { cable, type Namespace, openNamespaces, withoutNamespaces } from '../support/namespaces.ts';

interface Rung {
  readonly rung: string;
  readonly outcome: string;
  readonly code: string;
  readonly toDo: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A box and a device with one cable between, 192.0.2.1 and 192.0.2.2; the device runs DCMTK's storescp. */
describe('filmroom reach, in a network of its own', { skip: withoutNamespaces() || missing('storescp'), timeout: 240_000 }, () => {
  let box: Namespace;
  let device: Namespace;
  let close: () => Promise<void>;
  const folder = mkdtempSync(join(tmpdir(), 'reach-'));
  const refusing = join(folder, 'refuse.ts');

  before(async () => {
    const namespaces = await openNamespaces(['box', 'device']);
    close = namespaces.close;
    box = namespaces.of('box');
    device = namespaces.of('device');
    await cable(box, 'modality', device, 'eth0');
    await box.ip('addr', 'add', '192.0.2.1/24', 'dev', 'modality');
    await device.ip('addr', 'add', '192.0.2.2/24', 'dev', 'eth0');
    device.start('storescp', ['--fork', '-od', folder, '104']);
    writeFileSync(refusing, REFUSING);
    device.start(process.execPath, [refusing]);
    await listening(104);
    await listening(107);
  });
  after(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  async function listening(port: number): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const { output } = await device.run('ss', ['-ltnH', `sport = :${port}`]);
      if (output.includes('LISTEN')) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`nothing listens on port ${port}`);
  }

  async function reach(target: string): Promise<{ readonly rungs: readonly Rung[]; readonly said: string }> {
    const { program, args } = filmroomCommand();
    const { output, stdout } = await box.run(program, [...args, 'reach', target, '--json', '--data', folder]);
    return { rungs: (JSON.parse(stdout) as { rungs: Rung[] }).rungs, said: output };
  }
  const last = async (target: string) => (await reach(target)).rungs.at(-1)!;

  it('all is well: each rung in turn, and the device named by its MAC address', async () => {
    const { rungs } = await reach('STORESCP@192.0.2.2:104');
    assert.deepEqual(
      rungs.map(({ rung, outcome }) => `${rung} ${outcome}`),
      ['link ok', 'neighbour ok', 'ping ok', 'tcp ok', 'associate ok', 'echo ok'],
    );
    assert.match(String(rungs[1]!.values.mac), /^([\da-f]{2}:){5}[\da-f]{2}$/);
  });
  it('wrong title: 1/1/7', async () => {
    const { rungs, said } = await reach('WRONG@192.0.2.2:107');
    assert.deepEqual([rungs.at(-1)!.rung, rungs.at(-1)!.code], ['associate', 'CALLED_NOT_KNOWN']);
    assert.match(said, /says that it is not WRONG \(1\/1\/7\)\.\s+Read the AE title on the device/);
  });
  it('wrong title, taken all the same: what it calls itself is said', async () => {
    const { rungs } = await reach('WRONG@192.0.2.2:108');
    const associate = rungs.find(({ rung }) => rung === 'associate')!;
    assert.deepEqual([associate.outcome, associate.code, associate.values.theirs], ['unclear', 'ASSOCIATE_OTHER_TITLE', 'CT_SIEMENS']);
    assert.equal(rungs.at(-1)!.code, 'ECHO_OK');
  });
  it('our title is not known to it: 1/1/3', async () => assert.equal((await last('CT1@192.0.2.2:109')).code, 'CALLING_NOT_KNOWN'));
  it('closed port', async () => {
    const rung = await last('STORESCP@192.0.2.2:11112');
    assert.deepEqual([rung.rung, rung.code], ['tcp', 'TCP_REFUSED']);
  });
  it('something else than DICOM on the port', async () => assert.equal((await last('STORESCP@192.0.2.2:110')).code, 'NOT_DICOM'));
  it('hangs up', async () => assert.equal((await last('STORESCP@192.0.2.2:111')).code, 'HUNG_UP'));
  it('wrong address: nobody in our network has it', async () => {
    const rung = await last('STORESCP@192.0.2.77:104');
    assert.deepEqual([rung.rung, rung.code, rung.values.device], ['neighbour', 'NO_NEIGHBOUR', 'modality']);
  });
  it('wrong address: no network of ours', async () => {
    const rung = await last('STORESCP@203.0.113.9:104');
    assert.deepEqual([rung.rung, rung.code, rung.values.networks], ['link', 'NO_ROUTE', '192.0.2.1/24']);
  });
  it('wrong address behind a gateway: the router says so', async () => {
    await box.ip('route', 'add', '198.51.100.0/24', 'via', '192.0.2.2');
    await device.run('sysctl', ['-qw', 'net.ipv4.ip_forward=1']);
    const { rungs } = await reach('STORESCP@198.51.100.9:104');
    assert.equal(rungs[1]!.code, 'GATEWAY_OK');
    assert.deepEqual(
      rungs.slice(-2).map(({ code }) => code),
      ['PING_UNREACHABLE', 'TCP_UNREACHABLE'],
    );
  });
  it('the gateway is not there', async () => {
    await box.ip('route', 'add', '198.18.0.0/24', 'via', '192.0.2.250');
    assert.equal((await last('STORESCP@198.18.0.9:104')).code, 'GATEWAY_SILENT');
  });
  it('filtered: no answer in time', { skip: missing('nft', '--version') }, async () => {
    await device.run('nft', [
      'add table ip t; add chain ip t in { type filter hook input priority 0; }; add rule ip t in tcp dport 104 drop; add rule ip t in icmp type echo-request drop',
    ]);
    const { rungs } = await reach('STORESCP@192.0.2.2:104');
    await device.run('nft', ['delete', 'table', 'ip', 't']);
    assert.deepEqual(
      rungs.slice(-2).map(({ outcome, code }) => [outcome, code]),
      [
        ['unclear', 'PING_SILENT'],
        ['failed', 'TCP_SILENT'],
      ],
    );
  });
  it('the cable is out', async () => {
    await device.ip('link', 'set', 'eth0', 'down');
    const rung = await last('STORESCP@192.0.2.2:104');
    await device.ip('link', 'set', 'eth0', 'up');
    assert.deepEqual([rung.rung, rung.code, rung.values.device], ['link', 'LINK_DOWN', 'modality']);
  });
  it('a name that nobody knows', async () => assert.equal((await last('STORESCP@no-such-device.invalid:104')).code, 'NAME_UNKNOWN'));
  it('each finding that failed says what to do', async () => assert.notEqual((await last('STORESCP@192.0.2.2:1')).toDo, ''));
});

/** Ports that do what no DCMTK program does: refuse a title, answer under another one, speak HTTP, hang up. */
const REFUSING = `
import net from 'node:net';
const pdu = (type, body) => Buffer.concat([Buffer.from([type, 0, 0, 0, 0, body.length]), body]);
const reject = (reason) => pdu(3, Buffer.from([0, 1, 1, reason]));
const serve = (port, onData) => net.createServer((socket) => { socket.on('error', () => {}); let step = 0; socket.on('data', (data) => onData(socket, data, step++)); }).listen(port, '192.0.2.2');
serve(109, (socket) => socket.end(reject(3)));
serve(110, (socket) => socket.end('HTTP/1.1 400 Bad Request\\r\\n\\r\\n'));
net.createServer((socket) => { socket.on('error', () => {}); socket.on('data', () => socket.destroy()); }).listen(111, '192.0.2.2');
serve(108, (socket, data, step) => {
  if (step > 0) { // C-ECHO-RQ, then A-RELEASE-RQ
    if (data[0] === 5) return void socket.end(Buffer.from([6, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
    const echoed = Buffer.from(data);
    const field = echoed.indexOf(Buffer.from([0, 0, 0, 1, 2, 0, 0, 0])); // (0000,0100)
    echoed.writeUInt16LE(0x8030, field + 8);
    const id = echoed.indexOf(Buffer.from([0, 0, 0x10, 1, 2, 0, 0, 0])); // (0000,0110) becomes (0000,0120)
    echoed[id + 2] = 0x20;
    const status = Buffer.from([0, 0, 0, 9, 2, 0, 0, 0, 0, 0]); // (0000,0900)
    const out = Buffer.concat([echoed, status]);
    out.writeUInt32BE(out.length - 6, 2);
    out.writeUInt32BE(out.length - 10, 6);
    out.writeUInt32LE(out.length - 24, 20); // (0000,0000)
    return void socket.write(out);
  }
  const item = (type, body) => Buffer.concat([Buffer.from([type, 0, 0, body.length]), body]);
  const length = Buffer.alloc(4); length.writeUInt32BE(16384);
  const head = Buffer.from(data.subarray(6, 74));
  head.write('CT_SIEMENS      ', 4, 'latin1');
  const body = Buffer.concat([head, item(0x10, Buffer.from('1.2.840.10008.3.1.1.1')), item(0x21, Buffer.concat([Buffer.from([1, 0, 0, 0]), item(0x40, Buffer.from('1.2.840.10008.1.2'))])), item(0x50, Buffer.concat([item(0x51, length), item(0x52, Buffer.from('1.2.3'))]))]);
  socket.write(pdu(2, body));
});
serve(107, (socket) => socket.end(reject(7)));
`;
