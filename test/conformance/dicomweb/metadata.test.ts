import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type DicomJson, firstOf } from '../../support/dicom-json.ts';
import { STORED_SERIES, storedImage, storeStudies, uid } from '../../support/dicomweb-studies.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { CT_IMAGE_STORAGE, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf } from '../../support/raw-peer.ts';

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
  await storeStudies(filmroom.dicomPort);
});
after(() => filmroom.stop());

const SERIES = `/studies/${uid('1')}/series/${uid('1.1')}`;
const INSTANCE = `${SERIES}/instances/${uid('1.1.1')}`;
const ask = (path: string, headers: Record<string, string> = {}) => filmroom.ask(`/dicom-web${path}/metadata`, { headers });
async function metadata(path: string): Promise<DicomJson[]> {
  const answer = await ask(path);
  assert.equal(answer.status, 200, path);
  return (await answer.json()) as DicomJson[];
}
const uidsOf = (found: readonly DicomJson[]) => found.map((each) => String(firstOf(each, '00080018')).replace(uid(''), ''));

describe('PS3.18 §10.4.1.1.2 Retrieve Metadata', () => {
  it('of an instance: every attribute in the order of its tags, Pixel Data as where it is to be had', async () => {
    const [instance, ...others] = await metadata(INSTANCE);
    assert.deepEqual(others, []);
    assert.deepEqual(instance, {
      '00080016': { vr: 'UI', Value: [CT_IMAGE_STORAGE] },
      '00080018': { vr: 'UI', Value: [uid('1.1.1')] },
      '00080020': { vr: 'DA', Value: ['20260102'] },
      '00080030': { vr: 'TM', Value: ['101500'] },
      '00080050': { vr: 'SH', Value: ['A1'] },
      '00080060': { vr: 'CS', Value: ['CT'] },
      '00081030': { vr: 'LO', Value: ['Study 1'] },
      '00090010': { vr: 'LO', Value: ['FILMROOM TEST'] },
      '00091001': { vr: 'UN', InlineBinary: Buffer.from('private!').toString('base64') },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Garcia^Ana' }] },
      '00100020': { vr: 'LO', Value: ['P1'] },
      '00180050': { vr: 'DS', Value: [2.5] },
      '00181160': { vr: 'SH', Value: ['filter 1'] },
      '0020000D': { vr: 'UI', Value: [uid('1')] },
      '0020000E': { vr: 'UI', Value: [uid('1.1')] },
      '00200013': { vr: 'IS', Value: [1] },
      '00280002': { vr: 'US', Value: [1] },
      '00280010': { vr: 'US', Value: [32] },
      '00280011': { vr: 'US', Value: [32] },
      '00280100': { vr: 'US', Value: [16] },
      '00280103': { vr: 'US', Value: [1] },
      '00280120': { vr: 'SS', Value: [-2000] },
      '00400275': { vr: 'SQ', Value: [{ '00401001': { vr: 'SH', Value: ['RP1'] } }] },
      '7FE00010': { vr: 'OW', BulkDataURI: `${filmroom.webUrl}/dicom-web${INSTANCE}/bulkdata/7FE00010` },
    });
  });
  it('of a series: its instances by their number', async () => assert.deepEqual(uidsOf(await metadata(SERIES)), ['1.1.1', '1.1.2']));
  it('of a study: those of all its series', async () =>
    assert.deepEqual(uidsOf(await metadata(`/studies/${uid('1')}`)).toSorted(), ['1.1.1', '1.1.2', '1.2.1', '1.2.2']));
  it('is the same the second time, when it comes from what was kept', async () => {
    const path = `/studies/${uid('3')}`;
    assert.deepEqual(await metadata(path), await metadata(path));
  });
  it('text is UTF-8 in whatever set it was stored', async () => {
    const [latin] = await metadata(`/studies/${uid('3')}`);
    assert.deepEqual(latin?.['00100010'], { vr: 'PN', Value: [{ Alphabetic: 'Müller^Jörg' }] });
    assert.deepEqual(latin?.['00080005'], { vr: 'CS', Value: ['ISO_IR 192'] });
  });
  it('as XML, a part for each instance', async () => {
    const answer = await ask(SERIES, { accept: 'multipart/related; type="application/dicom+xml"' });
    const text = await answer.text();
    assert.equal(text.match(/<NativeDicomModel /g)?.length, 2);
    assert.match(text, /<DicomAttribute tag="00180050" vr="DS" keyword="SliceThickness"><Value number="1">2\.50<\/Value>/);
    assert.match(text, /<DicomAttribute tag="00090001" vr="UN" privateCreator="FILMROOM TEST"><InlineBinary>/);
    assert.match(text, new RegExp(`<BulkData uri="${filmroom.webUrl}/dicom-web${INSTANCE}/bulkdata/7FE00010"/>`));
  });
  for (const coding of ['gzip', 'br'])
    it(`Accept-Encoding: ${coding}`, async () => {
      const answer = await ask(SERIES, { 'accept-encoding': coding });
      assert.equal(answer.headers.get('content-encoding'), coding);
      assert.equal(((await answer.json()) as unknown[]).length, 2);
    });
  it('is 304 for who has it (RFC 9110 §13.1.2), until an instance is added', async () => {
    const path = `/studies/${uid('2')}`;
    const first = await ask(path);
    const etag = first.headers.get('etag') ?? '';
    await first.body?.cancel();
    assert.match(etag, /^"/);
    const again = await ask(path, { 'if-none-match': `"other", ${etag}` });
    assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', etag]);
    await store(storedImage({ ...STORED_SERIES[2]! }, '3'));
    const later = await ask(path, { 'if-none-match': etag });
    assert.equal(later.status, 200);
    assert.deepEqual(uidsOf((await later.json()) as DicomJson[]), ['2.1.1', '2.1.2', '2.1.3']);
  });
  for (const [path, status, code] of [
    [`/studies/${uid('99')}`, 404, 'DICOMWEB_NOT_FOUND'],
    [`/studies/${uid('1')}/series/${uid('3.1')}`, 404, 'DICOMWEB_NOT_FOUND'],
    [`${SERIES}/instances/${uid('3.1.1')}`, 404, 'DICOMWEB_NOT_FOUND'],
    ['/studies/x', 400, 'DICOMWEB_BAD_UID'],
  ] as const)
    it(`${path.replaceAll(uid(''), '…')} is ${status}`, async () => {
      const answer = await ask(path);
      assert.equal(answer.status, status);
      assert.equal(((await answer.json()) as { code: string }).code, code);
    });
  it('what cannot be given is 406', async () => assert.equal((await ask(SERIES, { accept: 'image/png' })).status, 406));
});

describe('metadata after a change', () => {
  it('of an instance that came again with other content is the new one', async () => {
    const path = `/studies/${uid('4')}`;
    await metadata(path);
    await store(storedImage({ ...STORED_SERIES[4]!, name: 'Changed^Name', set: 'ISO_IR 100' }, '2'));
    const [, second] = await metadata(path);
    assert.deepEqual(firstOf(second, '00100010'), { Alphabetic: 'Changed^Name' });
  });
  it('has no instance that was deleted', async () => {
    const path = `/studies/${uid('1')}/series/${uid('1.2')}`;
    assert.equal((await metadata(path)).length, 2);
    const gone = await filmroom.ask(`/api${path}/instances/${uid('1.2.1')}?reason=test`, { method: 'DELETE' });
    assert.ok(gone.ok, `${gone.status} ${await gone.text()}`);
    assert.deepEqual(uidsOf(await metadata(path)), ['1.2.2']);
  });
  it('says of an instance whose file is gone that it is there; asked for alone it is refused in words', async () => {
    const path = `/studies/${uid('5')}`;
    rmSync(filmroom.storedFile(uid('5.1.2'))!);
    const found = await metadata(path);
    assert.deepEqual(uidsOf(found), ['5.1.1', '5.1.2']);
    assert.equal(Object.keys(found[1]!).length, 4);
    const alone = await ask(`${path}/series/${uid('5.1')}/instances/${uid('5.1.2')}`);
    assert.equal(alone.status, 500);
    assert.equal(((await alone.json()) as { code: string }).code, 'DICOMWEB_NO_METADATA');
    writeFileSync(filmroom.storedFile(uid('5.1.1'))!, 'no file');
    assert.equal((await metadata(path)).length, 2);
    assert.ok(await filmroom.isAlive());
  });
});

async function store({ dataset, sopInstanceUid }: { readonly dataset: Buffer; readonly sopInstanceUid: string }): Promise<void> {
  const peer = await rawAssociate(filmroom.dicomPort, {
    contexts: [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_LE] }],
  });
  assert.equal(statusOf((await peer.ask(1, cStoreRq(CT_IMAGE_STORAGE, sopInstanceUid), dataset)).command), 0);
  await peer.release();
}
