import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openArchive, type RemovalOf, reindex } from '../../../app/archive/archive.ts';
import { archiveFor, faultsIn, heldIn, logInto, objectWith, rowsOf, send, temporaryFolder } from '../../support/archive-under-test.ts';
import { runChild } from '../../support/child.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { removeIn } from './killed-in-remove.ts';
import { SERIES, SOP, STUDY } from './leftovers.ts';

const PROGRAM = new URL('killed-in-remove.ts', import.meta.url).pathname;
const uid = (...parts: readonly number[]) => ['1.2.826.0.1.3680043.10.9', ...parts].join('.');
const image = (study: number, series: number, n: number, fill = n) =>
  objectWith({ [STUDY]: uid(study), [SERIES]: uid(study, series), [SOP]: uid(study, series, n) }, { bytes: 2000, fill });

const OF_STUDY: RemovalOf = { studyInstanceUid: uid(1) };
const OF_SERIES: RemovalOf = { ...OF_STUDY, seriesInstanceUid: uid(1, 1) };
const OF_INSTANCE: RemovalOf = { ...OF_SERIES, sopInstanceUid: uid(1, 1, 2) };

/** Study 1 of two series of three images, one of which also has a second file in quarantine; study 2 of one image. */
async function filled(t: TestContext): Promise<string> {
  const folder = temporaryFolder(t);
  const archive = await openArchive({ folder, log: logInto([]), clock: fakeClock(), duplicatePolicy: 'keep-both', reserveBytes: 0 });
  for (const series of [1, 2]) for (const n of [1, 2, 3]) await send(archive, image(1, series, n));
  assert.equal((await send(archive, image(1, 1, 2, 9))).outcome, 'quarantined');
  await send(archive, image(2, 1, 1));
  await archive.close();
  return folder;
}

const instancesIn = (folder: string) => rowsOf(folder, 'SELECT SOPInstanceUID AS uid, file FROM instance ORDER BY uid');
const uidsIn = (folder: string) => instancesIn(folder).map(({ uid: sopInstanceUid }) => String(sopInstanceUid));
const left = (which: RemovalOf) =>
  [1, 2]
    .flatMap((series) => [1, 2, 3].map((n) => [uid(1), uid(1, series), uid(1, series, n)] as const))
    .filter(
      ([, series, sop]) =>
        which.seriesInstanceUid !== undefined &&
        (which.sopInstanceUid === undefined ? series !== which.seriesInstanceUid : sop !== which.sopInstanceUid),
    )
    .map(([, , sop]) => sop)
    .concat(uid(2, 1, 1))
    .sort();

describe('deleting', () => {
  for (const [words, which, instances] of [
    ['a study', OF_STUDY, 6],
    ['a series', OF_SERIES, 3],
    ['an instance', OF_INSTANCE, 1],
  ] as const)
    it(`${words} takes rows, files and what was in quarantine, and nothing else`, async (t) => {
      const folder = await filled(t);
      const archive = await archiveFor(t, { folder });
      let heard = 0;
      archive.studies.onRemoved(() => heard++);
      const before = await archive.counts();
      const removed = await archive.studies.remove(which);
      assert.equal(removed.instances, instances);
      const after = await archive.counts();
      assert.deepEqual([before.instances - after.instances, before.bytes - after.bytes], [instances, removed.bytes]);
      assert.equal(heard, 1);
      await archive.close();
      assert.deepEqual(uidsIn(folder), left(which));
      assert.deepEqual(await faultsIn(folder), []);
      assert.equal(heldIn(folder).quarantine.length, 0);
    });
  it('what is not there is no fault', async (t) => {
    const archive = await archiveFor(t, { folder: await filled(t) });
    for (const which of [
      { studyInstanceUid: '1.1' },
      { ...OF_STUDY, seriesInstanceUid: '1.1' },
      { ...OF_SERIES, sopInstanceUid: '1.1' },
      { ...OF_SERIES, sopInstanceUid: uid(2, 1, 1) },
    ])
      assert.deepEqual(await archive.studies.remove(which), { instances: 0, bytes: 0 });
    await archive.close();
  });
  it('more than one commit takes is deleted whole', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    for (let n = 0; n < 450; n++) await send(archive, image(1, 1 + (n % 2), n));
    assert.equal((await archive.studies.remove(OF_STUDY)).instances, 450);
    assert.deepEqual(await archive.counts(), { patients: 0, studies: 0, series: 0, instances: 0, bytes: 0 });
    await archive.close();
    assert.deepEqual(await faultsIn(folder), []);
  });
  it('what was deleted can be taken in again, also while its file is still being removed', async (t) => {
    const folder = await filled(t);
    const archive = await archiveFor(t, { folder });
    const [, again] = await Promise.all([archive.studies.remove(OF_SERIES), send(archive, image(1, 1, 1))]);
    assert.ok(['stored', 'identical'].includes(again.outcome));
    await archive.close();
    assert.deepEqual(await faultsIn(folder), []);
  });
});

describe('cut off by kill -9 at each step', () => {
  for (const [words, which] of [
    ['a study', OF_STUDY],
    ['an instance', OF_INSTANCE],
  ] as const) {
    it(`${words}: no row is without its file; after the next start no file is without a row`, async (t) => {
      const steps = await removeIn({ folder: await filled(t), which, at: -1 });
      assert.ok(steps.length >= 4, steps.join(' '));
      for (const at of steps.keys()) {
        if (steps[at] === steps[at - 1] && steps[at] === steps[at + 1]) continue; // one file like the other
        const folder = await filled(t);
        const { signal } = await runChild(process.execPath, [PROGRAM, JSON.stringify({ folder, which, at })]);
        assert.equal(signal, 'SIGKILL', `${at}`);
        for (const row of instancesIn(folder)) assert.ok(existsSync(join(folder, String(row.file))), `${steps[at]}: ${row.file}`);
        await (await archiveFor(t, { folder })).close();
        assert.deepEqual(await faultsIn(folder), [], `${at} ${steps[at]}`);
        if (which === OF_INSTANCE) assert.deepEqual(uidsIn(folder), left(which), `${at} ${steps[at]}`);
      }
    });
  }
  it('reindex does not bring back what was deleted', async (t) => {
    const folder = await filled(t);
    await runChild(process.execPath, [PROGRAM, JSON.stringify({ folder, which: OF_INSTANCE, at: 0 })]);
    await reindex(folder);
    await (await archiveFor(t, { folder })).close();
    assert.deepEqual(uidsIn(folder), left(OF_INSTANCE));
    assert.deepEqual(await faultsIn(folder), []);
  });
});
