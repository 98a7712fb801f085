import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readFileMeta } from '../../../app/dataset/dataset.ts';
import {
  archiveFor,
  filesIn,
  inChunks,
  logInto,
  objectWith,
  SOP_INSTANCE_UID,
  send,
  storedDataset,
  temporaryFolder,
} from '../../support/archive-under-test.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const DAY = 'images/2026/01/02/1.2.826.0.1.3680043.10.9.1/1.2.826.0.1.3680043.10.9.2';

describe('ingest: an object becomes a Part 10 file and a row', () => {
  it('keeps the bytes of the data set as they came, after our File Meta Information (PS3.10 §7.1)', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const object = objectWith({}, { bytes: 5000 });

    const { outcome, bytes, file } = await send(archive, object);

    assert.equal(outcome, 'stored');
    assert.equal(bytes, object.dataset.byteLength);
    assert.equal(file, `${DAY}/${SOP_INSTANCE_UID}.dcm`);
    const meta = readFileMeta(readFileSync(join(folder, file)));
    assert.equal(meta.sopInstanceUid, SOP_INSTANCE_UID);
    assert.equal(meta.transferSyntaxUid, object.about.transferSyntaxUid);
    assert.deepEqual(readFileSync(join(folder, file)).subarray(meta.datasetOffset), object.dataset);
  });

  it('leaves nothing in incoming once it is closed', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    await send(archive, objectWith());
    await archive.close();
    assert.deepEqual(filesIn(folder, 'incoming'), []);
  });

  for (const bytes of [0, 2, 4094, 786_432 - 900, 786_432, 786_434, 2_500_000]) {
    it(`writes each byte of ${bytes} bytes of Pixel Data, whatever the blocks`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder });
      const object = objectWith({}, { bytes });
      object.dataset.forEach((_, at) => {
        if (at > object.dataset.byteLength - bytes) object.dataset[at] = at % 251;
      });
      const { file } = await archive.ingest(inChunks(object.dataset, 9_999), object.about);
      assert.deepEqual(storedDataset(folder, file, object), object.dataset);
      const { datasetOffset } = readFileMeta(readFileSync(join(folder, file)));
      assert.equal(statSync(join(folder, file)).size, datasetOffset + object.dataset.byteLength);
    });
  }

  it('takes the day of receipt where Study Date is none', async (t) => {
    const archive = await archiveFor(t, { clock: fakeClock(Date.UTC(2026, 4, 6, 7)) });
    const { file } = await send(archive, objectWith({ 524320: 'yesterday' }));
    assert.match(file, /^images\/2026\/05\/06\//);
  });

  it('tells those who listen, and outlives one that fails', async (t) => {
    const archive = await archiveFor(t);
    const heard: unknown[] = [];
    archive.onStored(() => {
      throw new Error('a page that is gone');
    });
    const stop = archive.onStored((event) => heard.push(event));
    await send(archive, objectWith());
    stop();
    await send(archive, objectWith({ 524312: '1.2.3' }));
    assert.deepEqual(heard, [
      { sopInstanceUid: SOP_INSTANCE_UID, studyInstanceUid: '1.2.826.0.1.3680043.10.9.1', outcome: 'stored', callingAeTitle: 'SENDER' },
    ]);
  });

  it('counts patients, studies, series, instances and bytes', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const files = [
      await send(archive, objectWith()),
      await send(archive, objectWith({ 524312: '1.2.3' })),
      await send(archive, objectWith({ 524312: '1.2.4', 2097166: '1.9' })),
    ];
    const bytes = files.reduce((sum, { file }) => sum + statSync(join(folder, file)).size, 0);
    assert.deepEqual(await archive.counts(), { patients: 1, studies: 1, series: 2, instances: 3, bytes });
  });
});

