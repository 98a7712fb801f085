import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DatasetError } from '../../../app/dataset/dataset.ts';
import { FIXTURES, fixtureDataset } from '../../support/fixtures.ts';
import { atRandom, every, found, scan } from './scan.ts';

const UIDS = ['SOPClassUID', 'SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID'];

describe('the scanner on every fixture', () => {
  for (const { file, expect, reason, size } of FIXTURES) {
    const fixture = fixtureDataset(file);
    if (!fixture || expect === 'other') continue;
    const { dataset, transferSyntaxUid } = fixture;

    if (expect === 'refused' && !reason.startsWith('no ')) {
      it(`${file}: refused, since ${reason}`, async () => {
        await assert.rejects(scan(dataset, transferSyntaxUid), (error) => {
          assert.ok(error instanceof DatasetError);
          assert.match(error.message, /byte \d+/);
          return true;
        });
      });
      continue;
    }
    it(`${file}: ${expect === 'stored' ? 'read' : `read, but ${reason}`}`, async () => {
      const attributes = await scan(dataset, transferSyntaxUid);
      const missing = UIDS.filter((keyword) => !attributes.text(keyword));
      assert.equal(missing.length === 0 ? '' : `no ${missing.join(', ')}`, expect === 'stored' ? '' : reason);
    });
    it(`${file}: cut anywhere, the same is found`, async () => {
      const whole = found(await scan(dataset, transferSyntaxUid));
      for (const seed of [1, 2, 3])
        assert.deepEqual(found(await scan(dataset, transferSyntaxUid, atRandom(seed, size / 4, dataset.length))), whole);
      if (size > 20_000 || transferSyntaxUid === '1.2.840.10008.1.2.1.99') return; // byte by byte only where it is quick
      assert.deepEqual(found(await scan(dataset, transferSyntaxUid, every(1, dataset.length))), whole);
      assert.deepEqual(found(await scan(dataset, transferSyntaxUid, every(7, dataset.length))), whole);
    });
  }
});

describe('a small file of each encoding', () => {
  const SMALL = [
    'synthetic/odd/private_creator_un_sq.dcm',
    'pydicom/nested_priv_SQ.dcm',
    'pydicom/UN_sequence.dcm',
    'pydicom/SC_rgb_small_odd_big_endian.dcm',
    'pydicom/rtdose_1frame.dcm',
    'pydicom/rtdose_expb_1frame.dcm',
    'pydicom/JPEGLSNearLossless_08.dcm',
    'pydicom/SC_rgb_small_odd_jpeg.dcm',
    'pydicom/chrH32.dcm',
  ];
  for (const file of SMALL) {
    it(`${file}: cut in two at every byte, the same is found`, async () => {
      const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
      const whole = found(await scan(dataset, transferSyntaxUid));
      for (let cut = 1; cut < dataset.length; cut++) assert.deepEqual(found(await scan(dataset, transferSyntaxUid, [cut])), whole);
    });
    it(`${file}: ended at every byte, it is truncated or ends between two elements`, async () => {
      const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
      let accepted = 0;
      for (let length = 0; length < dataset.length; length++) {
        try {
          const { bytesScanned } = await scan(dataset.subarray(0, length), transferSyntaxUid);
          assert.equal(bytesScanned, length);
          accepted++;
        } catch (error) {
          assert.equal((error as DatasetError).code, length === 0 ? 'DATASET_EMPTY' : 'DATASET_TRUNCATED');
        }
      }
      assert.ok(accepted < dataset.length / 8, `${accepted} of ${dataset.length} lengths were accepted: elements have 8 bytes at least`);
    });
  }
  it('dicomParser/report_dfl: ended at every byte of its deflate stream, it is truncated', async () => {
    const { dataset, transferSyntaxUid } = fixtureDataset('dicomParser/report_dfl')!;
    for (let length = 1; length < dataset.length - 8; length += 7) {
      await assert.rejects(scan(dataset.subarray(0, length), transferSyntaxUid), { code: 'DATASET_TRUNCATED' });
    }
  });
});
