import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { quickCheckIndex } from '../../../app/archive/archive.ts';
import { systemClock as clock } from '../../../app/base/base.ts';
import { archiveFor, faultsIn, filesIn, heldIn, inChunks, objectWith, send, temporaryFolder } from '../../support/archive-under-test.ts';
import { runChild } from '../../support/child.ts';
import type { Killing } from './killed-at.ts';

const PROGRAM = new URL('killed-at.ts', import.meta.url).pathname;
const SOP = 0x00080018;
const OTHER = '1.2.826.0.1.3680043.10.9.77';

describe('a rehearsed object', () => {
  it('goes the way of a stored one to a synced commit, and nothing of it is there or announced', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const announced: string[] = [];
    archive.onStored(({ sopInstanceUid }) => void announced.push(sopInstanceUid));
    const wal = join(folder, 'index.sqlite-wal');
    const { dataset, about } = objectWith();
    const before = statSync(wal).size;
    const { outcome, bytes } = await archive.rehearse(inChunks(dataset), about);
    assert.deepEqual({ outcome, bytes }, { outcome: 'stored', bytes: dataset.byteLength });
    assert.ok(statSync(wal).size > before, 'the commit wrote');
    assert.deepEqual(announced, []);
    assert.equal((await archive.counts()).patients, 0);
    await archive.close();
    assert.deepEqual(
      filesIn(folder, '.').filter((file) => file.endsWith('.dcm') || file.endsWith('.part')),
      [],
    );
    assert.deepEqual(faultsIn(folder), []);
  });

  it('leaves a kept one of the same study and series alone', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    await send(archive, objectWith());
    const { dataset, about } = objectWith({ [SOP]: OTHER });
    await archive.rehearse(inChunks(dataset), about);
    await send(archive, objectWith({ [SOP]: `${OTHER}.1` }));
    await archive.close();
    assert.deepEqual(Object.keys(heldIn(folder).images), ['1.2.826.0.1.3680043.10.9.3', `${OTHER}.1`]);
    assert.deepEqual(faultsIn(folder), []);
  });

  it('is refused for what a stored one is refused for', async (t) => {
    const archive = await archiveFor(t);
    const { dataset, about } = objectWith();
    await assert.rejects(archive.rehearse(inChunks(dataset), { ...about, sopInstanceUid: OTHER }), { code: 'ARCHIVE_UID_MISMATCH' });
  });

  const STEPS = ['created', 'written', 'synced', 'linked', 'committed', 'before-unlink'];
  for (const [at, step] of STEPS.entries()) {
    it(`is gone after the next start where the power fails at step "${step}"`, async (t) => {
      const folder = temporaryFolder(t);
      const killing: Killing = {
        ...{ folder, policy: 'reject', before: [[{ [SOP]: OTHER }]], killed: [{}, { bytes: 1_000_000 }] },
        ...{ daysLater: 0, isRehearsal: true, at },
      };
      const { signal } = await runChild(process.execPath, [PROGRAM, JSON.stringify(killing)]);
      assert.equal(signal, 'SIGKILL');
      await (await archiveFor(t, { folder })).close();
      assert.deepEqual(faultsIn(folder), []);
      assert.deepEqual(Object.keys(heldIn(folder).images), [OTHER]);
    });
  }
});

describe('the pulse of an archive', () => {
  it('is there while threads and disk answer, and writes nothing', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const before = statSync(join(folder, 'index.sqlite-wal')).size;
    await Promise.all([archive.pulse(), archive.pulse()]);
    await archive.pulse();
    assert.equal(statSync(join(folder, 'index.sqlite-wal')).size, before);
  });
  it('fails once the threads are gone', async (t) => {
    const archive = await archiveFor(t);
    await archive.close();
    await assert.rejects(archive.pulse());
  });
});

describe('the quick check of an index in use', () => {
  async function checked(t: TestContext, damage?: string) {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    await send(archive, objectWith());
    if (damage !== undefined) {
      await archive.close();
      const database = new DatabaseSync(join(folder, 'index.sqlite'), { defensive: false });
      database.exec(`PRAGMA writable_schema = ON; ${damage}`);
      database.close();
    }
    return quickCheckIndex(folder, { deadlineMs: 20_000, clock });
  }
  it('finds a sound one sound, beside the program that writes it', async (t) => assert.equal((await checked(t)).state, 'sound'));
  it('finds a damaged one damaged', async (t) => {
    const { state } = await checked(t, "UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'instance'");
    assert.equal(state, 'damaged');
  });
});
