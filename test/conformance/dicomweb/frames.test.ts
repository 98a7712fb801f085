import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { elementText } from '../../../app/dataset/dataset.ts';
import { EXPLICIT_VR_BIG_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';
import { type DicomwebUnderTest, type Got, partsOf, startDicomweb } from '../../support/dicomweb-under-test.ts';
import { fixtureDataset } from '../../support/fixtures.ts';
import { type Attribute, encapsulatedDataset, imageDataset } from '../../support/pixels-under-test.ts';
import { CT_IMAGE_STORAGE } from '../../support/raw-bytes.ts';

const STUDY = '1.2.826.0.1.3680043.10.78.4';
const OCTETS = 'application/octet-stream';
const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.70';
const JPEG_LS = '1.2.840.10008.1.2.4.80';
const RLE = '1.2.840.10008.1.2.5';

let web: DicomwebUnderTest;
let images = 0;
before(async () => {
  web = await startDicomweb();
});
after(() => web[Symbol.asyncDispose]());

/** Stores a data set that `make` builds around these attributes; its path below /dicom-web. */
async function stored(make: (uids: readonly Attribute[]) => Uint8Array, transferSyntaxUid = EXPLICIT_VR_LITTLE_ENDIAN): Promise<string> {
  const sopInstanceUid = `${STUDY}.1.${++images}`;
  const dataset = make([
    [0x00080016, 'UI', CT_IMAGE_STORAGE],
    [0x00080018, 'UI', sopInstanceUid],
    [0x0020000d, 'UI', STUDY],
    [0x0020000e, 'UI', `${STUDY}.1`],
  ]);
  await keep(dataset, { sopInstanceUid, sopClassUid: CT_IMAGE_STORAGE, transferSyntaxUid });
  return `/studies/${STUDY}/series/${STUDY}.1/instances/${sopInstanceUid}`;
}

async function keep(
  dataset: Uint8Array,
  about: { readonly sopInstanceUid: string; readonly sopClassUid: string; readonly transferSyntaxUid: string },
): Promise<void> {
  const from = { callingAeTitle: 'TEST', calledAeTitle: 'FILMROOM', address: '127.0.0.1' };
  await web.archive.ingest(
    (async function* () {
      yield dataset;
    })(),
    { ...about, ...from },
  );
}

/** A fixture as it is; its path. */
async function storedFixture(name: string): Promise<string> {
  const { dataset, transferSyntaxUid } = fixtureDataset(name)!;
  const value = (tag: number): string => uidIn(dataset, tag);
  await keep(dataset, { sopInstanceUid: value(0x00080018), sopClassUid: value(0x00080016), transferSyntaxUid });
  return `/studies/${value(0x0020000d)}/series/${value(0x0020000e)}/instances/${value(0x00080018)}`;
}

/** The value of a UID in explicit VR little endian. */
function uidIn(dataset: Buffer, tag: number): string {
  const head = Buffer.alloc(6);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.write('UI', 4, 'latin1');
  const at = dataset.indexOf(head);
  return elementText({ vr: 'UI', bytes: dataset.subarray(at + 8, at + 8 + dataset.readUInt16LE(at + 6)) }, []);
}

const codeOf = (got: Got) => (JSON.parse(got.bytes.toString()) as { code: string }).code;
const frames = async (path: string, numbers: string, accept?: string) => {
  const got = await web.get(`${path}/frames/${numbers}`, accept);
  assert.equal(got.status, 200, got.bytes.toString('latin1', 0, 300));
  return partsOf(got);
};
const hex = (parts: readonly { readonly content: Buffer }[]) => parts.map(({ content }) => content.toString('hex'));
const typeOf = ({ head }: { readonly head: string }) => /^Content-Type: (.*)$/m.exec(head)?.[1];

describe('PS3.18 §10.4.1.1.6 frames of an image that is not compressed', () => {
  it('are its values, in the order that is asked for, each with its address', async () => {
    const path = await stored((uids) => imageDataset([...uids, [0x00280008, 'IS', '3']], Buffer.from('0102030405060708090a0b0c', 'hex')));
    const parts = await frames(path, '3,1');
    assert.deepEqual(hex(parts), ['090a0b0c', '01020304']);
    assert.equal(
      parts[0]!.head,
      `Content-Type: ${OCTETS}; transfer-syntax=${EXPLICIT_VR_LITTLE_ENDIAN}\r\nContent-Location: ${web.baseUrl}${path}/frames/3`,
    );
    const single = await web.get(`${path}/frames/2`, OCTETS);
    assert.deepEqual(
      [single.headers.get('content-type'), single.bytes.toString('hex')],
      [`${OCTETS}; transfer-syntax=${EXPLICIT_VR_LITTLE_ENDIAN}`, '05060708'],
    );
    const range = await web.get(`${path}/frames/2`, OCTETS, { range: 'bytes=1-2' });
    assert.deepEqual([range.status, range.bytes.toString('hex')], [206, '0607']);
  });
  it('of single bits begin with their first bit, though they follow one another without a gap (PS3.5 §8.1.1)', async () => {
    // three frames of nine bits: 101010101 | 111111111 | 000000001, low bit first
    const bits = '101010101' + '111111111' + '000000001';
    const packed = Buffer.alloc(4);
    for (const [at, bit] of [...bits].entries()) if (bit === '1') packed[at >> 3]! |= 1 << (at & 7);
    const path = await stored((uids) =>
      imageDataset(
        [
          ...uids,
          [0x00280008, 'IS', '3'],
          [0x00280010, 'US', '3'],
          [0x00280011, 'US', '3'],
          [0x00280100, 'US', '1'],
          [0x00280101, 'US', '1'],
          [0x00280102, 'US', '0'],
        ],
        packed,
      ),
    );
    assert.deepEqual(hex(await frames(path, '1,2,3')), ['5501', 'ff01', '0001']);
  });
  it('are little endian, though they are stored in big endian', async () => {
    const path = await stored(
      (uids) =>
        imageDataset(
          [...uids, [0x00280100, 'US', '16'], [0x00280101, 'US', '16'], [0x00280102, 'US', '15']],
          Buffer.from('0001000200030004', 'hex'),
          EXPLICIT_VR_BIG_ENDIAN,
        ),
      EXPLICIT_VR_BIG_ENDIAN,
    );
    const [one] = hex(await frames(path, '1'));
    assert.equal(one, '0001000200030004');
  });
});

describe('PS3.18 §10.4.1.1.6, Table 8.7.3-5 compressed frames', () => {
  const SOI = Buffer.from('ffd8ffe0', 'hex');
  const fragment = (...bytes: number[]) => Buffer.from(bytes);
  const three = (items: readonly Uint8Array[], changes: readonly Attribute[] = [], uid = JPEG_LOSSLESS) =>
    stored((uids) => encapsulatedDataset([...uids, [0x00280008, 'IS', '3'], ...changes], items), uid);
  const AS_STORED = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';

  it('are their bit streams with *, whatever media type is named', async () => {
    const path = await three([fragment(), fragment(1, 2), fragment(3, 4), fragment(5, 6)], [], RLE);
    for (const [accept, type] of [
      [AS_STORED, OCTETS],
      ['multipart/related; type=image/dicom-rle; transfer-syntax=*', 'image/dicom-rle'],
      ['multipart/related; type="image/dicom-rle"', 'image/dicom-rle'],
      [`multipart/related; type="image/*"; transfer-syntax=${RLE}`, 'image/dicom-rle'],
      ['multipart/related; type="*/*"; transfer-syntax=*', 'image/dicom-rle'],
    ] as const) {
      const parts = await frames(path, '1,2,3', accept);
      assert.deepEqual(hex(parts), ['0102', '0304', '0506'], accept);
      assert.equal(typeOf(parts[0]!), `${type}; transfer-syntax=${RLE}`, accept);
    }
    const single = await web.get(`${path}/frames/2`, 'image/dicom-rle');
    assert.deepEqual(
      [single.headers.get('content-type'), single.bytes.toString('hex')],
      [`image/dicom-rle; transfer-syntax=${RLE}`, '0304'],
    );
  });
  it('of several fragments are joined: by the Basic Offset Table', async () => {
    const table = Buffer.alloc(12);
    table.writeUInt32LE(20, 4); // two items of 8 + 2 bytes come before the second frame
    table.writeUInt32LE(30, 8);
    assert.deepEqual(
      hex(await frames(await three([table, fragment(1, 2), fragment(3, 4), fragment(5, 6), fragment(7, 8)]), '1,2,3', AS_STORED)),
      ['01020304', '0506', '0708'],
    );
  });
  it('by the Extended Offset Table, which also says how long they are without padding', async () => {
    const uint64 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer)));
    const path = await three(
      [fragment(), fragment(1, 2, 3, 0), fragment(5, 6), fragment(7, 0)],
      [
        [0x7fe00001, 'OV', uint64(0, 12, 22)],
        [0x7fe00002, 'OV', uint64(3, 2, 1)],
      ],
    );
    assert.deepEqual(hex(await frames(path, '1,2,3', AS_STORED)), ['010203', '0506', '07']);
  });
  it('by where a bit stream begins, without any table', async () => {
    const begin = (byte: number) => Buffer.concat([SOI, Buffer.from([byte, byte])]);
    const path = await three([fragment(), begin(1), fragment(9, 9), begin(2), begin(3)]);
    assert.deepEqual(hex(await frames(path, '1,2,3', AS_STORED)), ['ffd8ffe001010909', 'ffd8ffe00202', 'ffd8ffe00303']);
  });
  it('406, with what there is: another compressed form', async () => {
    const path = await three([fragment(), fragment(1, 2), fragment(3, 4), fragment(5, 6)], [], RLE);
    const got = await web.get(`${path}/frames/1`, 'multipart/related; type="image/jls"');
    assert.deepEqual([got.status, codeOf(got)], [406, 'DICOMWEB_NOT_ACCEPTABLE']);
    assert.match(got.bytes.toString(), /image\/dicom-rle/);
  });
  it('are decoded to values where nothing is said of the transfer syntax: the same as of the image before it was compressed', async () => {
    const [plain, compressed, jpegLs] = [
      await storedFixture('pydicom/MR_small.dcm'),
      fixtureDataset('pydicom/MR_small_RLE.dcm')!,
      fixtureDataset('pydicom/MR_small_jpeg_ls_lossless.dcm')!,
    ];
    const [expected] = await frames(plain, '1');
    for (const [at, { dataset, transferSyntaxUid }] of [compressed, jpegLs].entries()) {
      const sopInstanceUid = uidIn(dataset, 0x00080018);
      const other = `${sopInstanceUid.slice(0, -1)}${at + 1}`; // of the same length
      const changed = Buffer.from(dataset.toString('latin1').replace(sopInstanceUid, other), 'latin1');
      await keep(changed, { sopInstanceUid: other, sopClassUid: uidIn(dataset, 0x00080016), transferSyntaxUid });
      const path = plain.replace(/instances\/.*/, `instances/${other}`);
      const [decoded] = await frames(path, '1');
      assert.equal(typeOf(decoded!), `${OCTETS}; transfer-syntax=${EXPLICIT_VR_LITTLE_ENDIAN}`);
      assert.ok(decoded!.content.equals(expected!.content), transferSyntaxUid);
    }
  });
  it('422, in words: one that cannot be decoded; the next one can', async () => {
    const path = await three([fragment(), fragment(1, 2), fragment(3, 4), fragment(5, 6)], [], JPEG_LS);
    const got = await web.get(`${path}/frames/2`, 'multipart/related; type="application/octet-stream"');
    assert.deepEqual([got.status, codeOf(got)], [422, 'PIXELS_FRAME_CORRUPT']);
    assert.equal((await web.get(`${path}/frames/2`, AS_STORED)).status, 200);
  });
});

