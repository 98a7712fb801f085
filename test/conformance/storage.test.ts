import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { datasetOf, type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { logSoFar } from '../support/log-so-far.ts';
import {
  CT_IMAGE_STORAGE,
  cEchoRq,
  commandSet,
  contextResults,
  cStoreRq,
  element,
  IMPLICIT_LE,
  rawAssociate,
  statusOf,
  VERIFICATION,
} from '../support/raw-peer.ts';

const MR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.4';
const contexts = [VERIFICATION, CT_IMAGE_STORAGE, MR_IMAGE_STORAGE].map((abstractSyntax) => ({
  abstractSyntax,
  transferSyntaxes: [IMPLICIT_LE],
}));

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

async function answerTo(command: Buffer, dataset: Buffer, contextId = 3): Promise<{ status: number; comment: string }> {
  const peer = await rawAssociate(filmroom.dicomPort, { contexts });
  const answer = await peer.ask(contextId, command, dataset);
  await peer.release();
  return { status: statusOf(answer.command), comment: answer.command.get(0x00000902)?.toString('latin1').trim() ?? '' };
}
const isError = (status: number, first: number): boolean => (status & 0xff00) === first;

describe('PS3.4 §B.2 C-STORE (checklist 24, 28)', () => {
  it('0000H: the data set on the disk is what was sent, byte for byte', async () => {
    const { dataset, sopClassUid, sopInstanceUid } = smallImage({ pixelBytes: 100_000 });
    assert.equal((await answerTo(cStoreRq(sopClassUid, sopInstanceUid), dataset)).status, 0x0000);
    assert.deepEqual(filmroom.storedDataset(sopInstanceUid), dataset);
  });
  it('the answer names the instance: AffectedSOPClassUID, AffectedSOPInstanceUID, MessageIDBeingRespondedTo (PS3.7 §9.3.1.2)', async () => {
    const { dataset, sopClassUid, sopInstanceUid } = smallImage();
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    const { command, contextId } = await peer.ask(3, cStoreRq(sopClassUid, sopInstanceUid, 4711), dataset);
    assert.equal(contextId, 3);
    assert.equal(command.get(0x00000100)?.readUInt16LE(0), 0x8001);
    assert.equal(command.get(0x00000120)?.readUInt16LE(0), 4711);
    assert.equal(command.get(0x00001000)?.toString('latin1').replace(/\0$/, ''), sopInstanceUid);
    assert.equal(command.get(0x00000002)?.toString('latin1').replace(/\0$/, ''), sopClassUid);
    await peer.release();
  });
  it('A9xx: the data set is of another instance or class than the command says', async () => {
    const image = smallImage();
    const other = await answerTo(cStoreRq(image.sopClassUid, newUid()), image.dataset);
    assert.ok(isError(other.status, 0xa900), other.status.toString(16));
    assert.notEqual(other.comment, '');
    const otherClass = await answerTo(cStoreRq(MR_IMAGE_STORAGE, image.sopInstanceUid), image.dataset, 5);
    assert.ok(isError(otherClass.status, 0xa900), otherClass.status.toString(16));
    assert.equal(filmroom.storedDataset(image.sopInstanceUid), undefined);
  });
  for (const [name, tag] of [
    ['StudyInstanceUID', 0x0020000d],
    ['SeriesInstanceUID', 0x0020000e],
    ['SOPInstanceUID', 0x00080018],
    ['SOPClassUID', 0x00080016],
  ] as const) {
    it(`refuses a data set without ${name}, and says so (X-13)`, async () => {
      const image = smallImage({ without: [tag] });
      const { status, comment } = await answerTo(cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset);
      assert.ok(isError(status, 0xc000) || isError(status, 0xa900), status.toString(16));
      assert.match(comment, new RegExp(name));
      assert.equal(filmroom.storedDataset(image.sopInstanceUid), undefined);
    });
  }
  it('Cxxx: a data set that cannot be read: random bytes, nothing, one that ends too soon (checklist 26)', async () => {
    const image = smallImage();
    for (const dataset of [
      Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919 + 31) % 253)),
      image.dataset.subarray(0, -100),
      Buffer.alloc(0),
    ]) {
      const { status, comment } = await answerTo(cStoreRq(image.sopClassUid, image.sopInstanceUid), dataset);
      assert.ok(isError(status, 0xc000) || isError(status, 0xa900), status.toString(16));
      assert.notEqual(comment, '');
      assert.ok(comment.length <= 64, comment);
    }
    assert.equal(filmroom.storedDataset(image.sopInstanceUid), undefined);
  });
  it('a 3 GB element in a small data set is answered, not waited for', async () => {
    const image = smallImage();
    const liar = Buffer.from(image.dataset);
    liar.writeUInt32LE(3_000_000_000, image.dataset.byteLength - 512 - 4);
    const { status } = await answerTo(cStoreRq(image.sopClassUid, image.sopInstanceUid), liar);
    assert.ok(isError(status, 0xc000));
  });
  it('serves the next message on the same association after each refusal', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    const image = smallImage();
    assert.notEqual(statusOf((await peer.ask(3, cStoreRq(image.sopClassUid, newUid()), image.dataset)).command), 0);
    const byCommand = await peer.ask(3, cStoreRq(MR_IMAGE_STORAGE, image.sopInstanceUid), image.dataset); // refused before its data set is read
    assert.equal(statusOf(byCommand.command), 0x0122);
    assert.equal(statusOf((await peer.ask(3, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset)).command), 0);
    assert.equal(statusOf((await peer.ask(1, cEchoRq(9))).command), 0);
    await peer.release();
  });
});

