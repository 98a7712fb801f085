import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { type OutlineElement, readFileMeta, readOutline } from '../../../app/dataset/dataset.ts';
import { createPixels, isDecoded, type Pixels } from '../../../app/pixels/pixels.ts';
import {
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  TRANSFER_SYNTAXES,
  transferSyntaxName,
} from '../../../app/registry/registry.ts';
import { DICOM_PARTS, type DicomwebUnderTest, type Got, partsOf, startDicomweb } from '../../support/dicomweb-under-test.ts';
import { FIXTURES, fixtureBytes, fixtureDataset } from '../../support/fixtures.ts';
import { encapsulatedDataset, located, locatedFixture } from '../../support/pixels-under-test.ts';
import { allFrames } from '../../support/reference-pixels.ts';

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
const STUDY = '1.2.826.0.1.3680043.10.78.31';
const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
const RLE = '1.2.840.10008.1.2.5';
const DEFLATED_FRAMES = '1.2.840.10008.1.2.8.1';
const VIDEO = 'synthetic/ts/video_hevc.dcm';
const MOST_OF_A_SYNTAX = 3;
/** Its Study Instance UID is none, and so is in no address. */
const NO_UID = 'pydicom-data/bad_sequence.dcm';
/** What decoding may change (PS3.5 §A.2, PS3.3 C.7.6.3); and lengths of groups, which are retired. */
const MAY_CHANGE = /^(....0000|00080001|0028(0002|0004|0006|0100|0101|0102|2110)|7FE0....)$/;

let web: DicomwebUnderTest;
let pixels: Pixels;
before(async () => {
  web = await startDicomweb();
  pixels = createPixels({ clock });
});
after(async () => {
  await pixels.close();
  await web[Symbol.asyncDispose]();
});

/** @returns the path of the instance */
async function ingest(
  dataset: Uint8Array,
  about: { transferSyntaxUid: string; sopClassUid: string; sopInstanceUid: string },
): Promise<string> {
  const pieces = (async function* () {
    yield dataset;
  })();
  const from = { callingAeTitle: 'TEST', calledAeTitle: 'FILMROOM', address: '127.0.0.1' };
  const { studyInstanceUid } = await web.archive.ingest(pieces, { ...about, ...from });
  for await (const [ref] of web.archive.instancesOf({ level: 'IMAGE', sopInstanceUids: [about.sopInstanceUid] }))
    return `/studies/${studyInstanceUid}/series/${ref!.seriesInstanceUid}/instances/${about.sopInstanceUid}`;
  throw new Error('it was not stored');
}

async function store(file: string): Promise<string> {
  const bytes = fixtureBytes(file);
  const { datasetOffset, transferSyntaxUid } = readFileMeta(bytes);
  const dataset = bytes.subarray(datasetOffset);
  const elements = await elementsOf(dataset, transferSyntaxUid);
  const uidOf = (tag: string) => elements.get(tag)?.text ?? ''; // some files name others in their File Meta Information
  return ingest(dataset, { transferSyntaxUid, sopClassUid: uidOf('00080016'), sopInstanceUid: uidOf('00080018') });
}

const uids = (last: string) =>
  [
    [0x00080016, 'UI', SECONDARY_CAPTURE],
    [0x00080018, 'UI', `${STUDY}.1.${last}`],
    [0x0020000d, 'UI', STUDY],
    [0x0020000e, 'UI', `${STUDY}.1`],
  ] as const;

/** An image of 2 × 2 values unless said otherwise, made for the test. */
const made = (last: string, transferSyntaxUid: string, changes: Parameters<typeof encapsulatedDataset>[0], items: readonly Uint8Array[]) =>
  ingest(encapsulatedDataset([...uids(last), ...changes], items), {
    transferSyntaxUid,
    sopClassUid: SECONDARY_CAPTURE,
    sopInstanceUid: `${STUDY}.1.${last}`,
  });

function fileOf(bytes: Buffer): { readonly dataset: Buffer; readonly transferSyntaxUid: string } {
  const { datasetOffset, transferSyntaxUid } = readFileMeta(bytes);
  return { dataset: bytes.subarray(datasetOffset), transferSyntaxUid };
}

