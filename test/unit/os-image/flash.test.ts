import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawBar } from '../../../os-image/flash/bar.ts';
import { type BlockDevice, describeDisk, whyNot, whyOther } from '../../../os-image/flash/disk.ts';

const card: BlockDevice = {
  path: '/dev/sdb',
  number: '8:16',
  sequence: '12',
  type: 'disk',
  size: 32e9,
  ro: false,
  rm: true,
  tran: 'usb',
  model: 'Card Reader ',
  serial: '0001',
  fstype: null,
  label: null,
  partlabel: null,
  ids: [],
  mountpoints: [null],
};
const part: BlockDevice = {
  ...card,
  path: '/dev/sdb1',
  number: '8:17',
  ids: ['6A1D-07F2'],
  type: 'part',
  fstype: 'vfat',
  label: 'PHOTOS',
  mountpoints: [null],
};

describe('make flash: which disks are written over', () => {
  it('takes a card that is not in use', () => assert.equal(whyNot({ ...card, children: [part] }, 1.5e9), undefined));

  const refused: [string, BlockDevice, RegExp][] = [
    ['a partition', part, /is a partition, not a whole disk/],
    ['a read-only card', { ...card, ro: true }, /read-only/],
    ['a small one', { ...card, size: 1e9 }, /holds 1\.0 GB, the image needs 1\.5 GB/],
    ['a mounted part', { ...card, children: [{ ...part, mountpoints: ['/media/photos'] }] }, /sdb1 is mounted at \/media\/photos/],
    [
      'this machine’s own',
      { ...card, children: [{ ...part, children: [{ ...part, type: 'lvm', mountpoints: ['/'] }] }] },
      /this machine runs from/,
    ],
    ['swap', { ...card, children: [{ ...part, mountpoints: ['[SWAP]'] }] }, /this machine runs from/],
  ];
  for (const [what, disk, why] of refused) it(`refuses ${what}`, () => assert.match(whyNot(disk, 1.5e9) ?? '', why));

  it('shows what its owner would lose, and that a disk is not removable', () => {
    assert.deepEqual(describeDisk({ ...card, children: [part] }), [
      '/dev/sdb: Card Reader, usb, 32 GB',
      '  /dev/sdb1: vfat, "PHOTOS", 32 GB',
    ]);
    assert.match(describeDisk({ ...card, tran: 'nvme', rm: false })[0] ?? '', /NOT removable/);
  });

  const shown = { ...card, children: [part] };
  it('writes the disk that was shown, mounted since or not', () =>
    assert.equal(whyOther('/dev/sdb', shown, { ...card, children: [{ ...part, mountpoints: ['/media/photos'] }] }), undefined));
  const others: [string, BlockDevice][] = [
    ['another number', { ...shown, number: '8:32' }],
    ['a card put in since', { ...shown, sequence: '13' }],
    ['another size', { ...shown, size: 31e9 }],
    ['another model', { ...shown, model: 'Other Reader' }],
    ['another serial number', { ...shown, serial: '0002' }],
    ['a file system made since', { ...card, children: [{ ...part, ids: ['77B0-11AA'] }] }],
    ['one partition more', { ...card, children: [part, { ...part, path: '/dev/sdb2' }] }],
  ];
  for (const [what, now] of others)
    it(`not one with ${what}`, () =>
      assert.match(whyOther('/dev/sdb', shown, now) ?? '', /not the disk that was shown.*Nothing was written/s));

  it('draws a bar', () =>
    assert.deepEqual(
      [0, 0.5, 1].map((part) => drawBar(part, 4)),
      ['░░░░', '██░░', '████'],
    ));
});
