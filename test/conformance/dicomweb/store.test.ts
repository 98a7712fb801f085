import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { encodeFileMeta } from '../../../app/dataset/dataset.ts';
import { faultsIn, filesIn, objectWith, storedDataset, type TestObject } from '../../support/archive-under-test.ts';
import { type DicomJson, firstOf } from '../../support/dicom-json.ts';
import { BOUNDARY, DICOM_PARTS, type DicomwebUnderTest, multipartBody, startDicomweb } from '../../support/dicomweb-under-test.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const STUDY = '1.2.826.0.1.3680043.10.78.1';
const uid = (image: number, study = STUDY) => `${study}.1.${image}`;

function object(
  image: number,
  { study = STUDY, bytes = 64, about = {} }: { study?: string; bytes?: number; about?: Partial<TestObject['about']> } = {},
) {
  const uids = { 524312: uid(image, study), 2097165: study, 2097166: `${study}.1` };
  return objectWith(uids, { bytes, fill: image }, about);
}
const fileOf = ({ dataset, about }: TestObject) => Buffer.concat([encodeFileMeta(about), dataset]);

let web: DicomwebUnderTest;
before(async () => {
  web = await startDicomweb();
});
after(() => web[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: DicomJson;
}

async function store(
  body: Uint8Array,
  { path = '/studies', type = `${DICOM_PARTS}; boundary=${BOUNDARY}`, accept = '*/*' } = {},
): Promise<Answer> {
  const answer = await web.ask(path, { method: 'POST', body: Uint8Array.from(body), headers: { 'content-type': type, accept } });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : {},
  };
}
const storeObjects = (objects: readonly TestObject[], more = {}) =>
  store(multipartBody(objects.map((one) => ({ content: fileOf(one) }))), more);
const itemsOf = ({ body }: Answer, tag: string) => (body[tag]?.Value ?? []) as readonly DicomJson[];
const storedUids = (answer: Answer) => itemsOf(answer, '00081199').map((item) => firstOf(item, '00081155'));
const failures = (answer: Answer) => itemsOf(answer, '00081198').map((item) => [firstOf(item, '00081155'), firstOf(item, '00081197')]);
const otherFailures = (answer: Answer) => itemsOf(answer, '0008119A').map((item) => firstOf(item, '00081197'));

describe('PS3.18 §10.5 Store Transaction', () => {
  it('200: all is stored, bit for bit, each with where it is to be had (Table I.2-1)', async () => {
    const objects = [object(1, { bytes: 300_000 }), object(2)];
    const answer = await storeObjects(objects);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers.get('content-type'), 'application/dicom+json');
    assert.deepEqual(answer.body, {
      '00081190': { vr: 'UR', Value: [`${web.baseUrl}/studies/${STUDY}`] },
      '00081199': {
        vr: 'SQ',
        Value: [1, 2].map((image) => ({
          '00081150': { vr: 'UI', Value: [CT] },
          '00081155': { vr: 'UI', Value: [uid(image)] },
          '00081190': { vr: 'UR', Value: [`${web.baseUrl}/studies/${STUDY}/series/${STUDY}.1/instances/${uid(image)}`] },
        })),
      },
    });
    const files = filesIn(web.folder, 'images');
    for (const one of objects) {
      const file = files.find((name) => name.endsWith(`${one.about.sopInstanceUid}.dcm`))!;
      assert.ok(storedDataset(web.folder, file, one).equals(one.dataset));
    }
  });
  it('what it says to be stored is found at once, at the address that it gave', async () => {
    const answer = await storeObjects([object(3)]);
    const [item] = itemsOf(answer, '00081199');
    const found = await web.get(String(firstOf(item!, '00081190')).slice(web.baseUrl.length), 'application/dicom; transfer-syntax=*');
    assert.ok(found.bytes.subarray(-object(3).dataset.byteLength).equals(object(3).dataset));
  });
  it('takes one instance as a single part', async () => {
    const answer = await store(fileOf(object(4)), { type: 'application/dicom' });
    assert.deepEqual([answer.status, storedUids(answer)], [200, [uid(4)]]);
  });
  it('takes a boundary in quotes, a type without, and parts that name none', async () => {
    const body = multipartBody([{ headers: {}, content: fileOf(object(5)) }], 'a b');
    const answer = await store(body, { type: 'multipart/related; type=application/dicom; boundary="a b"' });
    assert.equal(answer.status, 200, answer.text);
  });
  it('answers in XML where that is asked for, in nothing where neither is', async () => {
    const answer = await storeObjects([object(6)], { accept: 'application/dicom+xml' });
    assert.equal(answer.headers.get('content-type'), 'application/dicom+xml');
    assert.match(answer.text, new RegExp(`keyword="ReferencedSOPInstanceUID"><Value number="1">${uid(6)}</Value>`));
    assert.equal((await storeObjects([object(99)], { accept: 'text/html' })).status, 406);
    assert.equal((await web.get(`/studies/${STUDY}/series/${STUDY}.1/instances/${uid(99)}`)).status, 404, 'nothing is stored then');
  });
  it('of several studies it names none', async () =>
    assert.equal((await storeObjects([object(7), object(1, { study: `${STUDY}.77` })])).body['00081190'], undefined));
});

