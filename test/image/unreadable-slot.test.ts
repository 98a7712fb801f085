/** A card or disk of which the slot that starts can be read no more: nobody stands before the box, so GRUB goes on by itself. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { copyWithin, partition, run } from './disk-partitions.ts';
import { missingImage, newBox, type PoweredBox } from './machine.ts';
import { readGrubenv, writeGrubenv } from './system-partition.ts';

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const SECTOR = 512;
const TRIES = 3;

describe(`slot A of ${BOARD} cannot be read`, { skip: missingImage(BOARD) }, () => {
  let powered: PoweredBox | undefined;
  after(async () => {
    await powered?.cut();
  });

  it('GRUB says so, restarts the box, and comes to slot B once the tries of A are spent', async (t) => {
    const box = newBox(BOARD, 'unreadable');
    const disk = join(box.folder, 'disk.img');
    copyWithin(disk, 'filmroom-a', 'filmroom-b');
    run(
      'dd',
      'if=/dev/zero',
      `of=${disk}`,
      'bs=1M',
      'count=4',
      'conv=notrunc',
      'oflag=seek_bytes',
      `seek=${partition(disk, 'filmroom-a').first * SECTOR}`,
    );
    writeGrubenv(box.folder, new Map([...readGrubenv(box.folder), ['B_OK', '1'], ['B_PROVEN', '1']]));
    powered = await box.start();
    const seconds = await powered.until(/Filmroom: starting slot B/);
    t.diagnostic(`slot B after ${seconds.toFixed(0)} s`);
    assert.equal(powered.console().match(/Filmroom: slot A cannot be read; restarting/g)?.length, TRIES);
  });
});
