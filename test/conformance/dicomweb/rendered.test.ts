import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';
import { systemClock } from '../../../app/base/base.ts';
import { readFileMeta } from '../../../app/dataset/dataset.ts';
import { createPixels, PIXELS_LIMITS } from '../../../app/pixels/pixels.ts';
import { type DicomwebUnderTest, type Got, partsOf, startDicomweb } from '../../support/dicomweb-under-test.ts';
import { fixtureBytes } from '../../support/fixtures.ts';
import { encapsulatedDataset, imageDataset } from '../../support/pixels-under-test.ts';

const CT = 'cornerstoneWADOImageLoader/CTImage.dcm_RLELosslessTransferSyntax_1.2.840.10008.1.2.5.dcm';
const CR_MONOCHROME1 = 'pydicom/dicomdirtests/77654033/CR1/6154';
const US_YBR = 'pydicom/examples_ybr_color.dcm';
const REPORT = 'pydicom/test-SR.dcm';
const ECG = 'pydicom/waveform_ecg.dcm';
const PDF = 'synthetic/iod/pdf.dcm';
const J2K = 'pydicom-data/693_J2KR.dcm';
const HEVC = 'synthetic/ts/video_hevc.dcm';

let dicomweb: DicomwebUnderTest;
const paths = new Map<string, string>();
before(async () => {
  dicomweb = await startDicomweb();
  for (const file of [CT, CR_MONOCHROME1, US_YBR, REPORT, ECG, PDF, J2K, HEVC]) paths.set(file, await store(fixtureBytes(file)));
});
after(() => dicomweb[Symbol.asyncDispose]());

/** @returns the path of the instance */
async function store(bytes: Buffer, at = dicomweb): Promise<string> {
  const { datasetOffset, transferSyntaxUid, sopClassUid, sopInstanceUid } = readFileMeta(bytes);
  return ingest(bytes.subarray(datasetOffset), { transferSyntaxUid, sopClassUid, sopInstanceUid }, at);
}

async function ingest(
  dataset: Uint8Array,
  about: { readonly transferSyntaxUid: string; readonly sopClassUid: string; readonly sopInstanceUid: string },
  at = dicomweb,
): Promise<string> {
  const pieces = (async function* () {
    yield dataset;
  })();
  const { studyInstanceUid } = await at.archive.ingest(pieces, {
    ...about,
    callingAeTitle: 'TEST',
    calledAeTitle: 'FILMROOM',
    address: '127.0.0.1',
  });
  for await (const [ref] of at.archive.instancesOf({ level: 'IMAGE', sopInstanceUids: [about.sopInstanceUid] }))
    return `/studies/${studyInstanceUid}/series/${ref!.seriesInstanceUid}/instances/${about.sopInstanceUid}`;
  throw new Error('it was not stored');
}

const rendered = (file: string, query = '', accept = 'image/png') => dicomweb.get(`${paths.get(file)}/rendered${query}`, accept);

/** Pixels of a PNG that was written here: 8 bits, lines as they are or by the filter Up. */
function pixelsOf({ bytes, status }: Got): { width: number; height: number; samples: number; pixels: Buffer } {
  assert.equal(status, 200, bytes.toString('utf8', 0, 300));
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const samples = bytes[25] === 2 ? 3 : 1;
  const length = bytes.readUInt32BE(33);
  const lines = inflateSync(bytes.subarray(41, 41 + length));
  const stride = width * samples;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < stride; x++)
      pixels[y * stride + x] = lines[y * (stride + 1) + 1 + x]! + (lines[y * (stride + 1)] === 2 ? pixels[(y - 1) * stride + x]! : 0);
  return { width, height, samples, pixels };
}

function jpegSize(bytes: Buffer): [width: number, height: number] {
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2))
    if (bytes[at + 1] === 0xc0) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
  throw new Error('no frame header');
}

