import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Archive, type ArchiveOptions, type Correction, correctionOf, reindex, verify } from '../../../app/archive/archive.ts';
import { correctAttributes } from '../../../app/dataset/dataset.ts';
import { archiveFor, filesIn, objectWith, SOP_INSTANCE_UID, send, temporaryFolder } from '../../support/archive-under-test.ts';

const STUDY = '1.2.826.0.1.3680043.10.9.1';
const OTHER = '1.2.826.0.1.3680043.10.9.4';

/** Another name and ID. */
function toBe(PatientName: string, PatientID: string, mark = '0123456789abcdef'): Correction {
  return {
    mark,
    rewrite: (dataset, syntax, source) =>
      correctAttributes(dataset, syntax, {
        values: { PatientName, PatientID },
        ...{ at: '20261122050000.000000+0000', modifyingSystem: 'TEST', sourceOfPreviousValues: source, reason: 'CORRECT' },
      }),
  };
}

const CLEAN = { missing: [], changed: [], unindexed: [], unfinished: 0, index: 'ok' };
async function faultsOf(folder: string) {
  const { missing, changed, unindexed, unfinished, index } = await verify(folder);
  return { missing, changed, unindexed, unfinished, index };
}

async function opened(t: TestContext, options: Partial<ArchiveOptions> = {}): Promise<{ archive: Archive; folder: string }> {
  const folder = temporaryFolder(t);
  return { archive: await archiveFor(t, { folder, ...options }), folder };
}