describe('PS3.18 §10.5.3, Table I.2-2 what is not stored', () => {
  it('202: good ones among bad ones, each with its reason', async () => {
    const broken = object(12).dataset.subarray(0, -10);
    const answer = await store(
      multipartBody([
        { content: fileOf(object(11)) },
        { content: Buffer.concat([encodeFileMeta(object(12).about), broken]) },
        { content: 'no DICOM at all' },
        { content: '' },
        { content: fileOf(object(13, { about: { sopClassUid: '1.2.840.10008.5.1.4.31' } })) },
        { content: fileOf(object(14, { about: { transferSyntaxUid: '1.2.3.4' } })) },
        { content: fileOf(object(15, { about: { sopInstanceUid: uid(16) } })) },
        { content: fileOf(object(17)) },
      ]),
    );
    assert.equal(answer.status, 202);
    assert.deepEqual(storedUids(answer), [uid(11), uid(17)]);
    assert.deepEqual(failures(answer), [
      [uid(12), 0xc000], // cannot understand: it ends inside its pixels
      [uid(13), 0x0122], // a worklist is no SOP class that is stored
      [uid(14), 0xc122], // transfer syntax
      [uid(16), 0xa900], // File Meta Information names another instance
    ]);
    assert.deepEqual(otherFailures(answer), [0xc000, 0xc000]);
    assert.match(answer.headers.get('warning') ?? '', /^299 127\.0\.0\.1:\d+ ".*DICM does not stand at its byte 128/);
  });
  it('409: none is stored', async () => {
    const answer = await store(multipartBody([{ content: 'no DICOM' }]));
    assert.deepEqual([answer.status, storedUids(answer), otherFailures(answer)], [409, [], [0xc000]]);
  });
  it('409: the study of the path is another one', async () => {
    const answer = await storeObjects([object(21)], { path: `/studies/${STUDY}.2` });
    assert.deepEqual([answer.status, failures(answer)], [409, [[uid(21), 0xa900]]]);
    assert.equal((await storeObjects([object(21)], { path: `/studies/${STUDY}` })).status, 200);
  });
  it('202 with a warning: an earlier instance is kept (B000, as C-STORE)', async () => {
    await using keepsFirst = await startDicomweb({ archive: { duplicatePolicy: 'keep-first' } });
    const send = async (bytes: number) => {
      const body = Uint8Array.from(multipartBody([{ content: fileOf(object(1, { bytes })) }]));
      return keepsFirst.ask('/studies', { method: 'POST', body, headers: { 'content-type': `${DICOM_PARTS}; boundary=${BOUNDARY}` } });
    };
    assert.equal((await send(64)).status, 200);
    assert.equal((await send(64)).status, 200, 'the same bytes once more are stored');
    const second = await send(128);
    assert.equal(second.status, 202);
    const body = (await second.json()) as DicomJson;
    assert.equal(firstOf((body['00081199']!.Value as DicomJson[])[0]!, '00081196'), 0xb000);
  });
  it('507, in words and with A700: the disk is full', async () => {
    await using full = await startDicomweb({ archive: { reserveBytes: Number.MAX_SAFE_INTEGER } });
    const body = Uint8Array.from(multipartBody([{ content: fileOf(object(1)) }, { content: fileOf(object(2)) }]));
    const answer = await full.ask('/studies', {
      method: 'POST',
      body,
      headers: { 'content-type': `${DICOM_PARTS}; boundary=${BOUNDARY}` },
    });
    assert.equal(answer.status, 507);
    assert.match(answer.headers.get('warning')!, /disk is full/i);
    const items = ((await answer.json()) as DicomJson)['00081198']!.Value as DicomJson[];
    assert.deepEqual(
      items.map((item) => firstOf(item, '00081197')),
      [0xa700, 0xa700],
    );
  });
});

describe('PS3.18 §8.5, §10.5 bodies that cannot be taken', () => {
  for (const [what, type, body, status, code] of [
    ['no Content-Type', '', 'x', 415, 'DICOMWEB_BAD_TYPE'],
    ['another media type', 'text/plain', 'x', 415, 'DICOMWEB_BAD_TYPE'],
    ['parts of another type', 'multipart/related; type="image/png"; boundary=b', '--b--', 415, 'DICOMWEB_BAD_TYPE'],
    ['a form, as from a page', 'multipart/form-data; boundary=b', '--b--', 415, 'DICOMWEB_BAD_TYPE'],
    ['no boundary', DICOM_PARTS, '--b--', 400, 'DICOMWEB_MULTIPART_BROKEN'],
    ['a huge boundary', `${DICOM_PARTS}; boundary=${'b'.repeat(5000)}`, '--b--', 400, 'DICOMWEB_MULTIPART_BROKEN'],
    ['another boundary', `${DICOM_PARTS}; boundary=b`, '--c\r\n\r\nx\r\n--c--', 400, 'DICOMWEB_MULTIPART_BROKEN'],
    ['no parts', `${DICOM_PARTS}; boundary=b`, '--b--', 400, 'DICOMWEB_MULTIPART_BROKEN'],
  ] as const)
    it(`${status}: ${what}`, async () => {
      const answer = await store(Buffer.from(body), { type });
      assert.deepEqual([answer.status, (answer.body as unknown as { code: string }).code], [status, code], answer.text);
    });
  it('415: a body that is packed (RFC 9110 §8.4), in words that say so', async () => {
    const packed = gzipSync(multipartBody([{ content: fileOf(object(32)) }]));
    const answer = await web.ask('/studies', {
      method: 'POST',
      body: Uint8Array.from(packed),
      headers: { 'content-type': `${DICOM_PARTS}; boundary=${BOUNDARY}`, 'content-encoding': 'gzip' },
    });
    assert.equal(answer.status, 415);
    assert.match(await answer.text(), /Content-Encoding gzip/);
  });
  it('400: a study of the path that is no UID', async () =>
    assert.equal((await storeObjects([object(31)], { path: '/studies/abc' })).status, 400));
  it('what was whole before the body broke is stored and named; the instance that was cut is not', async () => {
    const whole = multipartBody([{ content: fileOf(object(41)) }, { content: fileOf(object(42)) }]);
    const answer = await store(whole.subarray(0, -60));
    assert.deepEqual([answer.status, storedUids(answer)], [202, [uid(41)]], answer.text);
    assert.match(answer.headers.get('warning') ?? '', /ends without its last boundary/);
    assert.equal((await web.get(`/studies/${STUDY}/series/${STUDY}.1/instances/${uid(42)}`)).status, 404);
  });
  it('a multipart inside a part is no DICOM, and harms nothing', async () => {
    const inner = multipartBody([{ content: fileOf(object(43)) }], `${BOUNDARY}-inner`);
    const answer = await store(
      multipartBody([
        { headers: { 'Content-Type': `multipart/related; boundary=${BOUNDARY}-inner` }, content: inner },
        { content: fileOf(object(44)) },
      ]),
    );
    assert.deepEqual([answer.status, storedUids(answer), otherFailures(answer)], [202, [uid(44)], [0xc000]]);
  });
});

it('leaves the data folder in order', async () => {
  const { folder } = web;
  await web.archive.close();
  assert.deepEqual(faultsIn(folder), []);
});