describe('PS3.18 §10.4.1.1.3 rendered instances', () => {
  it('are JPEG where nothing else is asked for', async () => {
    const answer = await rendered(CT, '', '*/*');
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/jpeg']);
    assert.deepEqual(jpegSize(answer.bytes), [512, 512]);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });
  for (const [type, begin] of [
    ['image/png', '\x89PNG'],
    ['image/gif', 'GIF89a'],
    ['image/jpeg', '\xff\xd8'],
  ] as const)
    it(`are ${type} where that is asked for`, async () => {
      const { headers, bytes } = await rendered(CT, '', type);
      assert.equal(headers.get('content-type'), type);
      assert.equal(bytes.toString('latin1', 0, begin.length), begin);
    });
  it('what cannot be made is 406 in words', async () => {
    const { status, bytes } = await rendered(CT, '', 'image/webp');
    assert.equal(status, 406);
    assert.match(bytes.toString(), /image\/jpeg/);
  });
  it('colours are RGB', async () => assert.equal(pixelsOf(await rendered(US_YBR)).samples, 3));
  it('MONOCHROME1 is turned round: its least value is white', async () => {
    const dark = pixelsOf(await rendered(CR_MONOCHROME1, '?window=1,2,linear')); // every value of 2 and more is beyond the window
    const zeros = dark.pixels.filter((pixel) => pixel === 0).length;
    assert.ok(zeros > dark.pixels.length / 2, `${zeros}`);
  });
  it('an entity tag, and 304 for who has it', async () => {
    const { headers } = await rendered(CT);
    const again = await dicomweb.get(`${paths.get(CT)}/rendered`, 'image/png', { 'if-none-match': headers.get('etag')! });
    assert.deepEqual([again.status, again.bytes.length], [304, 0]);
    assert.notEqual((await rendered(CT, '?window=40,400,linear')).headers.get('etag'), headers.get('etag'));
  });
  it('several frames: the first, or all of them as parts', async () => {
    const parts = partsOf(await rendered(US_YBR, '', 'multipart/related; type="image/jpeg"'));
    assert.equal(parts.length, 30);
    assert.match(parts[29]!.head, /Content-Type: image\/jpeg\r\nContent-Location: .*\/frames\/30\/rendered/i);
    assert.deepEqual(jpegSize(parts[29]!.content), jpegSize((await rendered(US_YBR, '', 'image/jpeg')).bytes));
  });
});

describe('PS3.18 §8.3.5.1 how they are rendered', () => {
  it('window: another one gives other shades', async () => {
    const narrow = pixelsOf(await rendered(CT, '?window=40,1,linear')).pixels;
    assert.deepEqual(
      [...new Set(narrow)].toSorted((a, b) => a - b),
      [0, 255],
    );
  });
  it('viewport: as large as fits in, in proportion', async () => {
    const { width, height } = pixelsOf(await rendered(CT, '?viewport=200,100'));
    assert.deepEqual([width, height], [100, 100]);
  });
  it('viewport: a part of the image, mirrored', async () => {
    const whole = pixelsOf(await rendered(CT));
    const part = pixelsOf(await rendered(CT, '?viewport=64,64,100,200,64,64'));
    const mirrored = pixelsOf(await rendered(CT, '?viewport=64,64,100,200,-64,64'));
    assert.equal(part.pixels[0], whole.pixels[200 * 512 + 100]);
    assert.equal(mirrored.pixels[63], part.pixels[0]);
  });
  it('quality: less takes less', async () => {
    const [good, poor] = [await rendered(CT, '?quality=95', 'image/jpeg'), await rendered(CT, '?quality=10', 'image/jpeg')];
    assert.ok(poor.bytes.length < good.bytes.length / 2, `${poor.bytes.length} of ${good.bytes.length}`);
  });
  for (const query of [
    'window=1',
    'window=a,b,linear',
    'window=1,0,linear',
    'window=1,0.5,linear',
    'window=1,2,cubic',
    'window=1,2,linear,3',
    'quality=0',
    'quality=101',
    'quality=good',
    'viewport=0,10',
    'viewport=10',
    'viewport=100000,10',
    'viewport=10,10,0,0,0,10',
    'viewport=10,10,x',
    'viewport=1,2,3,4,5,6,7',
    'annotation=all',
    'iccprofile=mine',
  ])
    it(`?${query} is refused with 400`, async () => {
      const { status, bytes } = await rendered(CT, `?${query}`);
      assert.equal(status, 400);
      assert.equal(JSON.parse(bytes.toString()).code, 'DICOMWEB_BAD_PARAMETER');
    });
});