describe('an instance that is corrected', () => {
  it('is found by its new values, and by the old ones no more; what was received is kept; undone, it is there byte for byte', async (t) => {
    const { archive, folder } = await opened(t);
    await send(archive, objectWith());
    const [received] = filesIn(folder, 'images');
    const before = readFileSync(join(folder, received!));
    assert.equal(await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Right^Name', 'P7')), 'corrected');

    const study = await archive.studies.study(STUDY);
    assert.equal(study?.patientName, 'Right^Name');
    assert.equal(study?.patientId, 'P7');
    assert.deepEqual(await archive.counts().then(({ patients, instances }) => ({ patients, instances })), { patients: 1, instances: 1 });
    const [image, ...more] = filesIn(folder, 'images');
    assert.deepEqual(more, []);
    assert.equal(correctionOf(image!), '0123456789abcdef');
    const [original] = filesIn(folder, 'originals');
    assert.deepEqual(readFileSync(join(folder, original!)), before);
    assert.deepEqual(await faultsOf(folder), CLEAN);
    assert.equal((await archive.vouch([SOP_INSTANCE_UID]))[0]!.kind, 'kept');
    assert.equal(await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Right^Name', 'P7')), 'corrected');

    assert.equal(await archive.corrections.restore(SOP_INSTANCE_UID), 'restored');
    assert.deepEqual(filesIn(folder, 'images'), [received]);
    assert.deepEqual(readFileSync(join(folder, received!)), before);
    assert.deepEqual(filesIn(folder, 'originals'), []);
    assert.equal((await archive.studies.study(STUDY))?.patientName, 'Test^Archive');
    assert.equal(await archive.corrections.restore(SOP_INSTANCE_UID), 'unchanged');
    assert.deepEqual(await faultsOf(folder), CLEAN);
    assert.deepEqual(filesIn(folder, 'incoming'), []);
  });

  it('is corrected a second time from what was received', async (t) => {
    const { archive, folder } = await opened(t);
    await send(archive, objectWith());
    await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Wrong^Again', 'P8'));
    await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Right^Name', 'P7', 'fedcba9876543210'));
    assert.equal((await archive.studies.study(STUDY))?.patientId, 'P7');
    assert.equal(filesIn(folder, 'originals').length, 1);
    assert.equal(filesIn(folder, 'images').length, 1);
    assert.deepEqual(await faultsOf(folder), CLEAN);
    assert.equal(await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Test^Archive', 'ARC1', 'aaaaaaaaaaaaaaaa')), 'unchanged');
    assert.deepEqual(filesIn(folder, 'originals'), []);
    assert.equal((await archive.studies.study(STUDY))?.patientId, 'ARC1');
  });

  for (const duplicatePolicy of ['overwrite', 'reject', 'keep-both', 'keep-first'] as const)
    it(`sent once more as before, stays corrected (${duplicatePolicy})`, async (t) => {
      const { archive, folder } = await opened(t, { duplicatePolicy });
      await send(archive, objectWith());
      await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Right^Name', 'P7'));
      assert.equal((await send(archive, objectWith())).outcome, 'identical');
      assert.equal((await archive.studies.study(STUDY))?.patientId, 'P7');
      assert.equal((await archive.vouch([SOP_INSTANCE_UID]))[0]!.kind, 'kept');
      assert.deepEqual(await faultsOf(folder), CLEAN);
    });

  it('overwritten by other content, leaves nothing behind', async (t) => {
    const { archive, folder } = await opened(t);
    await send(archive, objectWith());
    await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Right^Name', 'P7'));
    assert.equal((await send(archive, objectWith({}, { fill: 9 }))).outcome, 'overwritten');
    assert.deepEqual(filesIn(folder, 'originals'), []);
    assert.equal(filesIn(folder, 'images').length, 1);
    assert.deepEqual(await faultsOf(folder), CLEAN);
  });

  it('deleted, takes with it what was received', async (t) => {
    const { archive, folder } = await opened(t);
    await send(archive, objectWith());
    await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Right^Name', 'P7'));
    await archive.studies.remove({ studyInstanceUid: STUDY });
    assert.deepEqual([...filesIn(folder, 'images'), ...filesIn(folder, 'originals')], []);
    assert.equal(await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Right^Name', 'P7')), 'gone');
    assert.equal(await archive.corrections.restore(SOP_INSTANCE_UID), 'gone');
  });

  it('is the same after reindex, and can still be put back', async (t) => {
    const { archive, folder } = await opened(t);
    const object = objectWith();
    await send(archive, object);
    await send(archive, objectWith({ 524312: OTHER }));
    await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Right^Name', 'P7'));
    await archive.close();
    rmSync(join(folder, 'index.sqlite'));
    const { indexed, superseded, unreadable } = await reindex(folder);
    assert.deepEqual({ indexed, superseded, unreadable }, { indexed: 2, superseded: [], unreadable: [] });
    assert.deepEqual(await faultsOf(folder), CLEAN);
    const again = await archiveFor(t, { folder });
    assert.equal(await again.corrections.restore(SOP_INSTANCE_UID), 'restored');
    assert.equal((await again.studies.study(STUDY))?.patientId, 'ARC1');
  });

  it('whose original has rotted is said by verify, and not put back', async (t) => {
    const { archive, folder } = await opened(t);
    await send(archive, objectWith());
    await archive.corrections.correct(SOP_INSTANCE_UID, toBe('Right^Name', 'P7'));
    const [original] = filesIn(folder, 'originals');
    const bytes = readFileSync(join(folder, original!));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(join(folder, original!), bytes);
    assert.deepEqual(
      (await faultsOf(folder)).changed.map(({ file }) => file),
      [original],
    );
    await assert.rejects(archive.corrections.restore(SOP_INSTANCE_UID), { code: 'ARCHIVE_INSTANCE_CHANGED' });
    assert.equal((await archive.studies.study(STUDY))?.patientId, 'P7');
    rmSync(join(folder, original!));
    assert.deepEqual(
      (await faultsOf(folder)).missing.map(({ file }) => file),
      [original],
    );
    await assert.rejects(archive.corrections.restore(SOP_INSTANCE_UID), { code: 'ARCHIVE_INSTANCE_LOST' });
    assert.equal((await send(archive, objectWith())).outcome, 'identical'); // its sender has it still
    assert.deepEqual(await faultsOf(folder), CLEAN);
  });

  it('stays as received where it cannot be rewritten', async (t) => {
    const { archive, folder } = await opened(t);
    await send(archive, objectWith());
    const [received] = filesIn(folder, 'images');
    const failing: Correction = {
      mark: '0123456789abcdef',
      async *rewrite(dataset) {
        yield* dataset;
        throw new Error('no');
      },
    };
    await assert.rejects(archive.corrections.correct(SOP_INSTANCE_UID, failing), /no/);
    assert.deepEqual(filesIn(folder, 'images'), [received]);
    assert.deepEqual(filesIn(folder, 'originals'), []);
    assert.deepEqual(await faultsOf(folder), CLEAN);
  });

  it('40 of a study at once leave the study one patient', async (t) => {
    const { archive } = await opened(t);
    const uids = Array.from({ length: 40 }, (_, at) => `1.2.3.${at + 1}`);
    for (const uid of uids) await send(archive, objectWith({ 524312: uid }));
    await Promise.all(uids.map((uid) => archive.corrections.correct(uid, toBe('Right^Name', 'P7'))));
    const { patients, studies, instances } = await archive.counts();
    assert.deepEqual({ patients, studies, instances }, { patients: 1, studies: 1, instances: 40 });
    assert.equal((await archive.studies.study(STUDY))?.patientId, 'P7');
  });
});
