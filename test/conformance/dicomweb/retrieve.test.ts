import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../../app/dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';
import { objectWith, send, type TestObject } from '../../support/archive-under-test.ts';
import { DICOM_PARTS, type DicomwebUnderTest, type Got, partsOf, startDicomweb } from '../../support/dicomweb-under-test.ts';

const STUDY = '1.2.826.0.1.3680043.10.78.2';
const SERIES = [`${STUDY}.1`, `${STUDY}.2`] as const;
const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.70';
const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';

const image = (series: number, n: number, bytes = 64) =>
  objectWith({ 524312: `${SERIES[series]}.${n}`, 2097165: STUDY, 2097166: SERIES[series]!, 2097171: String(n) }, { bytes, fill: n });
const OBJECTS = [image(0, 1, 2_500_000), image(0, 2), image(1, 3)];
const instancePath = (object: TestObject) => {
  const uid = object.about.sopInstanceUid;
  return `/studies/${STUDY}/series/${uid.slice(0, uid.lastIndexOf('.'))}/instances/${uid}`;
};
const [LARGE, , OTHER] = OBJECTS as [TestObject, TestObject, TestObject];
const STORED = `${DICOM_PARTS}; transfer-syntax=*`;

/** A data set whose transfer syntax says that it is compressed; nobody looks at its pixels. */
function compressed(n: number, transferSyntaxUid: string, study: string): TestObject {
  const file = Buffer.from('0800160055491a00312e322e3834302e31303030382e352e312e342e312e312e3200', 'hex'); // (0008,0016) UI CT
  const uid = (tag: number, value: string) => {
    const padded = value.length % 2 ? `${value}\0` : value;
    const head = Buffer.alloc(8);
    head.writeUInt16LE(tag >>> 16, 0);
    head.writeUInt16LE(tag & 0xffff, 2);
    head.write('UI', 4, 'latin1');
    head.writeUInt16LE(padded.length, 6);
    return Buffer.concat([head, Buffer.from(padded, 'latin1')]);
  };
  const sopInstanceUid = `${study}.1.${n}`;
  const pixels = Buffer.from('e07f10004f420000ffffffff' + 'feff00e000000000' + 'feff00e004000000ffd8ffd9' + 'feffdde000000000', 'hex');
  const dataset = Buffer.concat([file, uid(0x00080018, sopInstanceUid), uid(0x0020000d, study), uid(0x0020000e, `${study}.1`), pixels]);
  return { ...OTHER, dataset, about: { ...OTHER.about, sopInstanceUid, transferSyntaxUid } };
}
const MIXED = '1.2.826.0.1.3680043.10.78.3';
const LOSSLESS = compressed(1, JPEG_LOSSLESS, MIXED);
const LOSSY = compressed(2, JPEG_BASELINE, MIXED);
const PLAIN = objectWith({ 524312: `${MIXED}.1.3`, 2097165: MIXED, 2097166: `${MIXED}.1` });

let web: DicomwebUnderTest;
before(async () => {
  web = await startDicomweb();
  for (const object of [...OBJECTS, LOSSLESS, LOSSY, PLAIN]) await send(web.archive, object);
});
after(() => web[Symbol.asyncDispose]());

const datasetsOf = (got: Got) => partsOf(got).map(({ content }) => content.subarray(readFileMeta(content.subarray(0, 4096)).datasetOffset));
const syntaxesOf = (got: Got) => partsOf(got).map(({ content }) => readFileMeta(content.subarray(0, 4096)).transferSyntaxUid);
const codeOf = (got: Got) => (JSON.parse(got.bytes.toString()) as { code: string }).code;

