import assert from 'node:assert/strict';
import { renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Archive } from '../../../app/archive/archive.ts';
import { archiveFor, filesIn, objectWith, send, temporaryFolder } from '../../support/archive-under-test.ts';
import { CT_IMAGE_STORAGE } from '../../support/raw-bytes.ts';
import { flip, SOP } from './leftovers.ts';

const image = (n: number, fill = 1, bytes = 5000) => objectWith({ [SOP]: `1.2.3.${n}` }, { bytes, fill });
const kept = (n: number) => ({ sopInstanceUid: `1.2.3.${n}`, kind: 'kept', sopClassUid: CT_IMAGE_STORAGE });

/** An archive with these images, and the file of each. */
async function archiveWith(t: TestContext, ...images: ReturnType<typeof image>[]) {
  const folder = temporaryFolder(t);
  const archive = await archiveFor(t, { folder, duplicatePolicy: 'keep-both' });
  for (const each of images) await send(archive, each);
  return { folder, archive, file: (n: number) => join(folder, filesIn(folder, 'images').find((name) => name.includes(`1.2.3.${n}.dcm`))!) };
}

async function kindsOf(archive: Archive, ...uids: string[]): Promise<string[]> {
  return (await archive.vouch(uids)).map(({ kind }) => kind);
}

describe('what the archive vouches for', () => {
  it('is what it has read again just now, in the order asked; of what is not here it says so', async (t) => {
    const { archive } = await archiveWith(t, image(1), image(2, 2, 3_000_000));
    assert.deepEqual(await archive.vouch(['1.2.3.2', '9.9', '1.2.3.1']), [kept(2), { sopInstanceUid: '9.9', kind: 'absent' }, kept(1)]);
  });

  it('a file with one bit changed is damaged, though it was read as sound a moment ago', async (t) => {
    const { archive, file } = await archiveWith(t, image(1));
    assert.deepEqual(await kindsOf(archive, '1.2.3.1'), ['kept']);
    flip(file(1), -10);
    assert.deepEqual(await archive.vouch(['1.2.3.1']), [
      {
        sopInstanceUid: '1.2.3.1',
        kind: 'damaged',
        sopClassUid: CT_IMAGE_STORAGE,
        words: 'the data set is not what was received (SHA-256)',
      },
    ]);
  });

  it('so is one with another head, another size, none at all, or a link in its place', async (t) => {
    const { archive, file } = await archiveWith(t, ...[1, 2, 3, 4].map((n) => image(n)));
    flip(file(1), 130);
    truncateSync(file(2), 100);
    const linked = file(4);
    rmSync(file(3));
    renameSync(linked, `${linked}.away`);
    symlinkSync(`${linked}.away`, linked);
    assert.deepEqual(await kindsOf(archive, '1.2.3.1', '1.2.3.2', '1.2.3.3', '1.2.3.4'), ['damaged', 'damaged', 'damaged', 'damaged']);
  });

  it('an object of which another version lies in quarantine is none', async (t) => {
    const { archive } = await archiveWith(t, image(1), image(1, 7));
    assert.deepEqual(await kindsOf(archive, '1.2.3.1'), ['quarantined']);
  });

  it('while images arrive it goes on, and they do too', async (t) => {
    const { archive } = await archiveWith(t, ...[1, 2, 3, 4, 5].map((n) => image(n, n, 2_000_000)));
    const asked = archive.vouch([1, 2, 3, 4, 5].map((n) => `1.2.3.${n}`));
    for (let n = 10; n < 20; n++) await send(archive, image(n));
    assert.deepEqual(
      (await asked).map(({ kind }) => kind),
      ['kept', 'kept', 'kept', 'kept', 'kept'],
    );
  });

  it('a study that is deleted meanwhile is absent or kept, never damaged', async (t) => {
    const { archive } = await archiveWith(t, ...[1, 2, 3].map((n) => image(n, n, 4_000_000)));
    const asked = kindsOf(archive, '1.2.3.1', '1.2.3.2', '1.2.3.3');
    await archive.studies.remove({ studyInstanceUid: '1.2.826.0.1.3680043.10.9.1' });
    for (const kind of await asked) assert.match(kind, /^(absent|kept)$/);
  });

  it('who gives up hears it, and the archive closes in the middle', async (t) => {
    const { archive } = await archiveWith(t, ...[1, 2, 3, 4, 5, 6].map((n) => image(n, n, 4_000_000)));
    const uids = [1, 2, 3, 4, 5, 6].map((n) => `1.2.3.${n}`);
    const impatient = new AbortController();
    const asked = archive.vouch(uids, impatient.signal);
    setImmediate(() => impatient.abort(new Error('enough')));
    await assert.rejects(asked, /enough/);
    const cut = archive.vouch(uids);
    const closed = assert.rejects(cut, { code: 'ARCHIVE_CLOSED' });
    await archive.close();
    await closed;
  });
});