describe('PS3.18 §10.4.3 frames that are not there', () => {
  it('404: beyond the last, also among others that are there', async () => {
    const path = await stored((uids) => imageDataset(uids, Buffer.alloc(4)));
    for (const numbers of ['2', '1,2', '999999999']) {
      const got = await web.get(`${path}/frames/${numbers}`);
      assert.deepEqual([got.status, codeOf(got)], [404, 'DICOMWEB_NO_SUCH_FRAME'], numbers);
    }
  });
  it('400: what is no number from 1 on', async () => {
    const path = await stored((uids) => imageDataset(uids, Buffer.alloc(4)));
    for (const numbers of ['0', '-1', '1.5', 'a', '1,', ',1', '1;2', '99999999999999999999'])
      assert.equal((await web.get(`${path}/frames/${numbers}`)).status, 400, numbers);
  });
  it('404: an instance without pixels, one that is not there', async () => {
    const path = await storedFixture('pydicom/test-SR.dcm');
    assert.deepEqual((await web.get(`${path}/frames/1`)).status, 404);
    assert.equal((await web.get('/studies/1.2/series/1.3/instances/1.4/frames/1')).status, 404);
  });
  it('422: pixels that are cut short, the frames before them are there', async () => {
    const path = await stored((uids) => imageDataset([...uids, [0x00280008, 'IS', '3']], Buffer.from('0102030405060708', 'hex')));
    assert.deepEqual(hex(await frames(path, '1,2')), ['01020304', '05060708']);
    assert.equal((await web.get(`${path}/frames/3`)).status, 422);
  });
});