describe('PS3.18 §10.4.1.1.1 to 10.4.1.1.3 studies, series, instances', () => {
  it('of a study all instances, the data sets bit for bit as they were received', async () => {
    const got = await web.get(`/studies/${STUDY}`, STORED);
    assert.equal(got.status, 200);
    assert.match(got.headers.get('content-type')!, /^multipart\/related; type="application\/dicom"; boundary=/);
    assert.equal(Number(got.headers.get('content-length')), got.bytes.byteLength);
    assert.deepEqual(
      datasetsOf(got).map((one) => one.toString('base64')),
      OBJECTS.map(({ dataset }) => dataset.toString('base64')),
    );
  });
  it('each part says what it is and whose (§8.6.1.2.1)', async () => {
    const [first] = partsOf(await web.get(`/studies/${STUDY}`, STORED));
    assert.equal(
      first!.head,
      `Content-Type: application/dicom; transfer-syntax=${IMPLICIT_VR_LITTLE_ENDIAN}\r\nContent-Location: ${web.baseUrl}${instancePath(LARGE)}`,
    );
  });
  it('of a series its own, of an instance the one', async () => {
    assert.equal(partsOf(await web.get(`/studies/${STUDY}/series/${SERIES[0]}`, STORED)).length, 2);
    assert.equal(partsOf(await web.get(instancePath(OTHER), STORED)).length, 1);
  });
  it('of an instance a single part where that is asked for', async () => {
    const got = await web.get(instancePath(LARGE), 'application/dicom; transfer-syntax=*');
    assert.equal(got.headers.get('content-type'), `application/dicom; transfer-syntax=${IMPLICIT_VR_LITTLE_ENDIAN}`);
    const { datasetOffset, sopInstanceUid } = readFileMeta(got.bytes.subarray(0, 4096));
    assert.equal(sopInstanceUid, LARGE.about.sopInstanceUid);
    assert.ok(got.bytes.subarray(datasetOffset).equals(LARGE.dataset));
  });
  it('of a study a ZIP where that is asked for', async () => {
    const got = await web.get(`/studies/${STUDY}`, 'application/zip');
    assert.deepEqual([got.status, got.headers.get('content-type'), got.bytes.toString('latin1', 0, 2)], [200, 'application/zip', 'PK']);
  });
  it('404: what is not there, at every level, and where the levels do not belong together', async () => {
    for (const path of [
      '/studies/1.2',
      `/studies/${STUDY}/series/1.2`,
      `/studies/${STUDY}/series/${SERIES[0]}/instances/1.2`,
      instancePath(OTHER).replace(SERIES[1], SERIES[0]),
    ]) {
      const got = await web.get(path);
      assert.deepEqual([got.status, codeOf(got)], [404, 'DICOMWEB_NOT_FOUND'], path);
    }
  });
  it('400: a UID that is none', async () => assert.equal((await web.get('/studies/abc')).status, 400));
  it('HEAD: the same header, no body', async () => {
    const answer = await web.ask(instancePath(LARGE), { method: 'HEAD', headers: { accept: 'application/dicom; transfer-syntax=*' } });
    assert.equal(answer.status, 200);
    assert.ok(Number(answer.headers.get('content-length')) > LARGE.dataset.byteLength);
    assert.equal((await answer.arrayBuffer()).byteLength, 0);
  });
});

describe('PS3.18 §8.7.3.5.2, §8.7.8 the transfer syntax', () => {
  const single = (transferSyntax: string) => web.get(instancePath(OTHER), `application/dicom${transferSyntax}`);
  it('is Explicit VR Little Endian where nothing is said, whatever is stored', async () => {
    assert.deepEqual(syntaxesOf(await web.get(`/studies/${STUDY}`)), Array(3).fill(EXPLICIT_VR_LITTLE_ENDIAN));
    assert.equal(readFileMeta((await single('')).bytes.subarray(0, 4096)).transferSyntaxUid, EXPLICIT_VR_LITTLE_ENDIAN);
  });
  it('is the one that is named, where the pixels need no touching', async () => {
    for (const uid of [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN, '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99'])
      assert.equal(readFileMeta((await single(`; transfer-syntax=${uid}`)).bytes.subarray(0, 4096)).transferSyntaxUid, uid);
  });
  it('is the stored one with *', async () =>
    assert.deepEqual(
      syntaxesOf(await web.get(`/studies/${MIXED}`, STORED)).toSorted(),
      [IMPLICIT_VR_LITTLE_ENDIAN, JPEG_BASELINE, JPEG_LOSSLESS].toSorted(),
    ));
  it('406, in words that say what there is: a compressed one that is not stored', async () => {
    const got = await single(`; transfer-syntax=${JPEG_LOSSLESS}`);
    assert.deepEqual([got.status, codeOf(got)], [406, 'DICOMWEB_NOT_ACCEPTABLE']);
    assert.match(got.bytes.toString(), /Implicit VR Little Endian.*transfer-syntax=\*/);
  });
  it('goes to the next that is accepted', async () => {
    const got = await web.get(
      instancePath(OTHER),
      `application/dicom; transfer-syntax=${JPEG_LOSSLESS}, ${DICOM_PARTS}; transfer-syntax=*; q=0.5`,
    );
    assert.deepEqual([got.status, syntaxesOf(got)], [200, [IMPLICIT_VR_LITTLE_ENDIAN]]);
  });
  it('206, with a warning: some can be given, others not (Table 10.4.3-1)', async () => {
    const got = await web.get(`/studies/${MIXED}`, `${DICOM_PARTS}; transfer-syntax=${JPEG_LOSSLESS}`);
    assert.deepEqual([got.status, syntaxesOf(got)], [206, [JPEG_LOSSLESS]]);
    assert.match(got.headers.get('warning')!, /2 of 3 instances/);
  });
  it('what is there in a lossy form alone is sent so where nothing is said (§8.7.3.2)', async () => {
    const got = await web.get(`/studies/${MIXED}/series/${MIXED}.1/instances/${LOSSY.about.sopInstanceUid}`);
    assert.deepEqual([got.status, syntaxesOf(got)], [200, [JPEG_BASELINE]]);
    assert.ok(datasetsOf(got)[0]!.equals(LOSSY.dataset));
  });
  it('406: media types that instances have not', async () => {
    for (const accept of ['image/jpeg', 'multipart/related; type="image/jpeg"', 'application/json', 'application/dicom;q=0'])
      assert.equal((await web.get(instancePath(OTHER), accept)).status, 406, accept);
  });
  it('406: a single part of several instances', async () =>
    assert.equal((await web.get(`/studies/${STUDY}`, 'application/dicom')).status, 406));
  it('goes by the query parameter accept', async () => {
    const got = await web.get(`${instancePath(OTHER)}?accept=${encodeURIComponent('application/dicom; transfer-syntax=*')}`, 'text/html');
    assert.equal(got.headers.get('content-type'), `application/dicom; transfer-syntax=${IMPLICIT_VR_LITTLE_ENDIAN}`);
  });
});

