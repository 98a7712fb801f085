/** The box as its network sees it, and the two files that it leaves for people: set by a CONFIG stick at its first start, found by name from both sides. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Machine, startMachine, until, whyNot } from '../interop/mdns/machines.ts';
import { inEmulator } from './in-emulator.ts';
import { missingImage, newBox, type PoweredBox, READY } from './machine.ts';
import { readFromSystemPartition } from './system-partition.ts';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the box’s own CA; test/interop/tls.test.ts looks at certificates

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const STICK = ['-device', 'qemu-xhci', '-drive', 'if=none,id=stick,format=raw,file=FOLDER/stick.img', '-device', 'usb-storage,drive=stick'];
const SIDES = { hospital: ['10.44.0.1', '10.44.0.9'], modality: ['192.168.104.1', '192.168.104.9'] } as const;

describe(`a new box with a CONFIG stick: ${BOARD}`, { skip: missingImage(BOARD) || (whyNot() ?? false) }, () => {
  const box = newBox(BOARD, 'name-and-stick', 4, { args: STICK });
  const stick = join(box.folder, 'stick.img');
  let outside: Machine;
  let powered: PoweredBox;
  let name = '';

  before(async () => {
    writeFileSync(stick, '');
    inEmulator('truncate', '--size', '64M', stick);
    inEmulator('mformat', '-i', stick, '-v', 'CONFIG', '::');
    writeFileSync(join(box.folder, 'network.json'), '{ "hospital": "10.44.0.1/24" }\n');
    inEmulator('mcopy', '-i', stick, join(box.folder, 'network.json'), '::network.json');
    outside = await startMachine('outside');
    for (const [side, [, address]] of Object.entries(SIDES)) {
      await outside.run('ip', 'tuntap', 'add', 'dev', side, 'mode', 'tap');
      await outside.run('ip', 'address', 'add', `${address}/24`, 'dev', side);
      await outside.run('ip', 'link', 'set', side, 'up');
    }
    await outside.startAvahi();
  });
  after(async () => {
    await powered?.cut();
    await outside?.end();
  });
  const start = async () => {
    const within = ['nsenter', `--target=${outside.pid}`, '--net'];
    const cards = Object.keys(SIDES).map((tap, at) => ({ tap, mac: `52:54:00:12:34:0${at}` }));
    powered = await box.start({ cards, within });
    return powered.until(READY);
  };
  const ready = () => READY.exec(powered.console())?.[0] ?? '';
  const browse = async () =>
    (await outside.run('avahi-browse', '-rpkt', '_dicom._tcp')).stdout.split('\n').filter((line) => /^=;[^;]*;IPv4;/.test(line));

  it('starts with no failed unit', async (t) => {
    t.diagnostic(`READY after ${(await start()).toFixed(0)} s`);
    assert.match(ready(), /, 0 failed units/);
    assert.doesNotMatch(powered.console(), /ordering cycle/);
  });

  for (const [side, [address]] of Object.entries(SIDES))
    it(`announces its DICOM port to the ${side}, with the address of that side`, async () => {
      let line: string | undefined;
      await until(
        async () => {
          line = (await browse()).find((each) => each.startsWith(`=;${side};`) && each.includes(`;${address};`));
          return line !== undefined;
        },
        `${side}: ${(await browse()).join('\n')}`,
      );
      const [, , , instance, , , host = '', , port, txt] = line!.split(';');
      assert.deepEqual([instance, port, txt], ['FILMROOM', '104', '"PrimaryDeviceType=ARCHIVE" "AET=FILMROOM"']);
      assert.match(host, /^filmroom-[34679CDFHJKMNPRTVWXY]{4}\.local$/);
      name ||= host;
      assert.equal(host, name, 'one name on both sides');
    });

  it('has its page there, and asks for the claim code', async () => {
    const fetched = await outside.run(
      process.execPath,
      '-e',
      `fetch('http://10.44.0.1/claim').then((answer) => answer.text()).then(console.log)`,
    );
    assert.match(fetched.stdout, /name="code"/, fetched.output);
  });

  it('has written on the stick what came of it', async () => {
    await until(() => inEmulator('mdir', '-b', '-i', stick, '::').includes('RESULT.txt'), 'what came of it');
    const result = inEmulator('mtype', '-i', stick, '::RESULT.txt').toString();
    assert.match(result, /DONE: the network is set as network\.json says/);
    assert.ok(result.includes('10.44.0.1/24') && result.includes(name.replace('.local', '')), result);
  });

  it('has its claim code on the partition that every computer can read', () => {
    const claim = readFromSystemPartition(box.folder, 'CLAIM.txt').toString();
    assert.ok(claim.includes(`This Filmroom is ${name.replace('.local', '')}.`), claim);
    assert.match(claim, /Its claim code: [34679CDFHJKMNPRTVWXY]{4}(-[34679CDFHJKMNPRTVWXY]{4}){2}\r\n/);
  });

  it('has the same name and code after the plug was pulled, and the network that the stick has set', async () => {
    const claim = readFromSystemPartition(box.folder, 'CLAIM.txt').toString();
    await powered.cut();
    inEmulator('mdel', '-i', stick, '::network.json', '::RESULT.txt');
    await start();
    assert.match(ready(), /, 0 failed units/);
    await until(async () => (await browse()).some((line) => line.includes(`;${name};10.44.0.1;`)), 'the name');
    assert.equal(readFromSystemPartition(box.folder, 'CLAIM.txt').toString(), claim);
    await until(() => inEmulator('mdir', '-b', '-i', stick, '::').includes('RESULT.txt'), 'what came of it');
    assert.match(inEmulator('mtype', '-i', stick, '::RESULT.txt').toString(), /NOTHING DONE: there is no file network\.json/);
  });
});
