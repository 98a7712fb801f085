import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canTranscode, DatasetError, readElements, transcode } from '../../../app/dataset/dataset.ts';
import { EXPLICIT_VR_BIG_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';
import { fixtureDataset } from '../../support/fixtures.ts';
import { atRandom, scan } from './scan.ts';

const FILES = [
  'pydicom/UN_sequence.dcm',
  'pydicom/rtdose_1frame.dcm',
  'pydicom/SC_rgb_small_odd_big_endian.dcm',
  'pydicom/SC_rgb_small_odd_jpeg.dcm',
  'highdicom/seg_image_cr_binary.dcm',
];
const VALUES = [0x00, 0x01, 0x7f, 0xfe, 0xff];

describe('a byte changed anywhere', () => {
  for (const file of FILES) {
    it(`${file}: the data set is read or refused with a DatasetError`, async () => {
      const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
      for (const at of atRandom(file.length, 3, dataset.length)) {
        const changed = Buffer.from(dataset);
        changed[at] = VALUES[at % VALUES.length]!;
        try {
          const attributes = await scan(changed, transferSyntaxUid);
          for (const keyword of attributes.raw.keys()) attributes.text(keyword);
        } catch (error) {
          assert.ok(error instanceof DatasetError, String(error));
        }
      }
    });
  }

  for (const file of [...FILES, 'pydicom/nested_priv_SQ.dcm', 'synthetic/odd/private_creator_un_sq.dcm']) {
    const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
    it(`${file}: its elements are read or refused, and re-encoded or refused, with a DatasetError`, async () => {
      for (const at of atRandom(file.length, Math.max(3, dataset.length / 400), dataset.length)) {
        const changed = Buffer.from(dataset);
        changed[at] = VALUES[at % VALUES.length]!;
        try {
          readElements(changed, transferSyntaxUid);
        } catch (error) {
          assert.ok(error instanceof DatasetError, String(error));
        }
        for (const to of [IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN]) {
          if (!canTranscode(transferSyntaxUid, to)) continue;
          try {
            for await (const view of transcode(one(changed), transferSyntaxUid, to)) assert.ok(view.byteLength <= 4 * changed.length);
          } catch (error) {
            assert.ok(error instanceof DatasetError, String(error));
          }
        }
      }
    });
  }
});

async function* one(view: Uint8Array): AsyncGenerator<Uint8Array> {
  yield view;
}