const single = (path: string, transferSyntax?: string): Promise<Got> =>
  web.get(path, `application/dicom${transferSyntax === undefined ? '' : `; transfer-syntax=${transferSyntax}`}`);

async function elementsOf(dataset: Buffer, transferSyntaxUid: string): Promise<Map<string, OutlineElement>> {
  const pieces = (async function* () {
    yield dataset;
  })();
  const { elements, endedBy } = await readOutline(pieces, transferSyntaxUid);
  assert.equal(endedBy, undefined);
  return new Map(elements.map((element) => [element.tag, element]));
}

/** Compressed images that are decoded here, some of each transfer syntax. */
const FILES = (() => {
  const bySyntax = new Map<string, string[]>();
  for (const { file, expect, size } of FIXTURES) {
    const uid = expect === 'stored' && size < 3_000_000 && file !== NO_UID ? fixtureDataset(file)?.transferSyntaxUid : undefined;
    if (uid === undefined || !isDecoded(uid)) continue;
    const files = bySyntax.get(uid) ?? [];
    if (files.length < MOST_OF_A_SYNTAX) files.push(file);
    bySyntax.set(uid, files);
  }
  return [...bySyntax].flatMap(([uid, files]) => files.map((file) => ({ uid, file })));
})();

describe('PS3.18 §8.7.3.4 an instance in Explicit VR Little Endian, though it is stored compressed', () => {
  for (const { uid, file } of FILES)
    it(`${transferSyntaxName(uid)}, ${file}: the same values, and every other attribute as it was`, async (t) => {
      const image = await locatedFixture(file).catch(() => undefined);
      const stored = image && (await allFrames(image, pixels).catch(() => undefined));
      if (!stored) return t.skip('an image that nothing decodes');
      const got = await single(await store(file), EXPLICIT_VR_LITTLE_ENDIAN);
      assert.equal(got.status, 200, got.bytes.toString('utf8', 0, 300));
      const { dataset, transferSyntaxUid } = fileOf(got.bytes);
      assert.equal(transferSyntaxUid, EXPLICIT_VR_LITTLE_ENDIAN);
      const plain = await allFrames(await located(dataset), pixels);
      assert.equal(plain.photometric, stored.photometric);
      assert.ok(plain.values.equals(stored.values));
      const [was, is] = [await elementsOf(fixtureDataset(file)!.dataset, uid), await elementsOf(dataset, EXPLICIT_VR_LITTLE_ENDIAN)];
      for (const [tag, element] of was) if (!MAY_CHANGE.test(tag)) assert.deepEqual(is.get(tag), element, tag);
      for (const tag of is.keys()) assert.ok(was.has(tag) || MAY_CHANGE.test(tag), tag);
    });
  it('every transfer syntax that is decoded is among them', () => {
    const seen = new Set(FILES.map(({ uid }) => uid));
    assert.ok(seen.size >= 9, [...seen].join());
  });
});

