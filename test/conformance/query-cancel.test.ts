import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { newUid } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { CT_IMAGE_STORAGE, cStoreRq, element, IMPLICIT_LE, message, rawAssociate, statusOf } from '../support/raw-peer.ts';
import { answersOf, cCancelRq, cFindRq, find, identifier, STUDY_ROOT } from '../support/raw-query.ts';

const LEVEL = 0x00080052;
const SOP_UID = 0x00080018;
const STUDY_UID = 0x0020000d;
const SERIES_UID = 0x0020000e;
const LONG_TEXT = 0x00184000; // not in the index: read from each file
const IMAGES = 400;
const TEXT_BYTES = 60_000;

const contexts = [STUDY_ROOT, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));
const [study, series] = [newUid(), newUid()];

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
  const peer = await rawAssociate(filmroom.dicomPort, { contexts });
  for (let image = 0; image < IMAGES; image++) {
    const sopInstanceUid = newUid();
    const dataset = Buffer.concat([
      element(0x00080016, CT_IMAGE_STORAGE),
      element(SOP_UID, sopInstanceUid),
      element(LONG_TEXT, Buffer.alloc(TEXT_BYTES, 0x61)),
      element(STUDY_UID, study),
      element(SERIES_UID, series),
    ]);
    assert.equal(statusOf((await peer.ask(3, cStoreRq(CT_IMAGE_STORAGE, sopInstanceUid), dataset)).command), 0);
  }
  await peer.release();
});
after(() => filmroom.stop());

const keys = identifier({ [LEVEL]: 'IMAGE', [STUDY_UID]: study, [SERIES_UID]: series, [SOP_UID]: '', [LONG_TEXT]: '' });

describe('C-CANCEL of a C-FIND (PS3.4 C.4.1.3, checklist 33)', () => {
  it('FE00H before the last answer, and the association serves on', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    const everything = await find(peer, 1, STUDY_ROOT, keys);
    assert.deepEqual([everything.status, everything.answers.length], [0x0000, IMAGES]);
    assert.equal(everything.answers[0]?.elements.get(LONG_TEXT)?.byteLength, TEXT_BYTES);

    peer.socket.pause(); // 24 MB of answers fill what lies between: the query waits for us
    peer.send(...message(1, cFindRq(STUDY_ROOT, 5), keys));
    await wait(300);
    peer.send(...message(1, cCancelRq(5)));
    await wait(100);
    peer.socket.resume();
    const { status, answers } = await answersOf(peer);
    assert.equal(status, 0xfe00);
    assert.ok(answers.length > 0 && answers.length < IMAGES, String(answers.length));

    assert.equal((await find(peer, 1, STUDY_ROOT, identifier({ [LEVEL]: 'STUDY', [STUDY_UID]: study }), 6)).answers.length, 1);
    await peer.release();
  });
  it('of another message, or of one that has ended, changes nothing', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    peer.send(...message(1, cFindRq(STUDY_ROOT, 5), keys), ...message(1, cCancelRq(4)));
    assert.deepEqual(((result) => [result.status, result.answers.length])(await answersOf(peer)), [0x0000, IMAGES]);
    peer.send(...message(1, cCancelRq(5)));
    assert.equal((await find(peer, 1, STUDY_ROOT, identifier({ [LEVEL]: 'STUDY', [STUDY_UID]: study }), 6)).answers.length, 1);
    await peer.release();
  });
});