describe('PS3.7 Annex C statuses of other commands', () => {
  const request = (commandField: number, sopClassUid: string) =>
    commandSet(element(0x00000002, sopClassUid), element(0x00000100, commandField), element(0x00000110, 3), element(0x00000800, 0x0101));
  it('0211H, unrecognized operation, for a command field that PS3.7 does not know', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    assert.equal(statusOf((await peer.ask(1, request(0x0077, VERIFICATION))).command), 0x0211);
    await peer.release();
  });
  it('a C-FIND on a storage context is refused and the association lives', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    assert.ok([0x0122, 0x0211].includes(statusOf((await peer.ask(3, request(0x0020, CT_IMAGE_STORAGE))).command)));
    assert.equal(statusOf((await peer.ask(1, cEchoRq(9))).command), 0);
    await peer.release();
  });
  it('a C-CANCEL-RQ with nothing to cancel is ignored', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    const cancel = commandSet(element(0x00000100, 0x0fff), element(0x00000120, 1), element(0x00000800, 0x0101));
    const { pDataTf, pdv } = await import('../support/raw-peer.ts');
    peer.send(pDataTf(pdv(1, true, true, cancel)));
    assert.equal(statusOf((await peer.ask(1, cEchoRq(9))).command), 0);
    await peer.release();
  });
});

describe('the same SOP Instance UID again (X-11, checklist 25)', () => {
  const send = async (port: number, image: ReturnType<typeof smallImage>) => {
    const peer = await rawAssociate(port, { contexts });
    const status = statusOf((await peer.ask(3, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset)).command);
    await peer.release();
    return status;
  };
  for (const [policy, kept, answer] of [
    ['overwrite', 'second', 0x0000],
    ['keep-first', 'first', 0xb000], // not 0000H: the sender may delete what it believes to be here
    ['reject', 'first', 0x0111],
    ['keep-both', 'first', 0x0000],
  ] as const) {
    it(`${policy}: the ${kept} is there; identical bytes are a success`, async () => {
      const box = await startFilmroom({ config: { storage: { duplicatePolicy: policy } } });
      try {
        const first = smallImage({ fill: 1 });
        const second = smallImage({ sopInstanceUid: first.sopInstanceUid, fill: 2 });
        assert.equal(await send(box.dicomPort, first), 0x0000);
        assert.equal(await send(box.dicomPort, first), 0x0000);
        assert.equal(await send(box.dicomPort, second), answer);
        assert.deepEqual(box.storedDataset(first.sopInstanceUid), kept === 'first' ? first.dataset : second.dataset);
        const quarantined = readdirSync(join(box.dataFolder, 'quarantine'), { recursive: true, encoding: 'utf8' }).filter((name) =>
          name.endsWith('.dcm'),
        );
        assert.equal(quarantined.length, policy === 'keep-both' ? 1 : 0, 'in quarantine');
        for (const name of quarantined) assert.deepEqual(datasetOf(readFileSync(join(box.dataFolder, 'quarantine', name))), second.dataset);
        assert.match(await logSoFar(box), new RegExp(first.sopInstanceUid.replaceAll('.', '\\.')));
      } finally {
        await box.stop();
      }
    });
  }
});

describe('SOP classes (checklist 9, X-10, X-18)', () => {
  const offered = async (port: number, uids: readonly string[]) => {
    const peer = await rawAssociate(port, {
      contexts: uids.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] })),
    });
    const results = [...contextResults(peer.ac.body).values()].map(({ result }) => result);
    await peer.release();
    return results;
  };
  const RETIRED_US = '1.2.840.10008.5.1.4.1.1.6';
  const SIEMENS_PRIVATE = '1.3.12.2.1107.5.9.1';
  const LABEL_MAP_SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.7';
  it('current, retired and configured private ones by default; others not', async () =>
    assert.deepEqual(await offered(filmroom.dicomPort, [LABEL_MAP_SEGMENTATION, RETIRED_US, SIEMENS_PRIVATE, '1.2.3.4']), [0, 0, 0, 3]));
  it('retired and private ones can be switched off', async () => {
    const strict = await startFilmroom({ config: { storage: { acceptRetired: false, privateSopClasses: [] } } });
    try {
      assert.deepEqual(await offered(strict.dicomPort, [CT_IMAGE_STORAGE, RETIRED_US, SIEMENS_PRIVATE]), [0, 3, 3]);
    } finally {
      await strict.stop();
    }
  });
});
