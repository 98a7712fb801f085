import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../../app/dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';
import { type DicomwebUnderTest, type Got, startDicomweb } from '../../support/dicomweb-under-test.ts';
import { imageDataset } from '../../support/pixels-under-test.ts';
import { CT_IMAGE_STORAGE } from '../../support/raw-bytes.ts';

const STUDY = '1.2.826.0.1.3680043.10.78.6';
const [ONE, MANY] = [`${STUDY}.1.1`, `${STUDY}.1.2`];

let web: DicomwebUnderTest;
before(async () => {
  web = await startDicomweb();
  for (const [sopInstanceUid, frames] of [
    [ONE, 1],
    [MANY, 3],
  ] as const) {
    const dataset = imageDataset(
      [
        [0x00080016, 'UI', CT_IMAGE_STORAGE],
        [0x00080018, 'UI', sopInstanceUid],
        [0x0020000d, 'UI', STUDY],
        [0x0020000e, 'UI', `${STUDY}.1`],
        [0x00280008, 'IS', String(frames)],
        [0x00280010, 'US', '32'],
        [0x00280011, 'US', '64'],
      ],
      Buffer.alloc(64 * 32 * frames, 100),
    );
    const about = { sopInstanceUid, sopClassUid: CT_IMAGE_STORAGE, transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN };
    const pieces = (async function* () {
      yield dataset;
    })();
    await web.archive.ingest(pieces, { ...about, callingAeTitle: 'TEST', calledAeTitle: 'FILMROOM', address: '127.0.0.1' });
  }
});
after(() => web[Symbol.asyncDispose]());

const ask = (instance: string, more: Readonly<Record<string, string>> = {}, accept?: string): Promise<Got> =>
  web.get(
    `/wado?${new URLSearchParams({ requestType: 'WADO', studyUID: STUDY, seriesUID: `${STUDY}.1`, objectUID: instance, ...more })}`,
    accept,
  );
const typeOf = ({ headers }: Got) => headers.get('content-type');
/** Of a PNG: its IHDR. */
const sizeOf = ({ bytes }: Got) => [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];

describe('PS3.18 §9 the URI service', () => {
  it('an image of one frame is a JPEG where nothing is said, one of several the instance (Table 9.4-1)', async () => {
    assert.equal(typeOf(await ask(ONE)), 'image/jpeg');
    assert.equal(typeOf(await ask(MANY)), `application/dicom; transfer-syntax=${EXPLICIT_VR_LITTLE_ENDIAN}`);
    assert.equal(typeOf(await ask(ONE, {}, 'text/html,application/xhtml+xml,image/avif,*/*;q=0.8')), 'image/jpeg', 'as a browser asks');
  });
  it('contentType names what is wanted, and the first that there is counts', async () => {
    assert.equal(
      typeOf(await ask(ONE, { contentType: 'application/dicom' })),
      `application/dicom; transfer-syntax=${EXPLICIT_VR_LITTLE_ENDIAN}`,
    );
    assert.equal(typeOf(await ask(ONE, { contentType: 'text/plain,image/png' })), 'image/png');
    assert.equal((await ask(ONE, { contentType: 'text/plain' })).status, 406);
  });
  it('transferSyntax is that of the instance', async () => {
    const got = await ask(ONE, { contentType: 'application/dicom', transferSyntax: '1.2.840.10008.1.2' });
    assert.equal(readFileMeta(got.bytes.subarray(0, 4096)).transferSyntaxUid, '1.2.840.10008.1.2');
    assert.equal((await ask(ONE, { contentType: 'application/dicom', transferSyntax: '1.2.840.10008.1.2.4.70' })).status, 406);
  });
  it('rows, columns and region say how large, and of what part', async () => {
    const png = { contentType: 'image/png' };
    assert.deepEqual(sizeOf(await ask(ONE, png)), [64, 32]);
    assert.deepEqual(sizeOf(await ask(ONE, { ...png, rows: '16' })), [32, 16]);
    assert.deepEqual(sizeOf(await ask(ONE, { ...png, columns: '128' })), [128, 64]);
    assert.deepEqual(sizeOf(await ask(ONE, { ...png, region: '0.5,0,1,1' })), [32, 32]);
  });
  it('frameNumber, windowCenter with windowWidth, imageQuality', async () => {
    assert.equal(
      (await ask(MANY, { contentType: 'image/jpeg', frameNumber: '3', windowCenter: '100', windowWidth: '200', imageQuality: '50' }))
        .status,
      200,
    );
    assert.equal((await ask(MANY, { contentType: 'image/jpeg', frameNumber: '4' })).status, 404);
  });
  it('404: what is not there', async () => assert.equal((await ask('1.2.3')).status, 404));
  it('400, in words: what is missing, contradicts itself, or is not done here', async () => {
    for (const [more, words] of [
      [{ requestType: 'other' }, /requestType/i],
      [{ studyUID: '' }, /Study Instance UID/],
      [{ anonymize: 'yes' }, /anonymize/i],
      [{ presentationUID: '1.2' }, /presentation/i],
      [{ windowCenter: '5' }, /go together/],
      [{ region: '0.5,0,0.2,1' }, /region/i],
      [{ rows: '-1' }, /rows/i],
    ] as const) {
      const got = await ask(ONE, { contentType: 'image/png', ...more });
      assert.equal(got.status, 400, JSON.stringify(more));
      assert.match(got.bytes.toString(), words);
    }
    assert.equal((await web.get('/wado?requestType=WADO&studyUID=1.2')).status, 400);
  });
});
