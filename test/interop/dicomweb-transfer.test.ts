import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { missing } from '../support/dcmtk.ts';
import { type DicomwebUnderTest, type Got, partsOf, startDicomweb } from '../support/dicomweb-under-test.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixtureBytes } from '../support/fixtures.ts';
import { type Orthanc, startOrthanc } from '../support/orthanc.ts';
import { IMPLICIT_LE, rawAssociate, roleSelection } from '../support/raw-peer.ts';
import { get, LEVEL, STUDY, STUDY_ROOT_GET } from '../support/raw-retrieve.ts';
import { storeFile } from '../support/store-file.ts';

const STORED = 'multipart/related; type="application/dicom"; transfer-syntax=*';
/** Each transfer syntax once; all of them are taken by both doors. */
const FILES = [
  'synthetic/ts/mono16_ile.dcm',
  'synthetic/ts/rgb8_ele.dcm',
  'pydicom/SC_rgb_small_odd_big_endian.dcm',
  'synthetic/ts/mf16odd_defl.dcm',
  'pydicom/MR_small_jp2klossless.dcm',
  'pydicom/SC_rgb_small_odd_jpeg.dcm',
  'pydicom/SC_rgb_rle.dcm',
] as const;

const datasetOf = (file: Buffer): Buffer => file.subarray(readFileMeta(file.subarray(0, 16_384)).datasetOffset);
const uidOf = (file: Buffer): string => readFileMeta(file.subarray(0, 16_384)).sopInstanceUid;

/** Of the data sets, in no order: images of one number have none. */
const digestsOf = (got: Got) =>
  partsOf(got)
    .map(({ content }) => createHash('sha256').update(datasetOf(content)).digest('hex'))
    .toSorted();

let filmroom: Filmroom;
const studies = new Map<string, string>(); // by file
before(async () => {
  filmroom = await startFilmroom();
  for (const file of FILES) {
    await storeFile(filmroom.dicomPort, file);
    studies.set(
      file,
      filmroom
        .storedFile(uidOf(fixtureBytes(file)))!
        .split('/')
        .at(-3)!,
    ); // images/YYYY/MM/DD/study/series/instance
  }
});
after(() => filmroom.stop());

async function wado(study: string, accept = STORED): Promise<Got> {
  const answer = await filmroom.ask(`/dicom-web/studies/${study}`, { headers: { accept } });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

describe('what came by C-STORE goes out by WADO-RS', () => {
  for (const file of FILES)
    it(`${file}: bit for bit, and as C-GET gives it`, async () => {
      const sent = fixtureBytes(file);
      const { transferSyntaxUid, sopClassUid } = readFileMeta(sent);
      const mine = partsOf(await wado(studies.get(file)!)).find(({ content }) => uidOf(content) === uidOf(sent));
      assert.ok(mine);
      assert.ok(datasetOf(mine.content).equals(datasetOf(sent)));
      assert.match(mine.head, new RegExp(`transfer-syntax=${transferSyntaxUid.replaceAll('.', '\\.')}\\r\\n`));
      const contexts = [
        { abstractSyntax: STUDY_ROOT_GET, transferSyntaxes: [IMPLICIT_LE] },
        { abstractSyntax: sopClassUid, transferSyntaxes: [transferSyntaxUid] },
      ];
      const peer = await rawAssociate(filmroom.dicomPort, { contexts, userItems: [roleSelection(sopClassUid, 0, 1)] });
      const { received } = await get(peer, 1, { [LEVEL]: 'STUDY', [STUDY]: studies.get(file)! });
      await peer.release();
      const byGet = received.find(({ uid }) => uid === uidOf(sent));
      assert.ok(byGet?.dataset?.equals(datasetOf(mine.content)));
    });
});

describe('STOW-RS from one Filmroom to another', () => {
  let other: DicomwebUnderTest;
  before(async () => {
    other = await startDicomweb();
  });
  after(() => other[Symbol.asyncDispose]());

  it('the answer of WADO-RS is a body that STOW-RS takes, and what arrives is what was sent', async () => {
    for (const file of FILES) {
      const study = studies.get(file)!;
      const got = await wado(study);
      const answer = await other.ask(`/studies/${study}`, {
        method: 'POST',
        body: Uint8Array.from(got.bytes),
        headers: { 'content-type': got.headers.get('content-type')! },
      });
      assert.equal(answer.status, 200, `${file}: ${await answer.text()}`);
      const again = await other.get(`/studies/${study}`, STORED);
      assert.deepEqual(digestsOf(again), digestsOf(got), file);
    }
  });
});

const PLUGIN = process.env.ORTHANC_DICOMWEB ?? '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
const skip = missing('Orthanc') || (existsSync(PLUGIN) ? false : 'orthanc-dicomweb is not installed');

describe('Orthanc as a DICOMweb client (orthanc-dicomweb)', { skip }, () => {
  let orthanc: Orthanc;
  before(async () => {
    const made = await filmroom.ask('/api/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'orthanc', role: 'technologist' }),
    });
    const { secret } = (await made.json()) as { secret: string };
    const server = { Url: `${filmroom.webUrl}/dicom-web/`, HttpHeaders: { Authorization: `Bearer ${secret}` }, HasDelete: false };
    orthanc = await startOrthanc({
      settings: { Plugins: [PLUGIN], DicomWeb: { Enable: true, Root: '/dicom-web/', Servers: { filmroom: server } } },
    });
  });
  after(() => orthanc.stop());

  const post = async (path: string, body: object) => {
    const answer = await fetch(`${orthanc.url}/dicom-web/servers/filmroom/${path}`, { method: 'POST', body: JSON.stringify(body) });
    return { status: answer.status, text: await answer.text() };
  };

  it('retrieves a study from us (WADO-RS)', async () => {
    const study = studies.get('synthetic/ts/rgb8_ele.dcm')!;
    const { status, text } = await post('retrieve', { Resources: [{ Study: study }], Synchronous: true });
    assert.equal(status, 200, text);
    assert.equal((await orthanc.instances()).length, 1, text);
  });
  it('stores to us (STOW-RS)', async () => {
    const file = fixtureBytes('pydicom/MR_small.dcm');
    const id = await orthanc.upload(file);
    const { status, text } = await post('stow', { Resources: [id], Synchronous: true });
    assert.equal(status, 200, text);
    assert.ok(filmroom.storedDataset(uidOf(file))?.equals(datasetOf(file)));
  });
  it('searches ours (QIDO-RS)', async () => {
    const answer = await fetch(`${orthanc.url}/dicom-web/servers/filmroom/qido`, {
      method: 'POST',
      body: JSON.stringify({ Uri: '/studies' }),
    });
    assert.equal(answer.status, 200);
    assert.ok(((await answer.json()) as unknown[]).length > 0);
  });
});
