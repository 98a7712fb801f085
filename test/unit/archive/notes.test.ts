import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Archive, InstanceRef } from '../../../app/archive/archive.ts';
import { archiveFor, objectWith, rowsOf, send, temporaryFolder } from '../../support/archive-under-test.ts';

const STUDY = '1.2.826.0.1.3680043.10.9.1';
const SERIES = '1.2.826.0.1.3680043.10.9.2';
const which = { studyInstanceUid: STUDY, seriesInstanceUid: SERIES };
const note = Buffer.from('what was made of it');

async function refsOf(archive: Archive): Promise<InstanceRef[]> {
  const refs: InstanceRef[] = [];
  for await (const page of archive.instancesOf({ level: 'SERIES', seriesInstanceUids: [SERIES] })) refs.push(...page);
  return refs;
}
const image = (n: number, fill = 1) => objectWith({ 524312: `1.2.3.${n}` }, { fill });

async function noted(t: TestContext) {
  const folder = temporaryFolder(t);
  const archive = await archiveFor(t, { folder });
  for (const n of [1, 2]) await send(archive, image(n));
  assert.equal(await archive.notes.keep(which, await refsOf(archive), note), true);
  const [series] = await archive.notes.seriesOf({ studyInstanceUid: STUDY });
  const read = async () => {
    const [now] = await archive.notes.seriesOf(which);
    return now && (await archive.notes.read(now));
  };
  return { folder, archive, series: series!, read };
}

describe('a note of a series', () => {
  it('is read again, by a mark that is that of the instances', async (t) => {
    const { archive, series, read } = await noted(t);
    assert.deepEqual([series.seriesInstanceUid, series.instances], [SERIES, 2]);
    assert.deepEqual(Buffer.from((await read())!), note);
    assert.equal(await archive.notes.read({ ...series, mark: 'another' }), undefined);
  });
  it('is none after another instance came, and is there again for the same ones', async (t) => {
    const { archive, read } = await noted(t);
    await send(archive, image(3));
    assert.equal(await read(), undefined);
    await archive.notes.keep(which, await refsOf(archive), Buffer.from('of three'));
    assert.equal(Buffer.from((await read())!).toString(), 'of three');
  });
  it('leaves the disk with the first instance that goes', async (t) => {
    const { folder, archive, read } = await noted(t);
    await archive.studies.remove({ ...which, sopInstanceUid: '1.2.3.1' });
    assert.equal(await read(), undefined);
    assert.deepEqual(rowsOf(folder, 'SELECT * FROM series_note'), []);
  });
  it('leaves the disk when an instance is replaced by another of its UID', async (t) => {
    const { folder, archive, read } = await noted(t);
    await send(archive, image(2, 9));
    assert.equal(await read(), undefined);
    assert.deepEqual(rowsOf(folder, 'SELECT * FROM series_note'), []);
  });
  it('leaves the disk with its study', async (t) => {
    const { folder, archive } = await noted(t);
    await archive.studies.remove({ studyInstanceUid: STUDY });
    assert.deepEqual(rowsOf(folder, 'SELECT * FROM series_note'), []);
    assert.deepEqual(await archive.notes.seriesOf({ studyInstanceUid: STUDY }), []);
  });
  it('is not kept of instances that are others by now', async (t) => {
    const { folder, archive } = await noted(t);
    const before = await refsOf(archive);
    await archive.studies.remove({ ...which, sopInstanceUid: '1.2.3.1' });
    assert.equal(await archive.notes.keep(which, before, note), false);
    assert.deepEqual(rowsOf(folder, 'SELECT * FROM series_note'), []);
  });
  it('is not kept where it is longer than one may be', async (t) => {
    const { archive } = await noted(t);
    assert.equal(await archive.notes.keep(which, await refsOf(archive), Buffer.alloc(16 * 1024 * 1024 + 1)), false);
  });
});
