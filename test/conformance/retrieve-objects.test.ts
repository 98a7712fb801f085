import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { FIXTURES, fixtureDataset } from '../support/fixtures.ts';
import { logSoFar } from '../support/log-so-far.ts';
import {
  CT_IMAGE_STORAGE,
  contextResults,
  cStoreRq,
  EXPLICIT_LE,
  element,
  IMPLICIT_LE,
  message,
  rawAssociate,
  roleSelection,
  statusOf,
} from '../support/raw-peer.ts';
import { cCancelRq } from '../support/raw-query.ts';
import {
  get,
  identifier,
  LEVEL,
  MR_IMAGE_STORAGE,
  moveRq,
  responses,
  STUDY,
  STUDY_ROOT_GET,
  STUDY_ROOT_MOVE,
} from '../support/raw-retrieve.ts';
import { acceptor } from '../support/store-acceptor.ts';

const CR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.1';
const PRIVATE_STORAGE = '1.3.12.2.1107.5.9.1'; // storage.privateSopClasses has it by default
const CLASSES = [CT_IMAGE_STORAGE, MR_IMAGE_STORAGE, CR_IMAGE_STORAGE];

interface Image {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly dataset: Buffer;
}

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom({ config: { requestor: { connectTimeoutMs: 2000, responseTimeoutMs: 2000 } } });
});
after(() => filmroom.stop());

async function store(images: readonly Image[], transferSyntax = IMPLICIT_LE): Promise<void> {
  const classes = [...new Set(images.map(({ sopClassUid }) => sopClassUid))];
  const contexts = classes.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [transferSyntax] }));
  const peer = await rawAssociate(filmroom.dicomPort, { contexts });
  for (const { sopClassUid, sopInstanceUid, dataset } of images) {
    const { command } = await peer.ask(1 + 2 * classes.indexOf(sopClassUid), cStoreRq(sopClassUid, sopInstanceUid), dataset);
    assert.equal(statusOf(command), 0);
  }
  await peer.release();
}

/** Two images of each class, one study. */
async function mixedStudy(classes: readonly string[] = CLASSES) {
  const study = newUid();
  const images = classes.flatMap((sopClassUid) => {
    const seriesInstanceUid = newUid();
    return [1, 2].map((fill) => smallImage({ sopClassUid, studyInstanceUid: study, seriesInstanceUid, fill }));
  });
  await store(images);
  return { study, images };
}

async function moveTo(port: number, study: string) {
  const url = '/api/ae-table/PICKY';
  const body = JSON.stringify({ host: '127.0.0.1', port });
  assert.ok((await filmroom.ask(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })).ok);
  const peer = await rawAssociate(filmroom.dicomPort, {
    contexts: [{ abstractSyntax: STUDY_ROOT_MOVE, transferSyntaxes: [IMPLICIT_LE] }],
  });
  peer.send(...message(1, moveRq('PICKY'), identifier({ [LEVEL]: 'STUDY', [STUDY]: study })));
  const all = await responses(peer);
  await peer.release();
  return all.at(-1)!;
}

const uidsOf = (images: readonly Image[]) => images.map(({ sopInstanceUid }) => sopInstanceUid).sort();

describe('a C-MOVE destination that takes a part of what a study holds', () => {
  it('one class of three: those arrive, the others are failures by UID, and the log names each class', async () => {
    const { study, images } = await mixedStudy();
    const picky = await acceptor({ accepts: ({ abstractSyntax }) => abstractSyntax === MR_IMAGE_STORAGE });
    const end = await moveTo(picky.port, study);
    await picky.close();
    assert.deepEqual([end.status, end.completed, end.failed, end.warning], [0xb000, 2, 4, 0]);
    const [taken, left] = [true, false].map((is) => images.filter(({ sopClassUid }) => (sopClassUid === MR_IMAGE_STORAGE) === is));
    assert.deepEqual(uidsOf(picky.received.map((each) => ({ ...each, sopClassUid: '', dataset: Buffer.alloc(0) }))), uidsOf(taken!));
    assert.deepEqual([...end.failedUids].sort(), uidsOf(left!));
    for (const name of ['CT Image Storage', 'Computed Radiography Image Storage'])
      assert.match(await logSoFar(filmroom), new RegExp(`${name} is not accepted, stored as Implicit VR Little Endian`));
  });
  it('one context in three: each class has one among its transfer syntaxes, and all arrives', async () => {
    const { study, images } = await mixedStudy();
    const picky = await acceptor({ accepts: (_, at) => at % 3 === 2 });
    const end = await moveTo(picky.port, study);
    await picky.close();
    assert.deepEqual([end.status, end.completed, end.failed, picky.received.length], [0x0000, images.length, 0, images.length]);
  });
  for (const first of [0, 1, 2]) {
    it(`each seventh context, from the ${['first', 'second', 'third'][first]}: what has one arrives, the rest fails`, async () => {
      const { study, images } = await mixedStudy();
      const accepted = new Set<string>();
      const picky = await acceptor({
        accepts({ abstractSyntax }, at) {
          if (at % 7 === first) accepted.add(abstractSyntax);
          return at % 7 === first;
        },
      });
      const end = await moveTo(picky.port, study);
      await picky.close();
      const left = images.filter(({ sopClassUid }) => !accepted.has(sopClassUid));
      assert.ok(left.length > 0 && left.length < images.length, `${left.length} of ${images.length}`);
      assert.deepEqual([end.status, end.completed, end.failed], [0xb000, images.length - left.length, left.length]);
      assert.deepEqual([...end.failedUids].sort(), uidsOf(left));
      assert.equal(picky.received.length, images.length - left.length);
    });
  }
});

