import assert from 'node:assert/strict';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { logSoFar } from '../support/log-so-far.ts';
import {
  CT_IMAGE_STORAGE,
  commandSet,
  contextResults,
  cStoreRq,
  element,
  extendedNegotiation,
  IMPLICIT_LE,
  message,
  pDataTf,
  pdv,
  rawAssociate,
  roleSelection,
  statusOf,
} from '../support/raw-peer.ts';
import {
  get,
  getRq,
  identifier,
  LEVEL,
  MR_IMAGE_STORAGE,
  moveRq,
  PATIENT_ID,
  PATIENT_ROOT_MOVE,
  type Response,
  responseOf,
  responses,
  SERIES,
  SOP,
  STUDY,
  STUDY_ROOT_GET,
  STUDY_ROOT_MOVE,
} from '../support/raw-retrieve.ts';
import { acceptor } from '../support/store-acceptor.ts';

const contexts = [STUDY_ROOT_MOVE, PATIENT_ROOT_MOVE, STUDY_ROOT_GET, CT_IMAGE_STORAGE].map((abstractSyntax) => ({
  abstractSyntax,
  transferSyntaxes: [IMPLICIT_LE],
}));
const MOVE = 1;
const PATIENT_MOVE = 3;
const GET = 5;
const STORE = 7;

interface Kept {
  readonly study: string;
  readonly series: readonly string[];
  readonly images: readonly ReturnType<typeof smallImage>[];
}

/** A study of two series with three images each. */
async function store(port: number): Promise<Kept> {
  const study = newUid();
  const series = [newUid(), newUid()];
  const images = series.flatMap((seriesInstanceUid) =>
    [1, 2, 3].map((fill) => smallImage({ studyInstanceUid: study, seriesInstanceUid, fill })),
  );
  const peer = await rawAssociate(port, { contexts });
  for (const image of images)
    assert.equal(statusOf((await peer.ask(STORE, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset)).command), 0);
  await peer.release();
  return { study, series, images };
}

async function move(
  filmroom: Filmroom,
  keys: Readonly<Record<number, string>>,
  destination = 'DEST',
  contextId = MOVE,
): Promise<Response[]> {
  const peer = await rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 15_000 });
  const sopClassUid = contextId === PATIENT_MOVE ? PATIENT_ROOT_MOVE : STUDY_ROOT_MOVE;
  peer.send(...message(contextId, moveRq(destination, sopClassUid), identifier(keys)));
  const all = await responses(peer);
  await peer.release();
  return all;
}
const last = (all: readonly Response[]): Response => all.at(-1)!;
const uidsOf = (images: Kept['images']) => images.map(({ sopInstanceUid }) => sopInstanceUid).sort();

let filmroom: Filmroom;
let destination: Awaited<ReturnType<typeof acceptor>>;
let kept: Kept;
before(async () => {
  destination = await acceptor();
  filmroom = await startFilmroom({
    config: {
      requestor: { connectTimeoutMs: 1000, responseTimeoutMs: 1000 },
      remoteAes: [
        { title: 'DEST', host: '127.0.0.1', port: destination.port },
        { title: 'NOBODY', host: '127.0.0.1', port: 1 },
      ],
    },
  });
  kept = await store(filmroom.dicomPort);
});
after(async () => {
  await filmroom.stop();
  await destination.close();
});

