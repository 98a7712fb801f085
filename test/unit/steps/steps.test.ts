import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Archive } from '../../../app/archive/archive.ts';
import type { Completion, Steps } from '../../../app/steps/steps.ts';
import { archiveFor, type LoggedEvent, objectWith, send, temporaryFolder } from '../../support/archive-under-test.ts';
import { type Attributes, CREATED, elementsOf, ended, STUDY_UID } from '../../support/mpps-dataset.ts';
import { stepsFor, until } from '../../support/steps-under-test.ts';

const STEP = '1.2.826.0.1.3680043.10.7.9';
const IMAGES = ['1', '2', '3'].map((tail) => `1.2.826.0.1.3680043.10.7.3.${tail}`);

const create = (steps: Steps, sopInstanceUid: string | undefined = STEP, changes: Attributes = {}, callingAeTitle = 'CT01') =>
  steps.operations.create({ sopInstanceUid, attributes: elementsOf({ ...CREATED, ...changes }), callingAeTitle });
const set = (steps: Steps, attributes: Attributes, sopInstanceUid = STEP) =>
  steps.operations.set({ sopInstanceUid, attributes: elementsOf(attributes), callingAeTitle: 'CT01' });
const store = (archive: Archive, sopInstanceUid: string, study = STUDY_UID) =>
  send(archive, objectWith({ 524312: sopInstanceUid, 2097165: study }));

/** A step that was begun. */
async function begun(t: TestContext, options: Parameters<typeof stepsFor>[3] = {}) {
  const folder = temporaryFolder(t);
  const archive = await archiveFor(t, { folder });
  const steps = await stepsFor(t, archive, folder, options);
  assert.equal((await create(steps)).status, 0x0000);
  return { folder, archive, steps };
}

const counts = async (steps: Steps) => {
  const { named, here, removed, alarm } = (await steps.step(STEP))!;
  return { named, here, removed, alarm: alarm?.code };
};

describe('steps are kept', () => {
  it('another N-CREATE of the same UID is refused, whoever sends it: 0111H, and the first stays', async (t) => {
    const { steps } = await begun(t);
    const again = await create(steps, STEP, { PatientID: 'OTHER' }, 'CT02');
    assert.equal(again.status, 0x0111);
    assert.equal((await steps.step(STEP))?.facts.patientId, 'STEP1');
    assert.deepEqual(
      steps.refusals().map(({ what, callingAeTitle, status }) => [what, callingAeTitle, status]),
      [['N-CREATE', 'CT02', 0x0111]],
    );
  });

  it('two at once: one is made', async (t) => {
    const folder = temporaryFolder(t);
    const steps = await stepsFor(t, await archiveFor(t, { folder }), folder);
    const outcomes = await Promise.all([create(steps), create(steps, STEP, {}, 'CT02')]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), [0x0000, 0x0111]);
  });

  it('makes a UID where the device gives none', async (t) => {
    const { steps } = await begun(t);
    const made = await steps.operations.create({ attributes: elementsOf(CREATED), callingAeTitle: 'CT01' });
    assert.match(made.sopInstanceUid, /^2\.25\.\d+$/);
    assert.ok(await steps.step(made.sopInstanceUid));
  });

  it('refuses a UID that is none: 0117H', async (t) => {
    const { steps } = await begun(t);
    assert.equal((await create(steps, 'STEP-1')).status, 0x0117);
  });

  it('N-SET for nothing: 0112H', async (t) => {
    const { steps } = await begun(t);
    assert.equal((await set(steps, { PerformedProcedureStepDescription: 'x' }, '1.2.3')).status, 0x0112);
  });

  it('N-SETs that come at once are all there', async (t) => {
    const { steps } = await begun(t);
    await Promise.all([
      set(steps, { PerformedProcedureStepDescription: 'Head' }),
      set(steps, { PerformedProcedureTypeDescription: 'CT' }),
      set(steps, { PerformedProcedureStepEndDate: '20261122' }),
    ]);
    const tags = (await steps.operations.get(STEP))!.filter(({ bytes }) => bytes.byteLength > 0).map(({ tag }) => tag);
    for (const tag of [0x00400250, 0x00400254, 0x00400255]) assert.ok(tags.includes(tag));
  });

  it('are there after a restart', async (t) => {
    const { folder, archive, steps } = await begun(t);
    await set(steps, { PerformedProcedureStepDescription: 'Head' });
    await steps.close();
    const again = await stepsFor(t, archive, folder);
    assert.equal((await again.step(STEP))?.facts.description, 'Head');
    assert.equal((await set(again, ended([]))).status, 0x0000);
  });
});

