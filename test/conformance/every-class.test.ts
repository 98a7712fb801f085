import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { SOP_CLASSES, TRANSFER_SYNTAXES } from '../../app/registry/registry.ts';
import { csvRows } from '../support/csv.ts';
import { smallImage } from '../support/dataset-bytes.ts';
import { encodedImage } from '../support/encoded-image.ts';
import { datasetOf, type Filmroom, startFilmroom, storedFiles } from '../support/filmroom.ts';
import { CT_IMAGE_STORAGE, contextResults, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf } from '../support/raw-peer.ts';

const MOST_CONTEXTS = 128; // the odd ids of one byte (PS3.8 §9.3.2.2)

/** Newer than the lists of the specification: Label Map Segmentation; encapsulated uncompressed, JPEG XL, HTJ2K, deflated frames. */
const NEWER_CLASSES = ['1.2.840.10008.5.1.4.1.1.66.7'];
const NEWER_SYNTAXES = ['1.98', '4.110', '4.111', '4.112', '4.201', '4.202', '4.203', '8.1'].map((tail) => `1.2.840.10008.1.2.${tail}`);

/** What the specification lists, and what the registry has besides. */
const STORAGE_CLASSES = [
  ...new Set([
    ...csvRows('spec/sop-classes.csv')
      .filter(({ kind }) => kind === 'storage')
      .map(({ uid }) => uid!),
    ...NEWER_CLASSES,
    ...[...SOP_CLASSES.values()].filter(({ kind }) => kind === 'storage').map(({ uid }) => uid),
  ]),
].sort();
const SYNTAXES = [
  ...new Set([...csvRows('spec/transfer-syntaxes.csv').map(({ uid }) => uid!), ...NEWER_SYNTAXES, ...TRANSFER_SYNTAXES.keys()]),
].sort();

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

function* batches<Each>(all: readonly Each[]): Generator<readonly Each[]> {
  for (let at = 0; at < all.length; at += MOST_CONTEXTS) yield all.slice(at, at + MOST_CONTEXTS);
}

describe('PS3.4 §B.5 every storage SOP class (checklist 9)', () => {
  it('there are 135 and more', () => assert.ok(STORAGE_CLASSES.length >= 135, `${STORAGE_CLASSES.length}`));
  it('every storage SOP class is accepted, and an object of each is stored', async () => {
    const sent = new Map<string, Buffer>();
    for (const batch of batches(STORAGE_CLASSES)) {
      const peer = await rawAssociate(filmroom.dicomPort, {
        contexts: batch.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] })),
      });
      const results = contextResults(peer.ac.body);
      const refused = batch.filter((_, at) => results.get(at * 2 + 1)?.result !== 0);
      assert.deepEqual(refused, []);
      for (const [at, sopClassUid] of batch.entries()) {
        const { sopInstanceUid, dataset } = smallImage({ sopClassUid });
        const { command } = await peer.ask(at * 2 + 1, cStoreRq(sopClassUid, sopInstanceUid), dataset);
        assert.equal(statusOf(command), 0x0000, sopClassUid);
        sent.set(sopInstanceUid, dataset);
      }
      await peer.release();
    }
    assertStored(sent);
  });
  it('what is no storage class is not taken for one: a Media Storage Directory, a non-patient object, print', async () => {
    const others = ['1.2.840.10008.1.3.10', '1.2.840.10008.5.1.4.38.1', '1.2.840.10008.5.1.1.1'];
    const peer = await rawAssociate(filmroom.dicomPort, {
      contexts: others.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] })),
    });
    assert.deepEqual(
      [...contextResults(peer.ac.body).values()].map(({ result }) => result),
      [3, 3, 3],
    );
    await peer.release();
  });
});

describe('PS3.5 Annex A every transfer syntax (checklist 8, 9)', () => {
  it('every transfer syntax is accepted, and an object in each is stored byte for byte', async () => {
    const sent = new Map<string, Buffer>();
    for (const batch of batches(SYNTAXES)) {
      const peer = await rawAssociate(filmroom.dicomPort, {
        contexts: batch.map((uid) => ({ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [uid] })),
      });
      const results = contextResults(peer.ac.body);
      const refused = batch.filter((uid, at) => results.get(at * 2 + 1)?.result !== 0 || results.get(at * 2 + 1)?.transferSyntax !== uid);
      assert.deepEqual(refused, []);
      for (const [at, uid] of batch.entries()) {
        const { sopInstanceUid, dataset } = encodedImage(TRANSFER_SYNTAXES.get(uid) ?? { encoding: 'explicit-le', encapsulated: true });
        const { command } = await peer.ask(at * 2 + 1, cStoreRq(CT_IMAGE_STORAGE, sopInstanceUid), dataset);
        assert.equal(statusOf(command), 0x0000, `${uid}: ${command.get(0x00000902)?.toString('latin1')}`);
        sent.set(sopInstanceUid, dataset);
      }
      await peer.release();
    }
    assertStored(sent);
  });
  it('an unknown transfer syntax is not: result 4', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, {
      contexts: ['1.2.840.10008.1.2.4.999', '1.2.3.4.5'].map((uid) => ({ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [uid] })),
    });
    assert.deepEqual(
      [...contextResults(peer.ac.body).values()].map(({ result }) => result),
      [4, 4],
    );
    await peer.release();
  });
});

function assertStored(sent: ReadonlyMap<string, Buffer>): void {
  const files = storedFiles(filmroom.dataFolder);
  for (const [sopInstanceUid, dataset] of sent) {
    const file = files.get(sopInstanceUid);
    assert.ok(file, `${sopInstanceUid} is on the disk`);
    assert.deepEqual(datasetOf(readFileSync(file)), dataset);
  }
}
