import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { runChild } from '../support/child.ts';
import { newUid } from '../support/dataset-bytes.ts';
import { fakeLeds, TRIGGERS } from '../support/fake-leds.ts';
import { filmroomCommand, startFilmroom } from '../support/filmroom.ts';
import { askFor, PUSH_MODEL, takeReport } from '../support/raw-commitment.ts';
import { associateRq, CT_IMAGE_STORAGE, IMPLICIT_LE, rawAssociate, rawConnect } from '../support/raw-peer.ts';

const CONF = `POWER='green=box:green:power red=box:red:power'
MODALITY='one=ACT'
STORE='green=box:green:store red=box:red:store'
`;

/** The program with a panel of files. */
async function box(config: Readonly<Record<string, unknown>> = {}, dataFolder?: string) {
  const names = ['box:green:power', 'box:red:power', 'ACT', 'box:green:store', 'box:red:store'];
  const leds = fakeLeds(Object.fromEntries(names.map((name) => [name, TRIGGERS])));
  const ledsFile = join(leds.folder, 'leds.conf');
  writeFileSync(ledsFile, CONF);
  const filmroom = await startFilmroom({
    config: { ...config, panel: { ledsFile, ledsFolder: leds.folder } },
    ...(dataFolder !== undefined && { dataFolder }),
  });
  /** Waits until an LED's file says so; fails with what it says instead. */
  async function until(led: string, file: string, wanted: RegExp): Promise<void> {
    for (let left = 100; left > 0 && !wanted.test(leds.read(led, file)); left--) await after(50);
    assert.match(leds.read(led, file), wanted, `${led} ${file}`);
  }
  return { leds, filmroom, until };
}

const LIT = /^255 20000 255 0 /;
const FLASHES_TWICE = /^255 200 255 0 0 200 0 0 255 200 255 0 0 1200 0 0$/;

describe('the front panel of the program', () => {
  it('is lit once it is ready, blinks when asked, and beats once it has ended', async () => {
    const { leds, filmroom, until } = await box();
    using _ = leds;
    await until('box:green:power', 'pattern', LIT);
    const ledsCommand = async (...more: string[]) => {
      const { program, args } = filmroomCommand();
      const port = new URL(filmroom.webUrl).port;
      return await runChild(program, [...args, 'leds', '--web-port', port, '--data', filmroom.dataFolder, '--json', ...more]);
    };
    const said = JSON.parse((await ledsCommand('--identify')).stdout) as { led: string; state: string; toDo: string }[];
    assert.deepEqual(
      said.map(({ led, state }) => `${led} ${state}`),
      ['POWER identify', 'MODALITY identify', 'HOSPITAL identify', 'STORE identify'],
    );
    await until('ACT', 'delay_on', /^125$/);
    await filmroom.stop();
    assert.equal(leds.read('box:red:power', 'trigger'), 'heartbeat');
    assert.equal(leds.read('ACT', 'brightness'), '0');
    const { code, stderr } = await ledsCommand();
    assert.equal(code, 5);
    assert.match(stderr, /does not answer at http:\/\/127/);
  });
  it('MODALITY blinks fast after a refused association', async () => {
    const { leds, filmroom, until } = await box();
    using _ = leds;
    try {
      await until('ACT', 'brightness', /^255$/);
      const peer = await rawConnect(filmroom.dicomPort);
      peer.send(associateRq({ calledAeTitle: 'FILMROM' }));
      assert.equal((await peer.pdu()).type, 0x03);
      peer.socket.destroy();
      await until('ACT', 'delay_on', /^125$/);
      assert.equal(leds.read('ACT', 'trigger'), 'timer');
    } finally {
      await filmroom.stop();
    }
  });
  it('STORE blinks slowly while images are read again for a storage commitment, and for a while after', async () => {
    const dataFolder = mkdtempSync('/dev/shm/filmroom-'); // where there is room: a disk that is almost full says so instead
    const { leds, filmroom, until } = await box({}, dataFolder);
    using _ = leds;
    try {
      await until('box:green:store', 'brightness', /^255$/);
      const contexts = [{ abstractSyntax: PUSH_MODEL, transferSyntaxes: [IMPLICIT_LE] }];
      const peer = await rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 20_000 });
      const blinks = until('box:green:store', 'delay_on', /^1000$/);
      assert.equal(await askFor(peer, newUid(), [{ sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: newUid() }]), 0x0000);
      await takeReport(peer);
      await peer.release();
      await blinks;
      await until('box:green:store', 'trigger', /^none$/);
    } finally {
      await filmroom.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    }
  });
  it('STORE flashes red twice while the disk is full, and nothing else is wrong', async () => {
    const { leds, filmroom, until } = await box({ storage: { reserveBytes: 1e15 } });
    using _ = leds;
    try {
      await until('box:red:store', 'pattern', FLASHES_TWICE);
      assert.equal(leds.read('box:green:store', 'brightness'), '0');
      await until('box:green:power', 'pattern', LIT);
    } finally {
      await filmroom.stop();
    }
  });
  it('a mistake in leds.conf costs the LEDs, not the images', async () => {
    const { leds, filmroom } = await box();
    using _ = leds;
    await filmroom.stop();
    writeFileSync(join(leds.folder, 'leds.conf'), 'POWER=one\n');
    const again = await startFilmroom({ config: { panel: { ledsFile: join(leds.folder, 'leds.conf'), ledsFolder: leds.folder } } });
    assert.match(again.log(), /panel.no-leds .*line 1/);
    await again.stop();
  });
});

describe('filmroom panel', () => {
  const panelCommand = (port: string, dataFolder: string, ...more: string[]) => {
    const { program, args } = filmroomCommand();
    return runChild(program, [...args, 'panel', '--web-port', port, '--data', dataFolder, ...more]);
  };
  it('says who this is, what the LEDs say, and whom it refused, with the page as a QR code', async () => {
    const filmroom = await startFilmroom();
    const { port } = new URL(filmroom.webUrl);
    try {
      const peer = await rawConnect(filmroom.dicomPort);
      peer.send(associateRq({ calledAeTitle: 'FILMROM' }));
      await peer.pdu();
      peer.socket.destroy();
      const { stdout } = await panelCommand(port, filmroom.dataFolder);
      for (const words of [`http://127.0.0.1:${port}/`, 'POWER', `AE title FILMROOM, port ${filmroom.dicomPort}`, '█▄▄▄▄▄▄▄█'])
        assert.ok(stdout.includes(words), `${words}\n${stdout}`);
      assert.match(stdout.replaceAll(/[█▀▄\s]+/g, ' '), /RAWPEER at 127\.0\.0\.1 was refused: .* is not ours \(FILMROOM\)\. Set /); // wherever it is broken
      const facts = JSON.parse((await panelCommand(port, filmroom.dataFolder, '--json')).stdout) as {
        readonly leds: readonly { readonly state: string }[];
      };
      assert.equal(facts.leds[1]?.state, 'refused');
      assert.match((await panelCommand(port, filmroom.dataFolder, '--serial')).stdout, /^ {2}MODALITY {3}amber, blinks fast: /m);
    } finally {
      await filmroom.stop();
    }
  });
  it('says what it can where the program does not run', async () => {
    const { code, stdout } = await panelCommand('9', 'none');
    assert.equal(code, 0);
    assert.match(stdout, /POWER +red, beats like a heart/);
    assert.match(stdout, /does not answer at/);
  });
  it('--watch wants a terminal', async () => {
    const { code, stderr } = await panelCommand('9', 'none', '--watch');
    assert.equal(code, 2);
    assert.match(stderr, /draws on a terminal/);
  });
});