describe('a step meets its images', () => {
  it('counts those that came before it named them, and those that come after', async (t) => {
    const { archive, steps } = await begun(t);
    await store(archive, IMAGES[0]!);
    await set(steps, ended(IMAGES));
    await until('one of three', async () => (await counts(steps)).here === 1);
    await store(archive, IMAGES[1]!);
    await store(archive, IMAGES[2]!);
    await until('three of three', async () => (await counts(steps)).here === 3);
    assert.deepEqual(await counts(steps), { named: 3, here: 3, removed: 0, alarm: undefined });
  });

  it('says aloud that some are missing, once nothing has come for a while', async (t) => {
    const { archive, steps } = await begun(t);
    await set(steps, ended(IMAGES));
    await store(archive, IMAGES[0]!);
    await until('one of three', async () => (await counts(steps)).here === 1);
    assert.equal((await steps.step(STEP))?.isArriving, true);
    await until('the alarm', async () => (await counts(steps)).alarm === 'MISSING');
    const step = (await steps.step(STEP))!;
    assert.deepEqual(step.alarm, { code: 'MISSING', named: 3, arrived: 1, missing: 2 });
    assert.deepEqual([...step.missing].sort(), IMAGES.slice(1));
    const tomorrow = Date.now() + 1000;
    const { older } = await steps.day({ from: tomorrow, to: tomorrow + 1, limit: 10 });
    assert.deepEqual(
      older.map(({ sopInstanceUid }) => sopInstanceUid),
      [STEP],
      'it does not vanish at midnight',
    );
    assert.equal(await steps.accept(STEP, 'ann'), true);
    assert.equal((await counts(steps)).alarm, undefined);
  });

  it('tells what was deleted from what never came', async (t) => {
    const { archive, steps } = await begun(t);
    for (const uid of IMAGES) await store(archive, uid);
    await set(steps, ended(IMAGES));
    await until('three of three', async () => (await counts(steps)).here === 3);
    await archive.studies.remove({ studyInstanceUid: STUDY_UID });
    await until('all deleted', async () => (await counts(steps)).removed === 3);
    assert.deepEqual(await counts(steps), { named: 3, here: 0, removed: 3, alarm: undefined });
  });

  it('a step that was completed without naming anything is shown', async (t) => {
    const { steps } = await begun(t);
    await set(steps, ended([]));
    assert.equal((await counts(steps)).alarm, 'NOTHING_NAMED');
  });

  it('a step that its device left open can be ended by hand', async (t) => {
    const { steps } = await begun(t);
    assert.equal(await steps.end(STEP, 'DISCONTINUED'), true);
    assert.equal((await steps.step(STEP))?.status, 'DISCONTINUED');
    assert.equal(await steps.end(STEP, 'COMPLETED'), false);
    assert.equal((await set(steps, ended([]))).status, 0x0110);
  });
});