describe('PS3.4 §C.4.2 C-MOVE (checklist 34)', () => {
  for (const [name, keys, count] of [
    ['STUDY', (k: Kept) => ({ [LEVEL]: 'STUDY', [STUDY]: k.study }), 6],
    ['SERIES', (k: Kept) => ({ [LEVEL]: 'SERIES', [STUDY]: k.study, [SERIES]: k.series[1]! }), 3],
    ['SERIES, a list of UIDs', (k: Kept) => ({ [LEVEL]: 'SERIES', [STUDY]: k.study, [SERIES]: k.series.join('\\') }), 6],
    [
      'IMAGE, a list of UIDs',
      (k: Kept) => ({
        [LEVEL]: 'IMAGE',
        [STUDY]: k.study,
        [SERIES]: k.series[0]!,
        [SOP]: k.images
          .slice(0, 2)
          .map(({ sopInstanceUid }) => sopInstanceUid)
          .join('\\'),
      }),
      2,
    ],
  ] as const) {
    it(`${name}: every image arrives byte for byte, a pending response after each, counters right`, async () => {
      destination.received.length = 0;
      const all = await move(filmroom, keys(kept));
      assert.deepEqual(
        all.map(({ status, remaining, completed, failed, warning }) => [status, remaining, completed, failed, warning]),
        [...Array.from({ length: count - 1 }, (_, at) => [0xff00, count - 1 - at, at + 1, 0, 0]), [0x0000, undefined, count, 0, 0]],
      );
      assert.equal(destination.received.length, count);
      for (const { sopInstanceUid, dataset } of destination.received)
        assert.deepEqual(dataset, kept.images.find((image) => image.sopInstanceUid === sopInstanceUid)?.dataset);
    });
  }
  it('PATIENT in Patient Root; and the levels below it with the patient’s ID', async () => {
    assert.ok((last(await move(filmroom, { [LEVEL]: 'PATIENT', [PATIENT_ID]: 'RAW1' }, 'DEST', PATIENT_MOVE)).completed ?? 0) >= 6);
    const study = await move(filmroom, { [LEVEL]: 'STUDY', [PATIENT_ID]: 'RAW1', [STUDY]: kept.study }, 'DEST', PATIENT_MOVE);
    assert.equal(last(study).completed, 6);
  });
  it('each C-STORE-RQ says who asked: MoveOriginator AE title and Message ID (PS3.7 §9.1.1.1)', async () => {
    destination.received.length = 0;
    await move(filmroom, { [LEVEL]: 'STUDY', [STUDY]: kept.study });
    const [first] = destination.received;
    assert.equal(first?.command.get(0x00001030)?.toString('latin1').trim(), 'RAWPEER');
    assert.equal(first?.command.get(0x00001031)?.readUInt16LE(0), 7);
  });
  it('0000H with no sub-operation where nothing is found', async () => {
    const all = await move(filmroom, { [LEVEL]: 'STUDY', [STUDY]: newUid() });
    assert.deepEqual([all.length, last(all).status, last(all).completed], [1, 0x0000, 0]);
  });
  it('A801H for a destination that is not in the table; the log has the titles that are', async () => {
    const all = await move(filmroom, { [LEVEL]: 'STUDY', [STUDY]: kept.study }, 'NOSUCH');
    assert.equal(last(all).status, 0xa801);
    assert.match(last(all).comment, /NOSUCH/);
    assert.match(await logSoFar(filmroom), /NOSUCH.*DEST, NOBODY/);
  });
  it('A702H where nobody listens at the destination, with all images in the list of failed ones', async () => {
    const all = await move(filmroom, { [LEVEL]: 'STUDY', [STUDY]: kept.study }, 'NOBODY');
    assert.equal(last(all).status, 0xa702);
    assert.equal(last(all).failed, 6);
    assert.deepEqual([...last(all).failedUids].sort(), uidsOf(kept.images));
    assert.match(last(all).comment, /NOBODY/);
  });
  it('a change of the table over HTTP counts for the next C-MOVE', async () => {
    const url = '/api/ae-table/LATER';
    const body = JSON.stringify({ host: '127.0.0.1', port: destination.port });
    const put = await filmroom.ask(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
    assert.equal(put.status, 201);
    assert.equal(last(await move(filmroom, { [LEVEL]: 'STUDY', [STUDY]: kept.study }, 'LATER')).status, 0x0000);
    assert.equal((await filmroom.ask(url, { method: 'DELETE' })).status, 204);
    assert.equal(last(await move(filmroom, { [LEVEL]: 'STUDY', [STUDY]: kept.study }, 'LATER')).status, 0xa801);
  });
});

describe('PS3.4 §C.4.2.1.4 identifiers that cannot be served: A900H, and the comment names the key', () => {
  const wrong: readonly (readonly [string, (k: Kept) => Readonly<Record<number, string>>, RegExp])[] = [
    ['no level', (k) => ({ [STUDY]: k.study }), /QueryRetrieveLevel/],
    ['an unknown level', (k) => ({ [LEVEL]: 'VISIT', [STUDY]: k.study }), /VISIT/],
    ['PATIENT in Study Root', () => ({ [LEVEL]: 'PATIENT', [PATIENT_ID]: 'RAW1' }), /PATIENT/],
    ['two levels', (k) => ({ [LEVEL]: 'STUDY\\SERIES', [STUDY]: k.study }), /2 values/],
    ['the key of the level missing', () => ({ [LEVEL]: 'STUDY' }), /StudyInstanceUID missing/],
    ['the key of the level empty: never the whole archive', () => ({ [LEVEL]: 'STUDY', [STUDY]: '' }), /StudyInstanceUID missing/],
    ['a key of a level above missing', (k) => ({ [LEVEL]: 'SERIES', [SERIES]: k.series[0]! }), /StudyInstanceUID missing/],
    ['several values above the level', (k) => ({ [LEVEL]: 'SERIES', [STUDY]: `${k.study}\\1.2`, [SERIES]: k.series[0]! }), /one value/],
    ['a wildcard', () => ({ [LEVEL]: 'STUDY', [STUDY]: '1.2.*' }), /no UID/],
  ];
  for (const [name, keys, words] of wrong) {
    it(name, async () => {
      const response = last(await move(filmroom, keys(kept)));
      assert.equal(response.status, 0xa900);
      assert.match(response.comment, words);
    });
  }
  it('C000H for an identifier of more than a megabyte; the association lives', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    peer.send(...message(MOVE, moveRq('DEST'), Buffer.alloc(2_000_000, 0x31)));
    assert.equal(last(await responses(peer)).status, 0xc000);
    peer.send(...message(MOVE, moveRq('DEST'), identifier({ [LEVEL]: 'STUDY', [STUDY]: newUid() })));
    assert.equal(last(await responses(peer)).status, 0x0000);
    await peer.release();
  });
  it('ten thousand UIDs in a list are looked up', async () => {
    const uids = [kept.images[0]!.sopInstanceUid, ...Array.from({ length: 9_999 }, () => newUid())].join('\\');
    const response = last(await move(filmroom, { [LEVEL]: 'IMAGE', [STUDY]: kept.study, [SERIES]: kept.series[0]!, [SOP]: uids }));
    assert.deepEqual([response.status, response.completed], [0x0000, 1]);
  });
  it('relational retrieve, where it was negotiated, wants no keys above (C.4.2.2.2)', async () => {
    const userItems = [extendedNegotiation(STUDY_ROOT_MOVE, Uint8Array.of(1))];
    const peer = await rawAssociate(filmroom.dicomPort, { contexts, userItems });
    peer.send(...message(MOVE, moveRq('DEST'), identifier({ [LEVEL]: 'IMAGE', [SOP]: kept.images[4]!.sopInstanceUid })));
    assert.equal(last(await responses(peer)).completed, 1);
    await peer.release();
  });
});

