import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import type { InboxSetting } from '../../../app/reconcile/reconcile.ts';
import { openInbox, RECONCILE_LIMITS } from '../../../app/reconcile/reconcile.ts';
import { openWorklist } from '../../../app/worklist/worklist.ts';
import { archiveFor, logInto, objectWith, send, temporaryFolder } from '../../support/archive-under-test.ts';

const STUDY = '1.2.826.0.1.3680043.10.9.1';
const BY = { source: 'typed', who: 'root' } as const;
const ORDER = {
  ...{ PatientName: 'Test^Archive', PatientID: 'ARC1', AccessionNumber: 'A1' },
  ScheduledProcedureStepSequence: [
    { Modality: 'CT', ScheduledProcedureStepStartDate: '20260102', ScheduledProcedureStepStartTime: '0800' },
  ],
};
const ACCESSION = 0x00080050;

async function underTest(t: TestContext, inbox: InboxSetting = 'auto') {
  const folder = temporaryFolder(t);
  const log = logInto([]);
  const archive = await archiveFor(t, { folder });
  const worklist = await openWorklist({ file: join(folder, 'worklist.sqlite'), clock, log });
  const limits = { ...RECONCILE_LIMITS, batchMs: 20, rejudgeMs: 20 };
  const settings = () => ({ inbox, ownAeTitle: 'FILMROOM' });
  const opened = () => openInbox({ file: join(folder, 'reconcile.sqlite'), archive, worklist, settings, clock, log, limits });
  let box = await opened();
  t.after(async () => {
    await box.close();
    await worklist.close();
  });
  const stateOf = async (study = STUDY) => (await box.entry(study))?.state;
  return {
    ...{ archive, worklist, stateOf },
    box: () => box,
    async again() {
      await box.close();
      box = await opened();
    },
    async until(state: string, study = STUDY) {
      for (let tries = 0; tries < 200; tries++) {
        if ((await stateOf(study)) === state) return (await box.entry(study))!;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`${await stateOf(study)}, not ${state}`);
    },
    pause: () => new Promise((resolve) => setTimeout(resolve, 300)),
  };
}

describe('the inbox', () => {
  it('is on while there are orders; what came before there were any is not looked at', async (t) => {
    const test = await underTest(t);
    await send(test.archive, objectWith());
    await test.pause();
    await test.worklist.take({ attributes: ORDER }, BY);
    await test.pause();
    assert.equal(await test.stateOf(), undefined);
    await send(test.archive, objectWith({ 524312: '1.2.3' }));
    await test.until('waiting');
    assert.equal(test.box().waiting(), 1);
  });

  it('off, holds nothing against anything', async (t) => {
    const test = await underTest(t, 'off');
    await test.worklist.take({ attributes: ORDER }, BY);
    await send(test.archive, objectWith());
    await test.pause();
    assert.equal(await test.stateOf(), undefined);
  });

  it('one entry per study; judged anew when an order comes, and changes', async (t) => {
    const test = await underTest(t, 'on');
    await send(test.archive, objectWith({ [ACCESSION]: 'A1' }));
    await send(test.archive, objectWith({ [ACCESSION]: 'A1', 524312: '1.2.3' }));
    const { judgement } = await test.until('waiting');
    assert.deepEqual(judgement.reasons, ['ACCESSION_UNKNOWN']);
    assert.equal((await test.box().list()).open.length, 1);
    const { item } = await test.worklist.take({ attributes: ORDER }, BY);
    await test.until('agrees');
    await test.worklist.change(item.id, { attributes: { PatientName: 'Other^Person' } }, BY);
    assert.deepEqual((await test.until('waiting')).judgement.reasons, ['NAME_DIFFERS']);
  });

  it('left, it stays so when more images come, over a restart too, until the order changes', async (t) => {
    const test = await underTest(t);
    const { item } = await test.worklist.take({ attributes: { ...ORDER, PatientName: 'Other^Person' } }, BY);
    await send(test.archive, objectWith({ [ACCESSION]: 'A1' }));
    const { revision } = await test.until('waiting');
    assert.equal(await test.box().leave({ studyInstanceUid: STUDY, revision: revision + 1, by: 'root' }), 'stale');
    assert.equal(await test.box().leave({ studyInstanceUid: STUDY, revision, by: 'root' }), 'done');
    await send(test.archive, objectWith({ [ACCESSION]: 'A1', 524312: '1.2.3' }));
    await test.pause();
    await test.again();
    await test.pause();
    assert.equal(await test.stateOf(), 'left');
    await test.worklist.change(item.id, { attributes: { PatientName: 'Third^Person' } }, BY);
    await test.until('waiting');
  });

  it('images that came while the program was down are corrected as those before them', async (t) => {
    const test = await underTest(t);
    const { item } = await test.worklist.take({ attributes: { ...ORDER, PatientID: 'P7' } }, BY);
    await send(test.archive, objectWith({ [ACCESSION]: 'A1' }));
    const { revision } = await test.until('waiting');
    assert.equal(await test.box().accept({ studyInstanceUid: STUDY, revision, by: 'root' }, item.id), 'done');
    const corrected = await test.until('corrected');
    assert.equal(await test.box().undo({ studyInstanceUid: STUDY, revision, by: 'root' }), 'stale');
    await test.box().close();
    await send(test.archive, objectWith({ [ACCESSION]: 'A1', 524312: '1.2.3' }));
    await test.again();
    const isCorrected = async () => {
      for await (const page of test.archive.instancesOf({ level: 'STUDY', studyInstanceUids: [STUDY] }))
        return page.length === 2 && page.every(({ file }) => file.endsWith(`${corrected.decision!.mark}.dcm`));
      return false;
    };
    for (let tries = 0; !(await isCorrected()); tries++) {
      assert.ok(tries < 100);
      await test.pause();
    }
    assert.equal((await test.archive.counts()).patients, 1);
  });

  it('changed by hand after an order was taken over, it keeps what the order said', async (t) => {
    const test = await underTest(t);
    const { item } = await test.worklist.take({ attributes: { ...ORDER, PatientID: 'P7' } }, BY);
    await send(test.archive, objectWith({ [ACCESSION]: 'A1' }));
    const { revision } = await test.until('waiting');
    await test.box().accept({ studyInstanceUid: STUDY, revision, by: 'root' }, item.id);
    await test.until('corrected');
    await test.worklist.change(item.id, { attributes: { PatientBirthDate: '19700102', PatientName: 'Other^Person' } }, BY);
    const again = await test.until('waiting');
    await test.box().edit({ studyInstanceUid: STUDY, revision: again.revision, by: 'root' }, { PatientName: 'Other^Person' });
    const { study, decision } = await test.until('corrected');
    assert.deepEqual(decision?.values, { PatientName: 'Other^Person', PatientID: 'P7', AccessionNumber: 'A1' });
    assert.equal((await test.archive.studies.study(STUDY))?.patientId, 'P7', study.patientId);
  });

  it('forgets a study that was deleted', async (t) => {
    const test = await underTest(t, 'on');
    await send(test.archive, objectWith());
    await test.until('waiting');
    await test.archive.studies.remove({ studyInstanceUid: STUDY });
    for (let tries = 0; (await test.stateOf()) !== undefined || test.box().waiting() > 0; tries++) {
      assert.ok(tries < 50);
      await test.pause();
    }
  });
});