describe('a study is complete', () => {
  const completed = (steps: Steps, name = 'test') => {
    const heard: Completion[] = [];
    steps.completions.listen(name, async (completion) => void heard.push(completion));
    return heard;
  };

  it('when its step is over and all that it names is here', async (t) => {
    const { archive, steps } = await begun(t);
    const heard = completed(steps);
    for (const uid of IMAGES.slice(0, 2)) await store(archive, uid);
    await set(steps, ended(IMAGES));
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(await steps.completions.of(STUDY_UID), undefined, 'one is missing');
    await store(archive, IMAGES[2]!);
    const completion = await until('complete', () => steps.completions.of(STUDY_UID));
    assert.deepEqual([completion.why, completion.instances, completion.generation], ['steps', 3, 1]);
    await until('heard', async () => heard.length === 1);
    assert.equal(heard[0]!.studyInstanceUid, STUDY_UID);
  });

  it('when nothing new came for the time that is set, with no step at all', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const steps = await stepsFor(t, archive, folder, { set: { completeAfterMs: 300 } });
    await store(archive, IMAGES[0]!);
    const { why, instances } = await until('complete', () => steps.completions.of(STUDY_UID));
    assert.deepEqual([why, instances], ['quiet', 1]);
  });

  it('is open again when a new instance comes, and not when one comes again', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const steps = await stepsFor(t, archive, folder, { set: { completeAfterMs: 300 } });
    const heard = completed(steps);
    await store(archive, IMAGES[0]!);
    await until('complete', () => steps.completions.of(STUDY_UID));
    await store(archive, IMAGES[0]!); // identical
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal((await steps.completions.of(STUDY_UID))?.generation, 1);
    await store(archive, IMAGES[1]!);
    await until('open again', async () => (await steps.completions.of(STUDY_UID)) === undefined);
    const { generation, instances } = await until('complete again', () => steps.completions.of(STUDY_UID));
    assert.deepEqual([generation, instances], [2, 2]);
    await until('heard twice', async () => heard.length === 2);
  });

  it('is told to each listener in order, again where it failed, and never twice where it did not: over a restart too', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const options = { set: { completeAfterMs: 100 } };
    const first = await stepsFor(t, archive, folder, options);
    const heard: string[] = [];
    const listen = (steps: Steps, fails: boolean) =>
      steps.completions.listen('forwarding', async ({ studyInstanceUid }) => {
        if (fails && studyInstanceUid === '1.2.2') throw new Error('the destination is off');
        heard.push(studyInstanceUid);
      });
    listen(first, true);
    await store(archive, IMAGES[0]!, '1.2.1');
    await until('the first', async () => heard.length === 1);
    await store(archive, IMAGES[1]!, '1.2.2');
    await until('the second is complete', () => first.completions.of('1.2.2'));
    await store(archive, IMAGES[2]!, '1.2.3');
    await until('the third is complete', () => first.completions.of('1.2.3'));
    await first.close();
    listen(await stepsFor(t, archive, folder, options), false);
    await until('all', async () => heard.length === 3);
    assert.deepEqual(heard, ['1.2.1', '1.2.2', '1.2.3']);
  });

  it('what came while the steps were not open is found again', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const options = { set: { completeAfterMs: 100 } };
    const first = await stepsFor(t, archive, folder, options);
    await store(archive, IMAGES[0]!);
    await until('complete', () => first.completions.of(STUDY_UID));
    await create(first);
    await set(first, ended(IMAGES));
    await first.close();
    await store(archive, IMAGES[1]!);
    const events: LoggedEvent[] = [];
    const again = await stepsFor(t, archive, folder, { ...options, events });
    await until('complete with both', async () => (await again.completions.of(STUDY_UID))?.instances === 2);
    await until('two of three', async () => (await counts(again)).here === 2);
    assert.deepEqual(
      events.filter(({ level }) => level === 'warn'),
      [],
    );
  });

  it('an archive that had images before steps were followed stays silent about them', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, {
      folder,
      clock: { ...(await import('../../../app/base/base.ts')).systemClock, now: () => Date.UTC(2020, 0, 1) },
    });
    await store(archive, IMAGES[0]!);
    const steps = await stepsFor(t, archive, folder, { set: { completeAfterMs: 50 } });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(await steps.completions.of(STUDY_UID), undefined);
  });
});
