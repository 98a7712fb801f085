import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { newUid, smallImage } from '../../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { logSoFar } from '../../support/log-so-far.ts';
import { actionInformation, actionRq, askFor, type Named, PUSH_MODEL, takeReport } from '../../support/raw-commitment.ts';
import {
  CT_IMAGE_STORAGE,
  cEchoRq,
  contextResults,
  cStoreRq,
  IMPLICIT_LE,
  rawAssociate,
  roleSelection,
  statusOf,
  userItemsOf,
  VERIFICATION,
} from '../../support/raw-peer.ts';

const contexts = [PUSH_MODEL, CT_IMAGE_STORAGE, VERIFICATION].map((abstractSyntax) => ({
  abstractSyntax,
  transferSyntaxes: [IMPLICIT_LE],
}));
const COMMITMENT = 1;
const STORE = 3;
const ECHO = 5;
const MR = '1.2.840.10008.5.1.4.1.1.4';
const PRINTER = '1.2.840.10008.5.1.1.16';
const named = ({ sopClassUid, sopInstanceUid }: Named): Named => ({ sopClassUid, sopInstanceUid });

/** An association that waits for its report. */
const associate = (of: Filmroom, callingAeTitle = 'CT1') => rawAssociate(of.dicomPort, { contexts, callingAeTitle }, { waitMs: 20_000 });

async function store(of: Filmroom, ...images: readonly ReturnType<typeof smallImage>[]): Promise<readonly number[]> {
  const peer = await associate(of);
  const statuses: number[] = [];
  for (const { sopClassUid, sopInstanceUid, dataset } of images)
    statuses.push(statusOf((await peer.ask(STORE, cStoreRq(sopClassUid, sopInstanceUid), dataset)).command));
  await peer.release();
  return statuses;
}

/** Asks and waits for the report on the same association. */
async function commit(of: Filmroom, references: readonly Named[], transactionUid = newUid()) {
  const peer = await associate(of);
  assert.equal(await askFor(peer, transactionUid, references), 0x0000);
  const report = await takeReport(peer);
  await peer.release();
  assert.equal(report.transactionUid, transactionUid);
  return report;
}

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

describe('PS3.4 Annex J Storage Commitment Push Model, SCP (K-08)', () => {
  it('one stored and one unknown instance: event type 2, each in one of the two sequences, the unknown one with 0112H', async () => {
    const image = smallImage();
    await store(filmroom, image);
    const unknown = { sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: newUid() };
    const report = await commit(filmroom, [named(image), unknown]);
    assert.deepEqual(
      [report.eventTypeId, report.committed, report.failed, report.sopInstanceUid],
      [2, [image.sopInstanceUid], { [unknown.sopInstanceUid]: 0x0112 }, '1.2.840.10008.1.20.1.1'],
    );
  });

  it('all stored: event type 1', async () => {
    const images = [1, 2, 3].map((fill) => smallImage({ fill }));
    await store(filmroom, ...images);
    const report = await commit(filmroom, images.map(named));
    assert.deepEqual([report.eventTypeId, report.committed, report.failed], [1, images.map(({ sopInstanceUid }) => sopInstanceUid), {}]);
  });

  it('a stored file that is gone is not committed (K-09)', async () => {
    const images = [smallImage(), smallImage()];
    await store(filmroom, ...images);
    rmSync(filmroom.storedFile(images[0]!.sopInstanceUid)!);
    const { committed, failed } = await commit(filmroom, images.map(named));
    assert.deepEqual([committed, failed], [[images[1]!.sopInstanceUid], { [images[0]!.sopInstanceUid]: 0x0110 }]);
  });

  it('a stored file of which one bit has turned is not committed, though it was committed a moment ago', async () => {
    const image = smallImage({ pixelBytes: 50_000 });
    await store(filmroom, image);
    assert.deepEqual((await commit(filmroom, [named(image)])).failed, {});
    const file = filmroom.storedFile(image.sopInstanceUid)!;
    const content = readFileSync(file);
    content[content.length - 9]! ^= 1;
    writeFileSync(file, content);
    assert.deepEqual((await commit(filmroom, [named(image)])).failed, { [image.sopInstanceUid]: 0x0110 });
    assert.ok(
      (await logSoFar(filmroom)).split('\n').some((line) => line.includes('commitment.damaged') && line.includes(image.sopInstanceUid)),
    );
  });

  it('an instance under another class is 0119H; one that is not here, of a class that is not stored, 0122H', async () => {
    const image = smallImage();
    await store(filmroom, image);
    const print = { sopClassUid: PRINTER, sopInstanceUid: newUid() };
    const { committed, failed } = await commit(filmroom, [{ ...named(image), sopClassUid: MR }, print]);
    assert.deepEqual([committed, failed], [[], { [image.sopInstanceUid]: 0x0119, [print.sopInstanceUid]: 0x0122 }]);
  });

  it('what is named twice is judged and reported once', async () => {
    const image = smallImage();
    await store(filmroom, image);
    assert.deepEqual((await commit(filmroom, [named(image), named(image)])).committed, [image.sopInstanceUid]);
  });

  it('a Transaction UID that was used before fails every reference with 0131H', async () => {
    const image = smallImage();
    await store(filmroom, image);
    const transactionUid = newUid();
    assert.equal((await commit(filmroom, [named(image)], transactionUid)).eventTypeId, 1);
    const again = await commit(filmroom, [named(image)], transactionUid);
    assert.deepEqual([again.eventTypeId, again.committed, again.failed], [2, [], { [image.sopInstanceUid]: 0x0131 }]);
  });

  it('ten thousand references in one request are all reported, in memory that stays small', async () => {
    const image = smallImage();
    await store(filmroom, image);
    const unknown = Array.from({ length: 9_999 }, () => ({ sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: newUid() }));
    const before = filmroom.rssBytes();
    const { committed, failed } = await commit(filmroom, [...unknown, named(image)]);
    assert.deepEqual([committed, Object.keys(failed).length], [[image.sopInstanceUid], 9_999]);
    assert.ok(filmroom.peakRssBytes() - before < 150_000_000, `${filmroom.peakRssBytes() - before} bytes more`);
  });

  it('the peer that waits for its report may do other things meanwhile', async () => {
    const image = smallImage();
    await store(filmroom, image);
    const peer = await associate(filmroom);
    assert.equal(await askFor(peer, newUid(), [named(image)]), 0);
    assert.equal(statusOf((await peer.ask(ECHO, cEchoRq(7))).command), 0);
    assert.deepEqual((await takeReport(peer)).committed, [image.sopInstanceUid]);
    assert.equal(statusOf((await peer.ask(ECHO, cEchoRq(8))).command), 0);
    await peer.release();
  });

  it('is negotiated in both roles, SCP of who asks and SCU of who reports (PS3.7 D.3.3.4)', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts, userItems: [roleSelection(PUSH_MODEL, 0, 1)] });
    assert.equal(contextResults(peer.ac.body).get(COMMITMENT)?.result, 0);
    const role = userItemsOf(peer.ac.body).find(({ type }) => type === 0x54);
    assert.deepEqual([...role!.body.subarray(-2)], [0, 1]);
    await peer.release();
  });
});