describe('PS3.18 §10.4.1.1.5 bulk data', () => {
  const PDF = Buffer.from('%PDF-1.7 not really');
  const document: readonly Attribute[] = [
    [0x00420011, 'OB', Buffer.concat([PDF, Buffer.alloc(1)])],
    [0x00420012, 'LO', 'application/pdf '],
  ];
  it('are had by the addresses that metadata give, at any depth', async () => {
    const deep = Buffer.alloc(100_000, 7);
    const path = await stored((uids) =>
      imageDataset(
        [
          ...uids,
          [
            0x00880200,
            'SQ',
            [
              [],
              [
                [0x00091002, 'OB', Buffer.alloc(5000, 5)],
                [0x00281199, 'SQ', [[[0x7fe00010, 'OW', deep]]]],
              ],
            ],
          ],
        ],
        Buffer.from('01020304', 'hex'),
      ),
    );
    const metadata = (await (await web.ask(`${path}/metadata`)).text()).matchAll(/"BulkDataURI":"([^"]*)"/g);
    const addresses = [...metadata].map(([, uri]) => uri!.slice(uri!.indexOf('/studies')));
    const found = await Promise.all(addresses.map((address) => web.get(address, OCTETS)));
    assert.deepEqual(
      found.map(({ status }) => status),
      Array(addresses.length).fill(200),
    );
    assert.ok(
      found.some(({ bytes }) => bytes.equals(deep)),
      addresses.join('\n'),
    );
  });
  it('of Pixel Data that is not compressed are its values, and ranges of them', async () => {
    const path = await stored((uids) => imageDataset(uids, Buffer.from('01020304', 'hex')));
    const got = await web.get(`${path}/bulkdata/7FE00010`);
    assert.deepEqual([got.headers.get('content-type'), got.bytes.toString('hex')], [OCTETS, '01020304']);
    assert.equal((await web.get(`${path}/bulkdata/7fe00010`, OCTETS, { range: 'bytes=2-' })).bytes.toString('hex'), '0304');
    assert.deepEqual(hex(partsOf(await web.get(`${path}/bulkdata/7FE00010`, `multipart/related; type="${OCTETS}"`))), ['01020304']);
  });
  it('of compressed Pixel Data are its frames', async () => {
    const path = await stored(
      (uids) =>
        encapsulatedDataset([...uids, [0x00280008, 'IS', '2']], [Buffer.alloc(0), Buffer.from('0102', 'hex'), Buffer.from('0304', 'hex')]),
      RLE,
    );
    assert.deepEqual(hex(partsOf(await web.get(`${path}/bulkdata/7FE00010`, 'multipart/related; type="image/dicom-rle"'))), [
      '0102',
      '0304',
    ]);
  });
  it('of a video are its stream, the fragments joined', async () => {
    const path = await stored(
      (uids) =>
        encapsulatedDataset([...uids, [0x00280008, 'IS', '9']], [Buffer.alloc(0), Buffer.from('0102', 'hex'), Buffer.from('0304', 'hex')]),
      '1.2.840.10008.1.2.4.102',
    );
    const got = await web.get(`${path}/bulkdata/7FE00010`);
    assert.deepEqual(
      [got.headers.get('content-type'), got.bytes.toString('hex')],
      ['video/mp4; transfer-syntax=1.2.840.10008.1.2.4.102', '01020304'],
    );
    assert.equal((await web.get(`${path}/bulkdata/7FE00010`, 'video/mp4', { range: 'bytes=1-2' })).bytes.toString('hex'), '0203');
  });
  it('of a document are what it is, and octets where that is asked for', async () => {
    const path = await stored((uids) => imageDataset([...uids, ...document], Buffer.alloc(4)));
    const got = await web.get(`${path}/bulkdata/00420011`, 'text/html, */*;q=0.8');
    assert.deepEqual(
      [got.headers.get('content-type'), got.bytes.subarray(0, PDF.byteLength).toString()],
      ['application/pdf', PDF.toString()],
    );
    assert.equal((await web.get(`${path}/bulkdata/00420011`, OCTETS)).headers.get('content-type'), OCTETS);
  });
  it('of a document that a browser would run are octets', async () => {
    const path = await stored((uids) => imageDataset([...uids, document[0]!, [0x00420012, 'LO', 'text/html']], Buffer.alloc(4)));
    assert.equal((await web.get(`${path}/bulkdata/00420011`)).headers.get('content-type'), OCTETS);
    assert.equal((await web.get(`${path}/bulkdata/00420011`, 'text/html')).status, 406);
  });
  it('404: what is not there, and what is no address of bulk data', async () => {
    const path = await stored((uids) => imageDataset(uids, Buffer.alloc(4)));
    for (const value of ['00420011', '00880200.1.7FE00010', '7FE00010.1', 'abc', '7FE00010.0.7FE00010'])
      assert.equal((await web.get(`${path}/bulkdata/${value}`)).status, 404, value);
  });
});
