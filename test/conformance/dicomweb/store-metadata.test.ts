import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type DicomJson, firstOf } from '../../support/dicom-json.ts';
import { BOUNDARY, type DicomwebUnderTest, multipartBody, startDicomweb } from '../../support/dicomweb-under-test.ts';

const STUDY = '1.2.826.0.1.3680043.10.78.5';
const SC = '1.2.840.10008.5.1.4.1.1.7';
const JSON_TYPE = 'application/dicom+json';
const XML_TYPE = 'application/dicom+xml';

let web: DicomwebUnderTest;
before(async () => {
  web = await startDicomweb();
});
after(() => web[Symbol.asyncDispose]());

const uidOf = (image: number) => `${STUDY}.1.${image}`;
const pathOf = (image: number) => `/studies/${STUDY}/series/${STUDY}.1/instances/${uidOf(image)}`;
const object = (image: number, more: object = {}) => ({
  '00080016': { vr: 'UI', Value: [SC] },
  '00080018': { vr: 'UI', Value: [uidOf(image)] },
  '0020000D': { vr: 'UI', Value: [STUDY] },
  '0020000E': { vr: 'UI', Value: [`${STUDY}.1`] },
  '00280002': { vr: 'US', Value: [1] },
  '00280010': { vr: 'US', Value: [2] },
  '00280011': { vr: 'US', Value: [2] },
  '00280100': { vr: 'US', Value: [8] },
  ...more,
});
const PIXELS = { '7FE00010': { vr: 'OW', BulkDataURI: 'bulk/1' } };

interface BulkOf {
  readonly location?: string;
  readonly type?: string;
  readonly content: Uint8Array;
}
async function store(
  metadata: string,
  { type = JSON_TYPE, bulk = [], path = '/studies' }: { type?: string; bulk?: readonly BulkOf[]; path?: string } = {},
) {
  const parts = [
    { headers: { 'Content-Type': type }, content: metadata },
    ...bulk.map(({ location = 'bulk/1', type: bulkType = 'application/octet-stream', content }) => ({
      headers: { 'Content-Type': bulkType, 'Content-Location': location },
      content,
    })),
  ];
  const answer = await web.ask(path, {
    method: 'POST',
    body: Uint8Array.from(multipartBody(parts)),
    headers: { 'content-type': `multipart/related; type="${type}"; boundary=${BOUNDARY}` },
  });
  return {
    status: answer.status,
    warning: answer.headers.get('warning') ?? '',
    body: (await answer.json()) as DicomJson & { readonly code?: string },
  };
}
const metadataOf = async (image: number) => ((await (await web.ask(`${pathOf(image)}/metadata`)).json()) as DicomJson[])[0]!;
const frame = async (image: number, accept = 'application/octet-stream; transfer-syntax=*') =>
  (await web.get(`${pathOf(image)}/frames/1`, accept)).bytes.toString('hex');