describe('ingest refuses, and keeps nothing of what it refused', () => {
  const refusals = [
    [
      'another SOP Instance UID than the request has (PS3.4 §B.2.3)',
      objectWith({}, {}, { sopInstanceUid: '1.2.3' }),
      'ARCHIVE_UID_MISMATCH',
    ],
    ['another SOP Class UID than the request has', objectWith({}, {}, { sopClassUid: '1.2.3' }), 'ARCHIVE_UID_MISMATCH'],
    ['no SOP Instance UID', objectWith({ 524312: undefined }), 'ARCHIVE_MISSING_UID'],
    ['no SOP Class UID', objectWith({ 524310: undefined }), 'ARCHIVE_MISSING_UID'],
    ['no Study Instance UID', objectWith({ 2097165: undefined }), 'ARCHIVE_MISSING_UID'],
    ['an empty Series Instance UID', objectWith({ 2097166: '' }), 'ARCHIVE_MISSING_UID'],
    ['a UID too long for a name', objectWith({ 2097166: `1.${'2'.repeat(127)}` }), 'ARCHIVE_MISSING_UID'],
    ['a UID that is too long once escaped', objectWith({ 2097166: '/'.repeat(90) }), 'ARCHIVE_MISSING_UID'],
  ] as const;
  for (const [words, object, code] of refusals) {
    it(`${words}: ${code}`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder });
      await assert.rejects(send(archive, object), { code });
      assert.deepEqual([...filesIn(folder, 'incoming'), ...filesIn(folder, 'images')], []);
      assert.equal((await archive.counts()).instances, 0);
    });
  }

  it('a data set that ends in the middle', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const { dataset, about } = objectWith();
    await assert.rejects(archive.ingest(inChunks(dataset.subarray(0, -1)), about), { code: 'ARCHIVE_UNREADABLE_DATASET' });
    assert.deepEqual([...filesIn(folder, 'incoming'), ...filesIn(folder, 'images')], []);
  });

  it('an empty data set', async (t) => {
    const archive = await archiveFor(t);
    await assert.rejects(archive.ingest(inChunks(Buffer.alloc(0)), objectWith().about), { code: 'ARCHIVE_UNREADABLE_DATASET' });
  });

  it('what a lost association leaves: its error passes as it is', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const lost = new Error('the association is lost');
    async function* lostAfter(bytes: number) {
      yield* inChunks(objectWith({}, { bytes: 3_000_000 }).dataset.subarray(0, bytes));
      throw lost;
    }
    for (const bytes of [0, 100, 2_000_000]) await assert.rejects(archive.ingest(lostAfter(bytes), objectWith().about), lost);
    assert.deepEqual([...filesIn(folder, 'incoming'), ...filesIn(folder, 'images')], []);
  });

  it('anything once it is closed', async (t) => {
    const archive = await archiveFor(t);
    await archive.close();
    await assert.rejects(send(archive, objectWith()), { code: 'ARCHIVE_CLOSED' });
  });

  it('a log line of it names no patient', async (t) => {
    const events: Parameters<typeof logInto>[0] = [];
    const archive = await archiveFor(t, { log: logInto(events), duplicatePolicy: 'reject' });
    await send(archive, objectWith());
    await assert.rejects(send(archive, objectWith({}, { fill: 2 })), { code: 'ARCHIVE_DUPLICATE_REFUSED' });
    assert.ok(events.length > 0);
    assert.doesNotMatch(JSON.stringify(events), /Test|ARC1/);
  });
});

describe('a UID of no standard never leaves its folder', () => {
  for (const uid of ['../../../etc/x', '..', '.', '/etc/x', '1.2~00', '1.2%2F', 'a b', 'ü']) {
    it(`Series Instance UID and SOP Instance UID ${JSON.stringify(uid)}`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder });
      const object = objectWith({ 2097166: uid, 2097165: uid, 524312: uid });
      const { file } = await send(archive, object).catch((error) => {
        assert.equal(error.code, 'ARCHIVE_UID_MISMATCH'); // where the data set's text is read otherwise than the request's
        return { file: undefined };
      });
      assert.deepEqual(filesIn(folder, 'images'), file === undefined ? [] : [file]);
      if (file) assert.equal(file.split('/').length, 7);
    });
  }
});