describe('RFC 9110 §13, §14 conditions and ranges', () => {
  const SINGLE = 'application/dicom; transfer-syntax=*';
  const part = (range: string, more = {}) => web.get(instancePath(LARGE), SINGLE, { range, ...more });
  it('304: what is known already, at every level', async () => {
    for (const [path, accept] of [
      [`/studies/${STUDY}`, STORED],
      [instancePath(LARGE), SINGLE],
    ] as const) {
      const { headers } = await web.get(path, accept);
      const again = await web.get(path, accept, { 'if-none-match': `"other", ${headers.get('etag')}` });
      assert.deepEqual([again.status, again.bytes.byteLength, again.headers.get('etag')], [304, 0, headers.get('etag')]);
      assert.equal((await web.get(path, accept, { 'if-none-match': '"other"' })).status, 200);
    }
  });
  it('the tag is another for another transfer syntax', async () => {
    const [a, b] = [await web.get(instancePath(OTHER), SINGLE), await web.get(instancePath(OTHER), 'application/dicom')];
    assert.notEqual(a.headers.get('etag'), b.headers.get('etag'));
  });
  it('206: the bytes of the range, from wherever on', async () => {
    const all = (await web.get(instancePath(LARGE), SINGLE)).bytes;
    for (const [range, begin, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=128-131', 128, 132],
      ['bytes=100-2000000', 100, 2_000_001],
      ['bytes=2400000-', 2_400_000, all.byteLength],
      ['bytes=-7', all.byteLength - 7, all.byteLength],
      ['bytes=5-99999999', 5, all.byteLength],
    ] as const) {
      const got = await part(range);
      assert.equal(got.status, 206, range);
      assert.equal(got.headers.get('content-range'), `bytes ${begin}-${end - 1}/${all.byteLength}`);
      assert.equal(got.headers.get('content-length'), String(end - begin));
      assert.ok(got.bytes.equals(all.subarray(begin, end)), range);
    }
  });
  it('416, with the length: a range outside', async () => {
    const got = await part('bytes=99999999-');
    assert.equal(got.status, 416);
    assert.match(got.headers.get('content-range')!, /^bytes \*\/\d+$/);
  });
  it('200: a range of another kind, several, or of what has changed since', async () => {
    for (const [range, more] of [
      ['lines=1-2', {}],
      ['bytes=1-2,4-5', {}],
      ['bytes=5-2', {}],
      ['bytes=0-1', { 'if-range': '"other"' }],
    ] as const)
      assert.equal((await part(range, more)).status, 200, range);
  });
});