/** The requestor of a C-GET that takes these classes, each in these transfer syntaxes. */
function getter(classes: readonly string[], transferSyntaxes: readonly string[] = [IMPLICIT_LE]) {
  const contexts = [
    { abstractSyntax: STUDY_ROOT_GET, transferSyntaxes: [IMPLICIT_LE] },
    ...classes.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes })),
  ];
  return rawAssociate(filmroom.dicomPort, { contexts, userItems: classes.map((each) => roleSelection(each, 0, 1)) });
}

describe('what a retrieve gives back (I-42)', () => {
  /** Private elements with and without a creator, nested, unknown to any dictionary; odd structures. */
  const files = FIXTURES.filter(({ file, expect }) => expect === 'stored' && /priv|synthetic\/odd\//.test(file)).map(({ file }) => file);
  for (const file of files) {
    it(`every attribute, private ones too, byte for byte: ${file}`, async () => {
      const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
      const explicit = transferSyntaxUid !== IMPLICIT_LE;
      const [sopClassUid, sopInstanceUid, study] = [0x00080016, 0x00080018, STUDY].map((tag) => uidIn(dataset, tag, explicit));
      await store([{ sopClassUid: sopClassUid!, sopInstanceUid: sopInstanceUid!, dataset }], transferSyntaxUid);
      const peer = await getter([sopClassUid!], [transferSyntaxUid]);
      const { received, all } = await get(peer, 1, { [LEVEL]: 'STUDY', [STUDY]: study! });
      await peer.release();
      assert.equal(all.at(-1)!.status, 0x0000);
      assert.deepEqual(received.find(({ uid }) => uid === sopInstanceUid)?.dataset, dataset);
    });
  }
  it('an object of a private SOP class', async () => {
    const { study, images } = await mixedStudy([PRIVATE_STORAGE]);
    const peer = await getter([PRIVATE_STORAGE]);
    const { received, all } = await get(peer, 1, { [LEVEL]: 'STUDY', [STUDY]: study });
    await peer.release();
    assert.equal(all.at(-1)!.status, 0x0000);
    for (const { sopInstanceUid, dataset } of images)
      assert.deepEqual(received.find(({ uid }) => uid === sopInstanceUid)?.dataset, dataset);
  });
});

describe('C-CANCEL of a C-GET (PS3.4 C.4.3.3, checklist 33)', () => {
  it('FE00H with the counters, no more images are sent, and the association serves on', async () => {
    const { study } = await mixedStudy();
    const peer = await getter(CLASSES);
    const keys = { [LEVEL]: 'STUDY', [STUDY]: study };
    const { received, all } = await get(peer, 1, keys, 0, (number) => {
      if (number === 2) peer.send(...message(1, cCancelRq(7)));
    });
    const { status, remaining = 0, completed = 0, failed } = all.at(-1)!;
    assert.equal(status, 0xfe00);
    assert.deepEqual([remaining + completed, completed, failed], [6, received.length, 0]);
    assert.ok(remaining >= 3, String(remaining)); // one more may have been on its way
    assert.equal((await get(peer, 1, keys)).received.length, 6);
    await peer.release();
  });
});

describe('query and retrieve are services of a listener (S-16, X-20)', () => {
  it('one without them offers none of their classes', async () => {
    const other = await startFilmroom({
      config: {
        listeners: [
          { name: 'all', port: 0 },
          { name: 'strict', port: 0, services: ['verification', 'storage'] },
          { name: 'query', port: 0, services: ['verification', 'query'] },
        ],
      },
    });
    try {
      const find = '1.2.840.10008.5.1.4.1.2.2.1';
      const contexts = [find, STUDY_ROOT_MOVE, STUDY_ROOT_GET, CT_IMAGE_STORAGE].map((abstractSyntax) => ({
        abstractSyntax,
        transferSyntaxes: [EXPLICIT_LE, IMPLICIT_LE],
      }));
      const results: number[][] = [];
      for (const port of other.dicomPorts) {
        const peer = await rawAssociate(port, { contexts });
        results.push([...contextResults(peer.ac.body).values()].map(({ result }) => result));
        await peer.release();
      }
      assert.deepEqual(results, [
        [0, 0, 0, 0],
        [3, 3, 3, 0],
        [0, 3, 3, 3],
      ]);
    } finally {
      await other.stop();
    }
  });
});

/** The first UID of a tag in the bytes of a little endian data set. */
function uidIn(dataset: Buffer, tag: number, explicit: boolean): string {
  const header = element(tag, '').subarray(0, 4);
  const at = dataset.indexOf(explicit ? Buffer.concat([header, Buffer.from('UI')]) : header);
  const length = explicit ? dataset.readUInt16LE(at + 6) : dataset.readUInt32LE(at + 4);
  return dataset
    .subarray(at + 8, at + 8 + length)
    .toString('latin1')
    .replace(/\0$/, '');
}