describe('PS3.18 §8.3.5.1.1 annotation', () => {
  /** Rows that differ from the picture without it. */
  const writtenRows = async (file: string, query: string): Promise<readonly number[]> => {
    const [plain, written] = [pixelsOf(await rendered(file)), pixelsOf(await rendered(file, query))];
    assert.deepEqual([written.width, written.height], [plain.width, plain.height]);
    const stride = plain.width * plain.samples;
    const rows = Array.from({ length: plain.height }, (_, y) => y);
    return rows.filter(
      (y) => !plain.pixels.subarray(y * stride, (y + 1) * stride).equals(written.pixels.subarray(y * stride, (y + 1) * stride)),
    );
  };
  it('patient is written at the top, technique at the bottom, both with a comma', async () => {
    const [patient, technique] = [await writtenRows(CT, '?annotation=patient'), await writtenRows(CT, '?annotation=technique')];
    assert.ok(patient.length > 20 && patient.every((y) => y < 256), patient.join());
    assert.ok(technique.length > 20 && technique.every((y) => y > 256), technique.join());
    assert.deepEqual(await writtenRows(CT, '?annotation=patient,technique'), [...patient, ...technique]);
  });
  it('is written on colours too, when the picture has its size', async () => {
    assert.ok((await writtenRows(US_YBR, '?annotation=technique')).length > 0);
    const small = pixelsOf(await rendered(CT, '?annotation=patient&viewport=128,128'));
    assert.deepEqual([small.width, small.height], [128, 128]);
  });
  it('is in no log', async () => {
    await rendered(CT, '?annotation=patient');
    const bytes = fixtureBytes(CT);
    const { datasetOffset } = readFileMeta(bytes);
    const name = bytes
      .subarray(datasetOffset)
      .toString('latin1')
      .match(/PN..([^\0^ ]{4,})/)?.[1];
    assert.ok(name);
    assert.equal(
      dicomweb.log.lines.some((line) => line.includes(name)),
      false,
    );
  });
});

