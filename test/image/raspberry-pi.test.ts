/** The Raspberry Pi's own way to start: U-Boot, GRUB, the slot; and its front panel, seen at the pins of the header. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { dcmtk, to } from '../support/dcmtk.ts';
import { copyWithin } from './disk-partitions.ts';
import { missingImage, newBox, type PoweredBox, READY } from './machine.ts';
import { monitor } from './qmp.ts';
import { plugInCard } from './raspberry-pi.ts';
import { readGrubenv, writeGrubenv } from './system-partition.ts';

const START_TIMEOUT_MS = 600_000;
/** The smallest there is: QEMU's card writes what is erased, 512 bytes at a time, and the first start erases all that the image leaves free. */
const GIGABYTES = 2;
const GPLEV0 = 0x3f200034; // BCM2835 ARM Peripherals §6.1: the levels of pins 0 to 31

/** hardware/boards/rpi4/filmroom-panel.dtso */
const PINS = {
  powerGreen: 17,
  powerRed: 27,
  modalityGreen: 22,
  modalityRed: 23,
  hospitalGreen: 24,
  hospitalRed: 25,
  storeGreen: 5,
  storeRed: 6,
};
type Pin = keyof typeof PINS;

async function litPins(box: PoweredBox): Promise<Pin[]> {
  const words = await monitor(box.qmp, `xp /1xw ${GPLEV0}`);
  const levels = Number.parseInt(/: 0x([0-9a-f]+)/.exec(words)?.[1] ?? '', 16);
  return (Object.keys(PINS) as Pin[]).filter((pin) => (levels >>> PINS[pin]) & 1);
}

/** What each pin did until `over`. */
async function watchPins(box: PoweredBox, over: () => boolean): Promise<Record<Pin, 'dark' | 'lit' | 'blinks'>> {
  const seen: Pin[][] = [];
  for (; !over(); await delay(50)) seen.push(await litPins(box));
  const entries = (Object.keys(PINS) as Pin[]).map((pin) => {
    const lit = seen.filter((pins) => pins.includes(pin)).length;
    return [pin, lit === 0 ? 'dark' : lit === seen.length ? 'lit' : 'blinks'];
  });
  return Object.fromEntries(entries);
}

describe('the image of rpi4 on a Raspberry Pi 3 of QEMU', { skip: missingImage('rpi4') }, () => {
  const box = newBox('rpi4', 'boot-chain', GIGABYTES);
  let powered: PoweredBox;
  let dicomPort: number;

  it('comes from U-Boot to GRUB, which notes on the card that it tries the new slot A', async (t) => {
    copyWithin(join(box.folder, 'disk.img'), 'filmroom-a', 'filmroom-b');
    writeGrubenv(box.folder, new Map([...readGrubenv(box.folder), ['A_PROVEN', '0'], ['B_OK', '1'], ['B_PROVEN', '1']]));
    powered = await box.start({ cards: [] });
    const seconds = await powered.until(/Filmroom: starting slot A/);
    await delay(1000);
    await powered.cut();
    t.diagnostic(`GRUB after ${seconds.toFixed(0)} s`);
    assert.match(powered.console(), /Loading Environment from FAT... OK.*Booting: mmc 0/s); // U-Boot, with our uboot.env
    assert.doesNotMatch(powered.console(), /stop autoboot/);
    assert.equal(readGrubenv(box.folder).get('A_TRY'), '1');
  });

  it('starts slot B when slot A did not come up', async (t) => {
    const deadline = performance.now() + START_TIMEOUT_MS;
    powered = await box.start({ cards: [] });
    await powered.until(/Filmroom: starting slot B/);
    const plugged = plugInCard(powered);
    const starting = await watchPins(powered, () => READY.test(powered.console()) || performance.now() > deadline);
    t.diagnostic(`the panel meanwhile: ${JSON.stringify(starting)}`);
    assert.equal(starting.powerRed, 'blinks'); // beats like a heart, until the program says otherwise
    dicomPort = await plugged;
    const seconds = await powered.until(READY);
    const [words = ''] = READY.exec(powered.console()) ?? [];
    t.diagnostic(`READY after ${seconds.toFixed(0)} s (${words.trim()})`);
    assert.match(words, /, 0 failed units/);
  });

  it('answers C-ECHO', async () => {
    const { code, output } = await dcmtk('echoscu', ['-aec', 'FILMROOM', ...to(dicomPort)]);
    assert.equal(code, 0, output);
  });

  it('lights the panel on the header', async (t) => {
    const deadline = performance.now() + 5000;
    const pins = await watchPins(powered, () => performance.now() > deadline);
    t.diagnostic(JSON.stringify(pins));
    assert.notEqual(pins.powerGreen, 'dark'); // green, or amber since the previous system runs; while the program does not run it is dark
    assert.notEqual(pins.hospitalGreen, 'dark'); // its cable is in
  });

  it('is switched off', async (t) => {
    await powered.cut();
    t.diagnostic(JSON.stringify([...readGrubenv(box.folder)]));
  });
});