describe('PS3.18 §8.7.3.4 who names no transfer syntax', () => {
  it('gets what is compressed without loss decoded', async () => {
    const got = await single(await store('pydicom/MR_small_RLE.dcm'));
    assert.equal(got.headers.get('content-type'), `application/dicom; transfer-syntax=${EXPLICIT_VR_LITTLE_ENDIAN}`);
    assert.equal(fileOf(got.bytes).transferSyntaxUid, EXPLICIT_VR_LITTLE_ENDIAN);
  });
  it('the URI service too (§9)', async () => {
    const [, study, , series, , instance] = (await store('pydicom/MR_small_RLE.dcm')).slice(1).split('/');
    const query = { requestType: 'WADO', studyUID: study!, seriesUID: series!, objectUID: instance!, contentType: 'application/dicom' };
    const got = await web.get(`/wado?${new URLSearchParams(query)}`);
    assert.equal(fileOf(got.bytes).transferSyntaxUid, EXPLICIT_VR_LITTLE_ENDIAN);
  });
  it('gets what is there in a lossy form alone as it is; decoded, and said to be lossy, where that is named', async () => {
    const path = await store('pydicom/SC_rgb_small_odd_jpeg.dcm');
    assert.equal(fileOf((await single(path)).bytes).transferSyntaxUid, JPEG_BASELINE);
    const { dataset } = fileOf((await single(path, EXPLICIT_VR_LITTLE_ENDIAN)).bytes);
    const elements = await elementsOf(dataset, EXPLICIT_VR_LITTLE_ENDIAN);
    assert.deepEqual([elements.get('00280004')?.text, elements.get('00282110')?.text], ['RGB', '01']);
  });
  it('gets 406 in words for what is compressed without loss and not decoded here', async () => {
    const path = await made('1', '1.2.840.10008.1.2.4.110', [], [new Uint8Array(), Uint8Array.of(0xff, 0x0a, 0, 0)]);
    const got = await single(path);
    assert.equal(got.status, 406);
    assert.match(got.bytes.toString(), /JPEG XL Lossless.*transfer-syntax=\*/);
    assert.equal((await single(path, '*')).status, 200);
    const frame = await web.get(`${path}/frames/1`, 'application/octet-stream');
    assert.equal(frame.status, 406);
    assert.equal((await web.get(`${path}/frames/1`, 'application/octet-stream; transfer-syntax=*')).status, 200);
  });
  it('gets a video as it is; 406 where an uncompressed transfer syntax is named', async () => {
    const path = await store(VIDEO);
    assert.equal(TRANSFER_SYNTAXES.get(fileOf((await single(path)).bytes).transferSyntaxUid)?.lossy, true);
    assert.equal((await single(path, EXPLICIT_VR_LITTLE_ENDIAN)).status, 406);
  });
  it('gets other uncompressed ones where they are named', async () => {
    const path = await store('pydicom/MR_small_RLE.dcm');
    for (const uid of [IMPLICIT_VR_LITTLE_ENDIAN, '1.2.840.10008.1.2.1.99'])
      assert.equal(fileOf((await single(path, uid)).bytes).transferSyntaxUid, uid);
  });
});

