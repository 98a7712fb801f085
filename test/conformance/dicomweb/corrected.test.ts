import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { correctAttributes, readFileMeta } from '../../../app/dataset/dataset.ts';
import { objectWith, SOP_INSTANCE_UID, send } from '../../support/archive-under-test.ts';
import { DICOM_PARTS, type DicomwebUnderTest, partsOf, startDicomweb } from '../../support/dicomweb-under-test.ts';

const OBJECT = objectWith();
const PATH = `/studies/1.2.826.0.1.3680043.10.9.1/series/1.2.826.0.1.3680043.10.9.2/instances/${SOP_INSTANCE_UID}`;

describe('PS3.18 §10.4.1.1.3 an instance that was asked for before it was corrected', () => {
  let web: DicomwebUnderTest;
  before(async () => {
    web = await startDicomweb();
    await send(web.archive, OBJECT);
  });
  after(() => web[Symbol.asyncDispose]());

  const dataset = async () => {
    const got = await web.get(PATH, `${DICOM_PARTS}; transfer-syntax=*`);
    assert.equal(got.status, 200, got.bytes.toString().slice(0, 300));
    const content = partsOf(got)[0]!.content;
    return content.subarray(readFileMeta(content.subarray(0, 4096)).datasetOffset);
  };

  it('is the corrected one, and, put back, what was received', async () => {
    assert.ok((await dataset()).equals(OBJECT.dataset));
    const at = { at: '20261122050000.000000+0000', modifyingSystem: 'TEST', reason: 'CORRECT' } as const;
    await web.archive.corrections.correct(SOP_INSTANCE_UID, {
      mark: '0123456789abcdef',
      rewrite: (bytes, syntax, sourceOfPreviousValues) =>
        correctAttributes(bytes, syntax, { values: { PatientID: 'P7' }, sourceOfPreviousValues, ...at }),
    });
    assert.ok((await dataset()).includes('P7'));
    await web.archive.corrections.restore(SOP_INSTANCE_UID);
    assert.ok((await dataset()).equals(OBJECT.dataset));
  });
});
