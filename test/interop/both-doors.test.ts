import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type OutlineElement, readFileMeta, readOutline } from '../../app/dataset/dataset.ts';
import { TRANSFER_SYNTAXES, transferSyntaxName } from '../../app/registry/registry.ts';
import { csvRows } from '../support/csv.ts';
import { partsOf } from '../support/dicomweb-under-test.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixtureBytes, fixtureDataset } from '../support/fixtures.ts';
import { IMPLICIT_LE, rawAssociate, roleSelection } from '../support/raw-peer.ts';
import { get, LEVEL, STUDY, STUDY_ROOT_GET } from '../support/raw-retrieve.ts';
import { storeFile } from '../support/store-file.ts';

/* The DICOM door and the web door of one archive: what the one gives, the other gives too, to the last byte. */

/** Of each transfer syntax of the corpus that is stored, the smallest files that say all their UIDs. */
const FILES = (() => {
  const bySyntax = new Map<string, string[]>();
  const rows = csvRows('dicom/manifest.csv').filter(
    ({ expect, features }) => expect === 'stored' && !/no(SOP|Study|Series)UID/.test(features!),
  );
  for (const { file, ts } of rows.toSorted((a, b) => Number(a.size) - Number(b.size))) {
    const files = bySyntax.get(ts!) ?? [];
    if (TRANSFER_SYNTAXES.has(ts!) && files.length < 2 && isNamed(file!)) bySyntax.set(ts!, [...files, file!]);
  }
  return [...bySyntax].flatMap(([uid, files]) => files.map((file) => ({ uid, file })));
})();

/** Whether its File Meta Information names the transfer syntax, and the data set the UIDs of a study. */
function isNamed(file: string): boolean {
  return fixtureDataset(file) !== undefined && !/bad_sequence/.test(file);
}

/** VRs whose values are the same text in a data set and in DICOM JSON (PS3.18 §F.2.2). */
const TEXTS: ReadonlySet<string> = new Set(['AE', 'AS', 'CS', 'DA', 'DT', 'LO', 'SH', 'TM', 'UI']);

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

async function elementsOf(dataset: Buffer, transferSyntaxUid: string): Promise<readonly OutlineElement[]> {
  const pieces = (async function* () {
    yield dataset;
  })();
  return (await readOutline(pieces, transferSyntaxUid)).elements;
}

const datasetOf = (file: Buffer) => file.subarray(readFileMeta(file).datasetOffset);

describe('a study by C-GET and by WADO-RS', () => {
  for (const { uid, file } of FILES)
    it(`${transferSyntaxName(uid)}, ${file}: the same instances, the same bytes, and metadata that say what they hold`, async () => {
      await storeFile(filmroom.dicomPort, file);
      const sent = fixtureDataset(file)!.dataset;
      const elements = await elementsOf(sent, uid);
      const textOf = (tag: string) => elements.find((element) => element.tag === tag)?.text ?? '';
      const [study, sopInstanceUid, sopClassUid] = ['0020000D', '00080018', '00080016'].map(textOf) as [string, string, string];

      const web = await filmroom.ask(`/dicom-web/studies/${study}`, {
        headers: { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
      });
      assert.equal(web.status, 200);
      const parts = partsOf({ headers: web.headers, bytes: Buffer.from(await web.arrayBuffer()) });
      const byWeb = new Map(parts.map(({ content }) => [readFileMeta(content).sopInstanceUid, content]));
      const metas = [...byWeb.values()].map((content) => readFileMeta(content));

      // a context for each class in each transfer syntax: of several in one the acceptor takes one
      const classes = [...new Set(metas.map((meta) => meta.sopClassUid))];
      const kinds = new Map(metas.map((meta) => [`${meta.sopClassUid} ${meta.transferSyntaxUid}`, meta]));
      const contexts = [...kinds.values()].map((meta) => ({
        abstractSyntax: meta.sopClassUid,
        transferSyntaxes: [meta.transferSyntaxUid],
      }));
      const peer = await rawAssociate(filmroom.dicomPort, {
        contexts: [{ abstractSyntax: STUDY_ROOT_GET, transferSyntaxes: [IMPLICIT_LE] }, ...contexts],
        userItems: classes.map((abstractSyntax) => roleSelection(abstractSyntax, 0, 1)),
      });
      const { received } = await get(peer, 1, { [LEVEL]: 'STUDY', [STUDY]: study });
      await peer.release();
      assert.deepEqual(received.map((one) => one.uid).toSorted(), [...byWeb.keys()].toSorted());
      const byGet = received.find((one) => one.uid === sopInstanceUid)?.dataset;
      assert.ok(byGet?.equals(sent), 'C-GET');
      assert.ok(datasetOf(byWeb.get(sopInstanceUid)!).equals(sent), 'WADO-RS');

      const answer = await filmroom.ask(`/dicom-web/studies/${study}/metadata`, { headers: { accept: 'application/dicom+json' } });
      const metadata = (await answer.json()) as Record<string, { vr: string; Value?: unknown[] }>[];
      const mine = metadata.find((one) => one['00080018']?.Value?.[0] === sopInstanceUid);
      assert.ok(mine);
      assert.equal(mine['00080016']?.Value?.[0], sopClassUid);
      for (const { tag, vr, text, isCut, isPrivate } of elements) {
        if (!TEXTS.has(vr) || isPrivate || isCut || text === undefined || tag === '00080005') continue;
        const values: readonly unknown[] = (mine[tag]?.Value ?? []).map((value) => value ?? '');
        assert.equal(values.join('\\'), text, tag);
      }
    });
  it('every transfer syntax of the corpus that is stored is among them', () =>
    assert.ok(new Set(FILES.map(({ uid }) => uid)).size >= 20, String(FILES.length)));
});

describe('what is compressed by both doors, to who takes Explicit VR Little Endian alone', () => {
  it('WADO-RS gives it decoded; C-GET, which decodes nothing, says that it failed', async () => {
    const file = 'pydicom/MR_small_RLE.dcm';
    await storeFile(filmroom.dicomPort, file);
    const { sopClassUid } = readFileMeta(fixtureBytes(file));
    const elements = await elementsOf(fixtureDataset(file)!.dataset, fixtureDataset(file)!.transferSyntaxUid);
    const study = elements.find(({ tag }) => tag === '0020000D')!.text!;
    const explicit = '1.2.840.10008.1.2.1';
    const web = await filmroom.ask(`/dicom-web/studies/${study}`, { headers: { accept: 'multipart/related; type="application/dicom"' } });
    const parts = partsOf({ headers: web.headers, bytes: Buffer.from(await web.arrayBuffer()) });
    assert.ok(parts.every(({ content }) => readFileMeta(content).transferSyntaxUid === explicit));
    const peer = await rawAssociate(filmroom.dicomPort, {
      contexts: [
        { abstractSyntax: STUDY_ROOT_GET, transferSyntaxes: [IMPLICIT_LE] },
        { abstractSyntax: sopClassUid, transferSyntaxes: [explicit] },
      ],
      userItems: [roleSelection(sopClassUid, 0, 1)],
    });
    const { received, all } = await get(peer, 1, { [LEVEL]: 'STUDY', [STUDY]: study });
    await peer.release();
    assert.equal(
      received.some(({ uid }) => uid === readFileMeta(fixtureBytes(file)).sopInstanceUid),
      false,
    );
    assert.notEqual(all.at(-1)!.status, 0);
  });
});