describe('PS3.18 §10.5.2 metadata and bulk data', () => {
  it('JSON: every kind of value comes back as it was sent', async () => {
    const sent = {
      '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
      '00080008': { vr: 'CS', Value: ['ORIGINAL', null, 'AXIAL'] },
      '00080020': { vr: 'DA', Value: ['20260102'] },
      '00081030': { vr: 'LO', Value: ['Ünïcode 小东'] },
      '00081140': { vr: 'SQ', Value: [{ '00081150': { vr: 'UI', Value: [SC] } }, {}] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' }] },
      '00100020': { vr: 'LO', Value: ['P1'] },
      '00180050': { vr: 'DS', Value: [2.5] },
      '00189087': { vr: 'FD', Value: [1e-3] },
      '00200013': { vr: 'IS', Value: [7] },
      '00280009': { vr: 'AT', Value: ['00181063'] },
      '00091001': { vr: 'UN', InlineBinary: Buffer.from('private!').toString('base64') },
      '00090010': { vr: 'LO', Value: ['FILMROOM TEST'] },
      '00104000': { vr: 'LT' },
    };
    const answer = await store(JSON.stringify([object(1, { ...sent, ...PIXELS })]), {
      bulk: [{ content: Buffer.from('01020304', 'hex') }],
    });
    assert.equal(answer.status, 200, JSON.stringify(answer));
    assert.equal(firstOf((answer.body['00081199']!.Value as DicomJson[])[0], '00081155'), uidOf(1));
    const kept = await metadataOf(1);
    for (const [tag, attribute] of Object.entries(sent)) {
      const expected =
        'Value' in attribute && tag === '00081140' ? { vr: 'SQ', Value: [{ '00081150': { vr: 'UI', Value: [SC] } }, {}] } : attribute;
      assert.deepEqual(kept[tag], expected, tag);
    }
    assert.equal(await frame(1), '01020304');
  });
  it('XML: the same', async () => {
    const attribute = (tag: string, vr: string, inner: string, more = '') =>
      `<DicomAttribute tag="${tag}" vr="${vr}"${more}>${inner}</DicomAttribute>`;
    const value = (text: string) => `<Value number="1">${text}</Value>`;
    const xml = `<?xml version="1.0" encoding="UTF-8"?><!-- a comment --><NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">
      ${attribute('00080016', 'UI', value(SC))}${attribute('00080018', 'UI', value(uidOf(2)))}
      ${attribute('00081030', 'LO', value('a &lt;b&gt; &amp; &#x5c0f;<![CDATA[ & ]]>c'))}
      ${attribute('00081140', 'SQ', `<Item number="1">${attribute('00081150', 'UI', value(SC))}</Item>`)}
      ${attribute('00091001', 'LO', value('mine'), ' privateCreator="FILMROOM TEST"')}
      ${attribute('00100010', 'PN', '<PersonName number="1"><Alphabetic><FamilyName>Wang</FamilyName><GivenName>XiaoDong</GivenName></Alphabetic></PersonName>')}
      ${attribute('0020000D', 'UI', value(STUDY))}${attribute('0020000E', 'UI', value(`${STUDY}.1`))}
      ${attribute('00280002', 'US', value('1'))}${attribute('00280010', 'US', value('2'))}${attribute('00280011', 'US', value('2'))}${attribute('00280100', 'US', value('8'))}
      ${attribute('7FE00010', 'OW', '<BulkData uri="bulk/1"/>')}</NativeDicomModel>`;
    const answer = await store(xml, { type: XML_TYPE, bulk: [{ content: Buffer.from('05060708', 'hex') }] });
    assert.equal(answer.status, 200, JSON.stringify(answer));
    const kept = await metadataOf(2);
    assert.equal(firstOf(kept, '00081030'), 'a <b> & 小 & c');
    assert.deepEqual(firstOf(kept, '00100010'), { Alphabetic: 'Wang^XiaoDong' });
    assert.deepEqual([firstOf(kept, '00090010'), firstOf(kept, '00091001')], ['FILMROOM TEST', 'mine']);
    assert.deepEqual(firstOf(kept, '00081140'), { '00081150': { vr: 'UI', Value: [SC] } });
    assert.equal(await frame(2), '05060708');
  });
  for (const [words, base64] of [
    ['no base64', '!!!'],
    ['cut short', 'AQIDB'],
    ['of the other alphabet (RFC 4648 §5)', '-_-_'],
  ] as const)
    it(`an InlineBinary that is ${words} is refused with its reason, and nothing is stored in its place`, async () => {
      const answer = await store(JSON.stringify([object(19, { '7FE00010': { vr: 'OB', InlineBinary: base64 } })]));
      assert.equal(answer.status, 409, JSON.stringify(answer));
      assert.equal((await web.get(`${pathOf(19)}/metadata`)).status, 404);
    });
  it('several instances at once, their bulk data by whole addresses or relative ones', async () => {
    const at = (image: number, uri: string) => object(image, { '7FE00010': { vr: 'OW', BulkDataURI: uri } });
    const answer = await store(JSON.stringify([at(3, `${web.baseUrl}/x/3`), at(4, 'x/4')]), {
      bulk: [
        { location: `${web.baseUrl}/x/4`, content: Buffer.alloc(4, 4) },
        { location: 'x/3', content: Buffer.alloc(4, 3) },
      ],
    });
    assert.equal(answer.status, 200, JSON.stringify(answer));
    assert.deepEqual([await frame(3), await frame(4)], ['03030303', '04040404']);
  });
  it('a compressed frame is put into fragments, its transfer syntax that of its part', async () => {
    const answer = await store(JSON.stringify([object(5, PIXELS)]), {
      bulk: [{ type: 'image/dicom-rle; transfer-syntax=1.2.840.10008.1.2.5', content: Buffer.from('010203', 'hex') }],
    });
    assert.equal(answer.status, 200, JSON.stringify(answer));
    const got = await web.get(`${pathOf(5)}/frames/1`, 'image/dicom-rle');
    assert.deepEqual(
      [got.headers.get('content-type'), got.bytes.toString('hex')],
      ['image/dicom-rle; transfer-syntax=1.2.840.10008.1.2.5', '01020300'],
    );
  });
  it('several parts of one address are the frames of one image', async () => {
    const answer = await store(JSON.stringify([object(6, { ...PIXELS, '00280008': { vr: 'IS', Value: [2] } })]), {
      bulk: ['0102', '0304'].map((hex) => ({ type: 'image/jls', content: Buffer.from(hex, 'hex') })),
    });
    assert.equal(answer.status, 200, JSON.stringify(answer));
    assert.equal((await web.get(`${pathOf(6)}/frames/2`, 'image/jls')).bytes.toString('hex'), '0304');
  });
  it('an instance without bulk data needs no more than its metadata', async () =>
    assert.equal((await store(JSON.stringify([object(7)]))).status, 200));
});

describe('what cannot be made an instance', () => {
  const failed = async (object: object, more = {}) => {
    const { status, warning, body } = await store(JSON.stringify([object]), more);
    const item = ((body['00081198'] ?? body['0008119A'])?.Value as DicomJson[] | undefined)?.[0];
    return { status, warning, reason: firstOf(item, '00081197') };
  };
  it('409, C000: bulk data that are not in the body', async () => {
    const { status, warning, reason } = await failed(object(21, PIXELS));
    assert.deepEqual([status, reason], [409, 0xc000]);
    assert.match(warning, /bulk data of \(7FE0,0010\) are not in the body/);
  });
  it('409, in words: a value that its VR cannot hold, a Value of bytes, a name that is no tag', async () => {
    for (const [attribute, words] of [
      [{ '00280008': { vr: 'US', Value: ['many'] } }, /\(0028,0008\) cannot be written as US/],
      [{ '7FE00010': { vr: 'OW', Value: [1, 2] } }, /\(7FE0,0010\) has a Value/],
      [{ PatientName: { vr: 'PN' } }, /no tag of eight/],
    ] as const) {
      const { status, warning } = await failed(object(22, attribute));
      assert.equal(status, 409);
      assert.match(warning, words);
    }
  });
  it('409: no SOP Class UID; another study than the path says', async () => {
    const { '00080016': _, ...without } = object(23);
    assert.equal((await failed(without)).status, 409);
    assert.deepEqual(
      await failed(object(24), { path: `/studies/${STUDY}.9` }).then(({ status, reason }) => [status, reason]),
      [409, 0xa900],
    );
  });
  it('400: no JSON, no XML, nothing at all', async () => {
    assert.deepEqual([(await store('{')).status, (await store('{')).body.code], [400, 'DICOMWEB_BAD_METADATA']);
    for (const xml of [
      '',
      '<a>',
      '<NativeDicomModel>',
      '<a/><b/>',
      '<NativeDicomModel a=1/>',
      '<!DOCTYPE a [<!ENTITY e "x">]><NativeDicomModel>&e;</NativeDicomModel>',
      `${'<a>'.repeat(500)}`,
    ])
      assert.equal((await store(xml, { type: XML_TYPE })).status, 400, xml.slice(0, 40));
  });
  it('413: more than is held in memory', async () => {
    const answer = await store('[]'.padEnd(17 * 1024 * 1024));
    assert.deepEqual([answer.status, answer.body.code], [413, 'DICOMWEB_TOO_LARGE']);
  });
});
