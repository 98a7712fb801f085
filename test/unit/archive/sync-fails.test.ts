import assert from 'node:assert/strict';
import { promises } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { archiveFor, faultsIn, heldIn, objectWith, send, temporaryFolder } from '../../support/archive-under-test.ts';
import { numbered, SOP, STUDY } from './leftovers.ts';

/** From now on each sync of a folder fails, as of a disk that gives errors; until the function is called that comes back. */
async function failFolderSyncs(t: TestContext, folder: string): Promise<() => void> {
  const handle = await promises.open(folder);
  const prototype = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
  await handle.close();
  const real = prototype.sync;
  const mend = () => {
    prototype.sync = real;
  };
  prototype.sync = async () => {
    throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
  };
  t.after(mend);
  return mend;
}

describe('a folder that cannot be synced', () => {
  for (const [words, object] of [
    ['of a series that is there', objectWith({ [SOP]: '1.2.3.2', [STUDY]: '1.2.9.1' })],
    ['of a new study', numbered(2)],
  ] as const) {
    it(`a new object ${words} is not acknowledged; sent again, it is`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder });
      await send(archive, numbered(1));
      const mend = await failFolderSyncs(t, folder);
      await assert.rejects(send(archive, object), { code: 'ARCHIVE_DISK_FAILED' });
      await assert.rejects(send(archive, object), { code: 'ARCHIVE_DISK_FAILED' }, 'its name is still not on the disk');
      mend();
      assert.match((await send(archive, object)).outcome, /^(stored|identical)$/);
      await archive.close();
      assert.equal(heldIn(folder).images['1.2.3.2'], object.sha256);
      await (await archiveFor(t, { folder })).close(); // settles the parts that stayed
      assert.deepEqual(faultsIn(folder), []);
    });
  }

  it('overwrite: the name of the new file comes before the commit, so that the old one is still the instance', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    await send(archive, numbered(1));
    const mend = await failFolderSyncs(t, folder);
    await assert.rejects(send(archive, numbered(1, 77)), { code: 'ARCHIVE_DISK_FAILED' });
    mend();
    await archive.close();
    assert.deepEqual(heldIn(folder).images, { '1.2.3.1': numbered(1).sha256 });
    assert.deepEqual(faultsIn(folder), []);
  });
});