describe('PS3.4 J.3.2 requests that are refused', () => {
  const reference = { sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: '1.2.3' };
  const cases: readonly (readonly [string, Buffer, Buffer, number, RegExp])[] = [
    ['another Action Type ID: 0123H', actionRq({ actionTypeId: 2 }), actionInformation('2.25.1', [reference]), 0x0123, /Action Type ID 2/],
    [
      'another instance than the well-known one: 0112H',
      actionRq({ instance: '1.2.3' }),
      actionInformation('2.25.1', [reference]),
      0x0112,
      /well-known/,
    ],
    ['no Transaction UID: 0115H', actionRq(), actionInformation('', [reference]), 0x0115, /Transaction UID/],
    ['no references: 0115H', actionRq(), actionInformation('2.25.1', []), 0x0115, /Referenced SOP Sequence/],
    ['a data set that cannot be read: 0115H', actionRq(), Buffer.from('not a data set at all'), 0x0115, /not readable/],
  ];
  for (const [name, command, dataset, status, comment] of cases)
    it(`${name}, and the association lives`, async () => {
      const peer = await associate(filmroom);
      const answer = await peer.ask(COMMITMENT, command, dataset);
      assert.equal(statusOf(answer.command), status);
      assert.match(answer.command.get(0x00000902)!.toString('latin1'), comment);
      assert.equal(statusOf((await peer.ask(ECHO, cEchoRq())).command), 0);
      await peer.release();
    });

  it('a listener, and an AE, without the service: not accepted', async () => {
    await using stack = new AsyncDisposableStack();
    const limited = await startFilmroom({
      config: {
        listeners: [{}, { name: 'other', services: ['verification', 'storage'] }],
        remoteAes: [{ title: 'CT9', host: '127.0.0.1', port: 104, allowedServices: ['storage'] }],
      },
    });
    stack.defer(async () => void (await limited.stop()));
    for (const [port, callingAeTitle, result] of [
      [limited.dicomPorts[0]!, 'CT1', 0],
      [limited.dicomPorts[1]!, 'CT1', 3],
      [limited.dicomPorts[0]!, 'CT9', 3],
    ] as const) {
      const peer = await rawAssociate(port, { contexts, callingAeTitle });
      assert.equal(contextResults(peer.ac.body).get(COMMITMENT)?.result, result);
      await peer.release();
    }
  });
});

describe('what is never committed', () => {
  for (const [duplicatePolicy, statuses] of [
    ['keep-both', [0, 0]],
    ['keep-first', [0, 0xb000]],
    ['reject', [0, 0x0111]],
  ] as const)
    it(`duplicatePolicy ${duplicatePolicy}: after other content came under its UID`, async () => {
      await using stack = new AsyncDisposableStack();
      const of = await startFilmroom({ config: { storage: { duplicatePolicy } } });
      stack.defer(async () => void (await of.stop()));
      const image = smallImage({ fill: 1 });
      const other = smallImage({ fill: 2, sopInstanceUid: image.sopInstanceUid });
      assert.deepEqual(await store(of, image, other), statuses);
      const { committed, failed } = await commit(of, [named(image)]);
      // With reject the second was told that it failed: what is here is what was acknowledged.
      if (duplicatePolicy === 'reject') assert.deepEqual(committed, [image.sopInstanceUid]);
      else assert.deepEqual(failed, { [image.sopInstanceUid]: 0x0110 });
      if (duplicatePolicy !== 'keep-first') return;
      await store(of, image); // the same as is kept: now sender and archive agree
      assert.deepEqual((await commit(of, [named(image)])).committed, [image.sopInstanceUid]);
    });
});