describe('PS3.18 §8.3.5.1.5 iccprofile', () => {
  const SPACES = ['srgb', 'adobergb', 'rommrgb', 'displayp3'];
  const profileIn = ({ status, bytes }: Got): Buffer | undefined => {
    assert.equal(status, 200, bytes.toString('utf8', 0, 300));
    if (bytes[0] === 0xff) {
      const at = bytes.indexOf('ICC_PROFILE\0', 0, 'latin1');
      return at === -1 ? undefined : bytes.subarray(at + 14);
    }
    const at = bytes.indexOf('iCCP', 0, 'latin1');
    return at === -1 ? undefined : inflateSync(bytes.subarray(at + 4 + 'ICC profile'.length + 2, at + 4 + bytes.readUInt32BE(at - 4)));
  };
  it('there is none where it is not asked for, and with no', async () => {
    for (const query of ['', '?iccprofile=no'])
      for (const type of ['image/jpeg', 'image/png']) assert.equal(profileIn(await rendered(US_YBR, query, type)), undefined);
  });
  for (const space of ['yes', ...SPACES])
    it(`${space}: a profile is in it`, async () => {
      for (const type of ['image/jpeg', 'image/png'])
        for (const file of [US_YBR, CT])
          assert.equal(profileIn(await rendered(file, `?iccprofile=${space}`, type))?.toString('latin1', 36, 40), 'acsp');
    });
  it('yes is that of the image where it has one, which is turned to no other', async () => {
    const own = Buffer.alloc(300, 7);
    own.writeUInt32BE(299, 0);
    own.write('acsp', 36, 'latin1');
    const uid = '1.2.826.0.1.3680043.10.79.1';
    const dataset = imageDataset(
      [
        [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7'],
        [0x00080018, 'UI', uid],
        [0x0020000d, 'UI', '1.2.826.0.1.3680043.10.79'],
        [0x0020000e, 'UI', '1.2.826.0.1.3680043.10.79.2'],
        [0x00280002, 'US', '3'],
        [0x00280004, 'CS', 'RGB'],
        [0x00280006, 'US', '0'],
        [0x00282000, 'OB', own],
      ],
      Buffer.alloc(12, 100),
    );
    const about = { transferSyntaxUid: '1.2.840.10008.1.2.1', sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: uid };
    const path = await ingest(dataset, about);
    const got = profileIn(await dicomweb.get(`${path}/rendered?iccprofile=yes`, 'image/png'));
    assert.ok(got?.equals(own.subarray(0, 299)));
    const refused = await dicomweb.get(`${path}/rendered?iccprofile=srgb`, 'image/png');
    assert.equal(refused.status, 406);
    assert.match(refused.bytes.toString(), /profile of its own/);
  });
  it('a GIF holds none, which is said', async () =>
    assert.match((await rendered(US_YBR, '?iccprofile=yes', 'image/gif')).headers.get('warning') ?? '', /^299 .*iccprofile/));
});

describe('PS3.18 Table 8.7.4-1 several frames as one picture', () => {
  it('a GIF of them all, moving', async () => {
    const { status, headers, bytes } = await rendered(US_YBR, '?viewport=64,64', 'image/gif');
    assert.deepEqual([status, headers.get('content-type')], [200, 'image/gif']);
    assert.ok(bytes.includes('NETSCAPE2.0', 0, 'latin1'));
    let pictures = 0;
    for (let at = bytes.indexOf('\x21\xf9\x04', 0, 'latin1'); at !== -1; at = bytes.indexOf('\x21\xf9\x04', at + 1, 'latin1'))
      if (bytes[at + 8] === 0x2c) pictures++;
    assert.equal(pictures, 30);
    assert.equal(bytes.at(-1), 0x3b);
  });
  it('of one frame it is still', async () =>
    assert.equal((await rendered(CT, '', 'image/gif')).bytes.includes('NETSCAPE', 0, 'latin1'), false));
});

describe('PS3.18 §10.4.1.1.3 rendered frames, series and studies', () => {
  it('the frames that are named, in that order', async () => {
    const answer = await dicomweb.get(`${paths.get(US_YBR)}/frames/3,1/rendered`, 'multipart/related; type="image/png"');
    const locations = partsOf(answer).map(({ head }) => /frames\/(\d+)/.exec(head)?.[1]);
    assert.deepEqual(locations, ['3', '1']);
  });
  it('one frame by itself', async () => {
    const { status, headers } = await dicomweb.get(`${paths.get(US_YBR)}/frames/2/rendered`, 'image/jpeg');
    assert.deepEqual([status, headers.get('content-type')], [200, 'image/jpeg']);
  });
  for (const frames of ['0', '31', '1,31', 'x'])
    it(`frames/${frames} is refused`, async () => {
      const { status } = await dicomweb.get(`${paths.get(US_YBR)}/frames/${frames}/rendered`, 'image/jpeg');
      assert.ok(status === 400 || status === 404, `${status}`);
    });
  it('a series, a study: a part for each frame of each image', async () => {
    const series = paths.get(US_YBR)!.split('/instances/')[0]!;
    assert.equal(partsOf(await dicomweb.get(`${series}/rendered`, 'multipart/related; type="image/jpeg"')).length, 30);
    const study = series.split('/series/')[0]!;
    assert.equal(partsOf(await dicomweb.get(`${study}/rendered`, '*/*')).length, 30);
  });
});

describe('a study of stills and a video', () => {
  for (const seriesUid of ['1.1', '9.9'])
    it(`the stills are drawn, words stand for the video (still in a series ${seriesUid})`, async () => {
      const about = { sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: `1.2.826.0.1.3680043.10.78.62.${seriesUid}` };
      const study = paths.get(HEVC)!.split('/series/')[0]!;
      const elements = [
        [0x00080016, 'UI', about.sopClassUid],
        [0x00080018, 'UI', about.sopInstanceUid],
        [0x0020000d, 'UI', study.split('/')[2]!],
        [0x0020000e, 'UI', seriesUid],
      ] as const;
      await ingest(imageDataset(elements, Buffer.of(1, 2, 3, 4)), { ...about, transferSyntaxUid: '1.2.840.10008.1.2.1' });
      const types = partsOf(await dicomweb.get(`${study}/rendered`, 'multipart/related; type="image/jpeg"')).map(
        ({ head }) => /Content-Type: (\S+)/i.exec(head)?.[1],
      );
      assert.equal(types.filter((type) => type === 'application/problem+json').length, 1, `${types}`);
      assert.ok(types.includes('image/jpeg'), `${types}`);
    });
});

describe('many at once', () => {
  const CLIENTS = 12;
  const startBusy = async () => {
    const pixels = createPixels({ clock: systemClock, limits: { ...PIXELS_LIMITS, maxWorkers: 1, maxWaiting: 8 } });
    const busy = await startDicomweb({ parts: { pixels } });
    const path = await store(fixtureBytes(US_YBR), busy);
    const all = (of: string, accept: string) => Promise.all(Array.from({ length: CLIENTS }, () => busy.get(of, accept)));
    return { path, all, [Symbol.asyncDispose]: () => busy[Symbol.asyncDispose]().then(() => pixels.close()) };
  };
  it('a series has all its pictures for each of them: those of several wait for their turn', async () => {
    await using busy = await startBusy();
    for (const got of await busy.all(`${busy.path}/rendered?viewport=16,16`, 'multipart/related; type="image/jpeg"')) {
      const types = partsOf(got).map(({ head }) => /Content-Type: (\S+)/i.exec(head)?.[1]);
      assert.deepEqual(
        types,
        Array.from({ length: 30 }, () => 'image/jpeg'),
      );
    }
  });
  it('so have several frames that are decoded', async () => {
    await using busy = await startBusy();
    const accept = 'multipart/related; type="application/octet-stream"';
    for (const got of await busy.all(`${busy.path}/frames/1,2,3`, accept)) assert.deepEqual([got.status, partsOf(got).length], [200, 3]);
  });
});

describe('PS3.18 §10.4.1.1.5 thumbnails', () => {
  for (const level of ['instance', 'series', 'study'])
    it(`of ${level}: a JPEG of 128 pixels`, async () => {
      const path = paths.get(CT)!;
      const of = level === 'instance' ? path : level === 'series' ? path.split('/instances/')[0] : path.split('/series/')[0];
      const answer = await dicomweb.get(`${of}/thumbnail`, 'image/*');
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/jpeg'], answer.bytes.toString('utf8', 0, 200));
      assert.deepEqual(jpegSize(answer.bytes), [128, 128]);
    });
  it('of a series whose middle image cannot be decoded is that of another', async () => {
    const about = (n: number) => ({
      ...{ sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: `1.2.826.0.1.3680043.10.78.61.12.${n}` },
      transferSyntaxUid: n === 2 ? '1.2.840.10008.1.2.4.50' : '1.2.840.10008.1.2.1',
    });
    const elements = (n: number) =>
      [
        [0x00080016, 'UI', about(n).sopClassUid],
        [0x00080018, 'UI', about(n).sopInstanceUid],
        [0x0020000d, 'UI', '1.2.826.0.1.3680043.10.78.61'],
        [0x0020000e, 'UI', '1.2.826.0.1.3680043.10.78.61.12'],
        [0x00200013, 'IS', String(n)],
        [0x00280002, 'US', '1'],
        [0x00280004, 'CS', 'MONOCHROME2'],
        [0x00280010, 'US', '8'],
        [0x00280011, 'US', '8'],
      ] as const;
    for (const n of [1, 3]) await ingest(imageDataset(elements(n), Buffer.alloc(64, n * 60)), about(n));
    const damaged = await ingest(encapsulatedDataset(elements(2), [Buffer.alloc(0), Buffer.from('this is no JPEG.')]), about(2));
    assert.equal((await dicomweb.get(`${damaged}/thumbnail`, 'image/jpeg')).status, 422, 'the one that cannot be decoded says so');
    for (const several of [damaged.split('/instances/')[0], damaged.split('/series/')[0]]) {
      const { status, headers, bytes } = await dicomweb.get(`${several}/thumbnail`, 'image/jpeg');
      assert.deepEqual([status, headers.get('content-type')], [200, 'image/jpeg'], bytes.toString('utf8', 0, 200));
    }
  });
  it('of a frame, in the size that is asked for', async () => {
    const { bytes } = await dicomweb.get(`${paths.get(US_YBR)}/frames/7/thumbnail?viewport=64,64`, 'image/jpeg');
    assert.equal(Math.max(...jpegSize(bytes)), 64);
  });
  it('asked for at once by many, it is the same', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => dicomweb.get(`${paths.get(J2K)}/thumbnail`, 'image/png')));
    for (const { status, bytes } of answers) assert.ok(status === 200 && bytes.equals(answers[0]!.bytes));
  });
});