describe('destinations that do not do as they should', () => {
  const failing = async (options: Parameters<typeof acceptor>[0], check: (all: readonly Response[]) => void | Promise<void>) => {
    const peer = await acceptor(options);
    const url = '/api/ae-table/ODD';
    const body = JSON.stringify({ host: '127.0.0.1', port: peer.port });
    await filmroom.ask(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
    try {
      await check(await move(filmroom, { [LEVEL]: 'STUDY', [STUDY]: kept.study }, 'ODD'));
    } finally {
      await peer.close();
    }
  };
  it('it takes one context in three: the others fail, the log names them', () =>
    failing({ accepts: (_, at) => at % 3 === 1 }, (all) => {
      assert.deepEqual([last(all).status, last(all).completed, last(all).failed], [0x0000, 6, 0]); // the second is Explicit VR Little Endian
    }));
  it('it answers failures: B000H with the list of them, the rest goes on', () =>
    failing({ statusOf: (number) => (number === 2 ? 0xa700 : 0) }, (all) => {
      assert.deepEqual([last(all).status, last(all).completed, last(all).failed], [0xb000, 5, 1]);
      assert.equal(last(all).failedUids.length, 1);
    }));
  it('it answers warnings: counted as such', () =>
    failing({ statusOf: () => 0xb007 }, (all) =>
      assert.deepEqual([last(all).status, last(all).warning, last(all).failed], [0xb000, 6, 0]),
    ));
  it('it takes none of the contexts: A702H, the log says which class and transfer syntax', () =>
    failing({ accepts: () => false }, async (all) => {
      assert.deepEqual([last(all).status, last(all).failed], [0xa702, 6]);
      assert.match(await logSoFar(filmroom), /CT Image Storage is not accepted, stored as Implicit VR Little Endian/);
    }));
  it('it rejects the association: A702H', () =>
    failing({ rejects: true }, (all) => {
      assert.deepEqual([last(all).status, last(all).failed], [0xa702, 6]);
      assert.match(last(all).comment, /rejected/);
    }));
  it('it dies in the middle, once: the association is opened again and all arrive', () =>
    failing({ diesAfter: 2, times: 1 }, (all) =>
      assert.deepEqual([last(all).status, last(all).completed, last(all).failed], [0x0000, 6, 0]),
    ));
  it('it dies whenever it gets something: given up after one retry', () =>
    failing({ diesAfter: 0 }, (all) => assert.deepEqual([last(all).status, last(all).failed], [0xa702, 6])));
  it('it accepts the connection and says nothing: given up after the time-out', () =>
    failing({ hangs: 'associate' }, (all) => assert.deepEqual([last(all).status, last(all).failed], [0xa702, 6])));
  it('it never answers a C-STORE: given up after the time-out', () =>
    failing({ hangs: 'store' }, (all) => assert.deepEqual([last(all).status, last(all).failed], [0xa702, 6])));
});

describe('C-CANCEL (checklist 33)', () => {
  it('FE00H with the counters, and no more images are sent', async () => {
    const slow = await acceptor({ delayMs: 100 });
    const body = JSON.stringify({ host: '127.0.0.1', port: slow.port });
    await filmroom.ask('/api/ae-table/SLOW', { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    peer.send(...message(MOVE, moveRq('SLOW'), identifier({ [LEVEL]: 'STUDY', [STUDY]: kept.study })));
    assert.equal(responseOf(await peer.message()).status, 0xff00);
    const cancel = commandSet(element(0x00000100, 0x0fff), element(0x00000120, 7), element(0x00000800, 0x0101));
    peer.send(pDataTf(pdv(MOVE, true, true, cancel)));
    const { status, remaining = 0, completed = 0 } = last(await responses(peer));
    assert.equal(status, 0xfe00);
    assert.ok(remaining >= 3, String(remaining));
    assert.equal(remaining + completed, 6);
    assert.equal(slow.received.length, completed);
    await peer.release();
    await slow.close();
  });
});

describe('files that vanished or changed under us', () => {
  it('fail with a reason each; the rest goes on', async () => {
    const own = await store(filmroom.dicomPort);
    const [gone, short, rotten] = own.images.map(({ sopInstanceUid }) => filmroom.storedFile(sopInstanceUid)!);
    rmSync(gone!);
    truncateSync(short!, 700);
    const whole = readFileSync(rotten!);
    whole[whole.byteLength - 1] = 0xee;
    writeFileSync(rotten!, whole);
    const all = await move(filmroom, { [LEVEL]: 'STUDY', [STUDY]: own.study });
    assert.deepEqual([last(all).status, last(all).completed, last(all).failed], [0xb000, 3, 3]);
    assert.deepEqual([...last(all).failedUids].sort(), uidsOf(own.images.slice(0, 3)));
    assert.match(await logSoFar(filmroom), /is gone from the data folder/);
    assert.match(await logSoFar(filmroom), /SHA-256 differs/);
  });
});

describe('PS3.4 §C.4.3 C-GET (checklist 19, 35)', () => {
  const withRole = { contexts, userItems: [roleSelection(CT_IMAGE_STORAGE, 0, 1)] };

  it('every image comes back over the same association, counters right', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, withRole);
    const { received, all } = await get(peer, GET, { [LEVEL]: 'STUDY', [STUDY]: kept.study });
    assert.deepEqual([last(all).status, last(all).completed, last(all).failed, all.length], [0x0000, 6, 0, 6]);
    for (const { uid, dataset } of received)
      assert.deepEqual(dataset, kept.images.find(({ sopInstanceUid }) => sopInstanceUid === uid)?.dataset);
    await peer.release();
  });
  it('the next request on the association is served', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, withRole);
    for (const count of [6, 6]) assert.equal((await get(peer, GET, { [LEVEL]: 'STUDY', [STUDY]: kept.study })).received.length, count);
    await peer.release();
  });
  it('a requestor that did not ask for the role of SCP is sent nothing: A702H, and the log says why', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    const { received, all } = await get(peer, GET, { [LEVEL]: 'STUDY', [STUDY]: kept.study });
    assert.deepEqual([received.length, last(all).status, last(all).failed], [0, 0xa702, 6]);
    await peer.release();
  });
  it('a class that the requestor did not offer fails alone: B000H and its UID in the list', async () => {
    const mr = smallImage({ sopClassUid: MR_IMAGE_STORAGE, studyInstanceUid: newUid() });
    const ct = smallImage({ studyInstanceUid: '1.2.826.0.1.3680043.10.1.77' });
    const study = '1.2.826.0.1.3680043.10.1.77';
    const mixed = smallImage({ sopClassUid: MR_IMAGE_STORAGE, studyInstanceUid: study, seriesInstanceUid: newUid() });
    const sender = await rawAssociate(filmroom.dicomPort, {
      contexts: [CT_IMAGE_STORAGE, MR_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] })),
    });
    await sender.ask(1, cStoreRq(ct.sopClassUid, ct.sopInstanceUid), ct.dataset);
    for (const image of [mr, mixed]) await sender.ask(3, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset);
    await sender.release();
    const peer = await rawAssociate(filmroom.dicomPort, withRole);
    const { all } = await get(peer, GET, { [LEVEL]: 'STUDY', [STUDY]: study });
    assert.deepEqual([last(all).status, last(all).completed, last(all).failed], [0xb000, 1, 1]);
    assert.deepEqual(last(all).failedUids, [mixed.sopInstanceUid]);
    await peer.release();
  });
  it('failures of the requestor are counted', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, withRole);
    const { all } = await get(peer, GET, { [LEVEL]: 'STUDY', [STUDY]: kept.study }, 0xa700);
    assert.deepEqual([last(all).status, last(all).failed], [0xa702, 6]);
    await peer.release();
  });
  it('a requestor that never answers a C-STORE is aborted after the time-out', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, withRole);
    peer.send(...message(GET, getRq, identifier({ [LEVEL]: 'STUDY', [STUDY]: kept.study })));
    const { command } = await peer.message();
    assert.equal(command.get(0x00000100)?.readUInt16LE(0), 0x0001);
    assert.equal((await peer.pdu()).type, 0x07);
    peer.socket.destroy();
  });
});

describe('access by the AE table', () => {
  it('an AE may use the services that its entry allows, and no others', async () => {
    const body = JSON.stringify({ host: '127.0.0.1', port: 104, allowedServices: ['storage'] });
    const url = '/api/ae-table/MODALITY';
    await filmroom.ask(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
    const peer = await rawAssociate(filmroom.dicomPort, { callingAeTitle: 'MODALITY', contexts });
    assert.deepEqual(
      [...contextResults(peer.ac.body).values()].map(({ result }) => result),
      [3, 3, 3, 0],
    );
    await peer.release();
  });
});
