import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixtureBytes, fixtureDataset } from '../support/fixtures.ts';
import { CT_IMAGE_STORAGE, cStoreRq, EXPLICIT_LE, IMPLICIT_LE, rawAssociate, statusOf } from '../support/raw-peer.ts';

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

interface ShownStudy {
  readonly studyInstanceUid: string;
  readonly patientId: string;
  readonly patientName: { readonly alphabetic: string; readonly ideographic?: string; readonly phonetic?: string; readonly lang?: string };
  readonly instances: number;
}

async function studies(): Promise<ShownStudy[]> {
  const response = await filmroom.ask('/api/studies?limit=200');
  return ((await response.json()) as { studies: ShownStudy[] }).studies;
}

async function store(sopClassUid: string, sopInstanceUid: string, dataset: Buffer, transferSyntaxUid: string): Promise<void> {
  const contexts = [{ abstractSyntax: sopClassUid, transferSyntaxes: [transferSyntaxUid] }];
  const peer = await rawAssociate(filmroom.dicomPort, { contexts });
  assert.equal(statusOf((await peer.ask(1, cStoreRq(sopClassUid, sopInstanceUid), dataset)).command), 0x0000);
  await peer.release();
}

/** The patient's name in each group, given name last, as the page shows it. */
const NAMES: readonly (readonly [file: string, ...groups: readonly string[]])[] = [
  ['ISO_IR100', 'Müller Jürgen'],
  ['ISO_IR101', 'Święcicki Marek'],
  ['ISO_IR109', 'Ċensu Ġorġ'],
  ['ISO_IR203', 'Œuvre Loïc€'],
  ['ISO_IR13', 'ﾔﾏﾀﾞ ﾀﾛｳ'],
  ['ISO_IR110', 'Jānis Bērziņš'],
  ['ISO_IR144', 'Люкceмбypг'],
  ['ISO_IR126', 'Διονυσιος'],
  ['ISO_IR127', 'قباني لنزار'],
  ['ISO_IR138', 'שרון דבורה'],
  ['ISO_IR148', 'Çavuşoğlu Şükrü'],
  ['ISO_IR166', 'นามสกุล ชื่อ'],
  ['ISO_IR192', 'Wang XiaoDong', '王 小东'],
  ['GB18030', 'Wang XiaoDong', '王 小东'],
  ['GBK', 'Wang XiaoDong', '王 小东'],
  ['_ISO2022IR58', 'Zhang XiaoDong', '张 小东'],
  ['_ISO2022IR87', 'Yamada Tarou', '山田 太郎', 'やまだ たろう'],
  ['ISO2022IR13_ISO2022IR87', 'ﾔﾏﾀﾞ ﾀﾛｳ', '山田 太郎', 'やまだ たろう'],
  ['_ISO2022IR149', 'Hong Gildong', '洪 吉洞', '홍 길동'],
  ['undeclared_utf8', 'Müller Jürgen'],
];

describe('PS3.3 C.12.1.1.2 names in their own script, from the socket to /api/studies (X-14)', () => {
  before(async () => {
    for (const [file] of NAMES) {
      const { dataset, transferSyntaxUid } = fixtureDataset(`synthetic/charset/${file}.dcm`)!;
      const { sopInstanceUid } = readFileMeta(fixtureBytes(`synthetic/charset/${file}.dcm`));
      assert.equal(transferSyntaxUid, EXPLICIT_LE);
      await store(SECONDARY_CAPTURE, sopInstanceUid, dataset, transferSyntaxUid);
    }
  });
  it('shows the names of every character set, each group in its own', async () => {
    const found = new Map((await studies()).map(({ patientId, patientName }) => [patientId, patientName]));
    for (const [file, alphabetic, ideographic, phonetic] of NAMES) {
      const { dataset } = fixtureDataset(`synthetic/charset/${file}.dcm`)!;
      const id = /SYN-DEV-\d+/.exec(dataset.toString('latin1'))![0];
      const { lang: _, ...groups } = found.get(id)!;
      assert.deepEqual(groups, { alphabetic, ...(ideographic && { ideographic }), ...(phonetic && { phonetic }) }, file);
    }
  });
  it('two patients without an ID do not become one', async () => {
    const name = 'Nameless^Twin';
    for (const studyInstanceUid of [newUid(), newUid()]) {
      const image = smallImage({ studyInstanceUid, seriesInstanceUid: newUid(), patientName: name, without: [0x00100020] });
      await store(CT_IMAGE_STORAGE, image.sopInstanceUid, image.dataset, IMPLICIT_LE);
    }
    const twins = (await studies()).filter(({ patientName }) => patientName.alphabetic === 'Nameless Twin');
    assert.equal(twins.length, 2);
  });
  it('one study from two modalities is one study', async () => {
    const studyInstanceUid = newUid();
    for (const callingSeries of [newUid(), newUid()]) {
      const image = smallImage({ studyInstanceUid, seriesInstanceUid: callingSeries });
      await store(CT_IMAGE_STORAGE, image.sopInstanceUid, image.dataset, IMPLICIT_LE);
    }
    const found = (await studies()).filter((study) => study.studyInstanceUid === studyInstanceUid);
    assert.deepEqual(
      found.map(({ instances }) => instances),
      [2],
    );
  });
  it('a name that carries markup or controls is text to the browser, and one line', async () => {
    const image = smallImage({ studyInstanceUid: newUid(), patientName: '<b>Bold</b>\u0007^A', without: [0x00100020] });
    await store(CT_IMAGE_STORAGE, image.sopInstanceUid, image.dataset, IMPLICIT_LE);
    const response = await filmroom.ask('/api/studies');
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    const { studies: shownStudies } = (await response.json()) as { studies: ShownStudy[] };
    const shown = shownStudies[0]!.patientName.alphabetic;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    assert.doesNotMatch(shown, /[\u0000-\u001f]/);
    assert.match(shown, /Bold/);
  });
});