describe('what stands in the decoded data set (PS3.5 §A.2)', () => {
  const rle = (...bytes: number[]) => {
    const header = Buffer.alloc(64);
    header.writeUInt32LE(1, 0);
    header.writeUInt32LE(64, 4);
    return Buffer.concat([header, Buffer.from([bytes.length - 1, ...bytes])]);
  };
  it('no offset tables, no group lengths; a value of even length; what follows the pixels', async () => {
    const dataset = encapsulatedDataset(
      [
        ...uids('2'),
        [0x00280000, 'UL', '10'],
        [0x00280008, 'IS', '3'],
        [0x00280010, 'US', '1'],
        [0x00280011, 'US', '3'],
        [0x7fe00001, 'OV', Buffer.alloc(24)],
        [0x7fe00002, 'OV', Buffer.alloc(24)],
      ],
      [new Uint8Array(), rle(1, 2, 3, 0), rle(4, 5, 6, 0), rle(7, 8, 9, 0)],
    );
    const trailing = Buffer.from([0xfc, 0xff, 0xfc, 0xff, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0x55, 0x55]); // (FFFC,FFFC) OB
    const about = { transferSyntaxUid: RLE, sopClassUid: SECONDARY_CAPTURE, sopInstanceUid: `${STUDY}.1.2` };
    const got = await single(await ingest(Buffer.concat([dataset, trailing]), about));
    const plain = fileOf(got.bytes).dataset;
    const elements = await elementsOf(plain, EXPLICIT_VR_LITTLE_ENDIAN);
    for (const tag of ['00280000', '7FE00001', '7FE00002']) assert.equal(elements.has(tag), false, tag);
    assert.equal(elements.get('7FE00010')?.bytes, 10);
    assert.deepEqual([...plain.subarray(-24, -14)], [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
    assert.ok(plain.subarray(-14).equals(trailing));
  });
  it('single bits stay eight in a byte, frame after frame without a gap (PS3.5 §8.1.1)', async () => {
    const deflated = (await import('node:zlib')).deflateRawSync;
    const frames = [0b10101, 0b01010, 0b11111].map((bits) => deflated(Uint8Array.of(bits, 0)));
    const items = frames.map((one) => Buffer.concat([one, Buffer.alloc(one.length % 2)]));
    const bits = [
      [0x00280008, 'IS', '3'],
      [0x00280010, 'US', '1'],
      [0x00280011, 'US', '5'],
      [0x00280100, 'US', '1'],
      [0x00280101, 'US', '1'],
      [0x00280102, 'US', '0'],
    ] as const;
    const path = await made('3', DEFLATED_FRAMES, bits, [new Uint8Array(), ...items]);
    const { dataset } = fileOf((await single(path)).bytes);
    const elements = await elementsOf(dataset, EXPLICIT_VR_LITTLE_ENDIAN);
    assert.deepEqual([elements.get('00280100')?.text, elements.get('7FE00010')?.bytes], ['1', 2]);
    assert.deepEqual([...dataset.subarray(-2)], [0b01010101, 0b01111101]);
    const frame = await web.get(`${path}/frames/2`, 'application/octet-stream');
    assert.deepEqual([...frame.bytes], [0b01010]);
  });
  it('a report that came in a compressed transfer syntax is as it was', async () => {
    const { dataset } = fileOf(fixtureBytes('pydicom/test-SR.dcm'));
    const { sopClassUid } = readFileMeta(fixtureBytes('pydicom/test-SR.dcm'));
    const elements = await elementsOf(dataset, fixtureDataset('pydicom/test-SR.dcm')!.transferSyntaxUid);
    const sopInstanceUid = elements.get('00080018')!.text!;
    const path = await ingest(dataset, { transferSyntaxUid: RLE, sopClassUid, sopInstanceUid });
    const got = await single(path);
    assert.equal(got.status, 200, got.bytes.toString('utf8', 0, 300));
    assert.ok(fileOf(got.bytes).dataset.equals(dataset));
  });
});

describe('F-06 what cannot be decoded after all', () => {
  const CORRUPT = `${STUDY}.9`;
  const corrupt = (last: string, items: readonly Uint8Array[]) =>
    ingest(
      encapsulatedDataset(
        [
          [0x00080016, 'UI', SECONDARY_CAPTURE],
          [0x00080018, 'UI', `${CORRUPT}.1.${last}`],
          [0x0020000d, 'UI', CORRUPT],
          [0x0020000e, 'UI', `${CORRUPT}.1`],
          [0x00200013, 'IS', last],
        ],
        [new Uint8Array(), ...items],
      ),
      { transferSyntaxUid: RLE, sopClassUid: SECONDARY_CAPTURE, sopInstanceUid: `${CORRUPT}.1.${last}` },
    );
  const good = Buffer.concat([Buffer.from([1, 0, 0, 0, 64, 0, 0, 0]), Buffer.alloc(56), Buffer.from([3, 1, 2, 3, 4, 0])]);
  it('by itself: words; among others: a part of words in its place', async () => {
    await corrupt('1', [good]);
    const bad = await corrupt('2', [Uint8Array.of(9, 0, 0, 0)]);
    await corrupt('3', [good]);
    const alone = await single(bad);
    assert.ok(alone.status >= 400 && alone.status < 500, String(alone.status));
    assert.match(JSON.parse(alone.bytes.toString()).code, /^PIXELS_/);
    const got = await web.get(`/studies/${CORRUPT}`, DICOM_PARTS);
    assert.equal(got.status, 200);
    const parts = partsOf(got);
    assert.deepEqual(
      parts.map(({ head }) => /Content-Type: ([^;\r]+)/.exec(head)?.[1]),
      ['application/dicom', 'application/problem+json', 'application/dicom'],
    );
    assert.match(parts[1]!.head, /Content-Location: .*\.2$/);
    assert.match(JSON.parse(parts[1]!.content.toString()).code, /^PIXELS_/);
  });
});