describe('what has no picture, or none that can be made', () => {
  for (const file of [REPORT, ECG, PDF])
    for (const what of ['rendered', 'thumbnail'])
      it(`${what} of ${file}: 404 in words`, async () => {
        const { status, bytes } = await dicomweb.get(`${paths.get(file)}/${what}`, 'image/jpeg');
        assert.equal(status, 404);
        assert.equal(JSON.parse(bytes.toString()).code, 'PIXELS_NO_IMAGE');
      });
  it('a thumbnail of a study of reports: 404', async () => {
    const { status } = await dicomweb.get(`${paths.get(REPORT)!.split('/series/')[0]}/thumbnail`, 'image/jpeg');
    assert.equal(status, 404);
  });
  it('a video: 406 in words', async () => {
    const { status, bytes } = await rendered(HEVC);
    assert.equal(status, 406);
    assert.match(bytes.toString(), /HEVC/);
  });
  it('nothing there: 404', async () => {
    const { status } = await dicomweb.get(`${paths.get(CT)!.slice(0, -1)}99/rendered`, 'image/jpeg');
    assert.equal(status, 404);
  });
});

describe('F-06 a corrupt compressed frame', () => {
  const uids = (last: string) =>
    [
      [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7'],
      [0x00080018, 'UI', `1.2.826.0.1.3680043.10.77.${last}`],
      [0x0020000d, 'UI', '1.2.826.0.1.3680043.10.77'],
      [0x0020000e, 'UI', '1.2.826.0.1.3680043.10.77.1'],
    ] as const;
  const corrupt = (last: string, transferSyntaxUid: string, stream: Uint8Array, changes: Parameters<typeof encapsulatedDataset>[0] = []) =>
    ingest(encapsulatedDataset([...uids(last), ...changes], [new Uint8Array(), stream]), {
      transferSyntaxUid,
      sopClassUid: '1.2.840.10008.5.1.4.1.1.7',
      sopInstanceUid: `1.2.826.0.1.3680043.10.77.${last}`,
    });
  const noise = Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919 + 13) & 0xff));
  /** 65535 × 65535 pixels in a few bytes. */
  const bomb = Buffer.from([
    0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9,
  ]);
  const cut = (file: string) => {
    const bytes = fixtureBytes(file);
    const begin = bytes.indexOf(Buffer.from([0xff, 0x4f, 0xff, 0x51]));
    const stream = Buffer.from(bytes.subarray(begin, begin + 4000));
    stream.fill(0x5a, 200);
    return stream;
  };
  const large = [
    [0x00280010, 'US', '65535'],
    [0x00280011, 'US', '65535'],
  ] as const;
  const asOf = [
    [0x00280010, 'US', '512'],
    [0x00280011, 'US', '512'],
    [0x00280100, 'US', '16'],
    [0x00280101, 'US', '14'],
    [0x00280102, 'US', '13'],
    [0x00280103, 'US', '1'],
  ] as const;
  const cases: readonly (readonly [
    what: string,
    syntax: string,
    stream: Uint8Array,
    changes?: Parameters<typeof encapsulatedDataset>[0],
  ])[] = [
    ['noise for JPEG', '1.2.840.10008.1.2.4.50', noise],
    ['noise for JPEG-LS', '1.2.840.10008.1.2.4.80', noise],
    ['noise for JPEG 2000', '1.2.840.10008.1.2.4.90', noise],
    ['noise for HTJ2K', '1.2.840.10008.1.2.4.201', noise],
    ['noise for RLE', '1.2.840.10008.1.2.5', noise],
    ['a JPEG of 65535 × 65535 where the image is small', '1.2.840.10008.1.2.4.50', bomb],
    ['a JPEG of 65535 × 65535 where the image is as large', '1.2.840.10008.1.2.4.50', bomb, large],
    ['JPEG 2000 that turns to noise', '1.2.840.10008.1.2.4.90', cut(J2K), asOf],
  ];
  for (const [at, [what, syntax, stream, changes]] of cases.entries())
    it(`${what}: words, and the server lives`, async () => {
      const path = await corrupt(String(at + 10), syntax, stream, changes);
      const { status, bytes } = await dicomweb.get(`${path}/rendered`, 'image/jpeg');
      assert.ok(status >= 400 && status < 500, `${status} ${bytes.toString('utf8', 0, 200)}`);
      assert.match(JSON.parse(bytes.toString()).code, /^PIXELS_/);
      assert.equal((await rendered(J2K, '', 'image/jpeg')).status, 200); // the same codec goes on
    });
  it('in a series of good ones it is a part of words', async () => {
    const answer = await dicomweb.get('/studies/1.2.826.0.1.3680043.10.77/rendered', 'multipart/related; type="image/jpeg"');
    assert.equal(answer.status, 200);
    assert.ok(partsOf(answer).every(({ head }) => /application\/problem\+json/.test(head)));
  });
});
