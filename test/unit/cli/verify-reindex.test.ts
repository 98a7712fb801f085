import assert from 'node:assert/strict';
import { renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../../support/archive-under-test.ts';
import { startChild } from '../../support/child.ts';
import { filmroomCommand } from '../../support/filmroom.ts';
import { flip, numbered, stored } from '../archive/leftovers.ts';

const DAMAGE = 6;

async function run(...words: readonly string[]) {
  const { program, args } = filmroomCommand();
  const child = startChild(program, [...args, ...words]);
  const { code } = await child.exited;
  return { code, out: child.stdout(), words: child.stderr() };
}

/** One file sound, one with other pixels, one with another head, one gone, a link. */
async function damagedFolder(t: TestContext) {
  const folder = temporaryFolder(t);
  const files = await stored(folder, [numbered(1), numbered(2), numbered(3), numbered(4)]);
  const [, pixels, head, gone] = files as [string, string, string, string];
  flip(join(folder, pixels), -1);
  flip(join(folder, head), 128);
  unlinkSync(join(folder, gone));
  symlinkSync(join(folder, files[0]!), join(folder, 'images/link.dcm'));
  return { folder, pixels, head, gone };
}

describe('filmroom verify and reindex of a folder with damage', () => {
  it('verify names it, with the exit code of damage, and does not advise reindex', async (t) => {
    const { folder, pixels, head, gone } = await damagedFolder(t);
    const { code, out, words } = await run('verify', '--data', folder);
    assert.equal(code, DAMAGE);
    assert.deepEqual(out.split('\n').slice(0, 4), [
      `missing      ${gone}`,
      `changed      ${pixels}: the data set is not what was received (SHA-256)`,
      `changed      ${head}: the File Meta Information cannot be read: no File Meta Information at the start of the file`,
      'warning      skipped, since they are no files but symbolic links or the like: 1 (images/link.dcm)',
    ]);
    assert.match(out, /^4 images read, .*: faults: 3\.$/m);
    assert.match(words, /Faults found: 3\. Restore each changed or missing file from a backup, .* send it again\.\n$/);
    assert.doesNotMatch(words + out, /reindex/);
  });

  it('reindex names the same, with the same exit code; verify after it still has what changed', async (t) => {
    const { folder, pixels, head, gone } = await damagedFolder(t);
    const { code, out, words } = await run('reindex', '--data', folder);
    assert.equal(code, DAMAGE);
    assert.deepEqual(out.split('\n'), [
      `missing      ${gone}`,
      `changed      ${pixels}: the data set is not what was received (SHA-256)`,
      `changed      ${head}: cannot be read: no File Meta Information at the start of the file`,
      'warning      skipped, since they are no files but symbolic links or the like: 1 (images/link.dcm)',
      '3 images indexed, 0 in quarantine; changed: 2, missing: 1, unreadable: 0.',
      '3 files compared with what was received.',
      '',
    ]);
    assert.match(words, /Faults found: 3\. Restore .* send it again\. .* no longer in the index: keep this list\.\n$/);
    const after = await run('verify', '--data', folder, '--json');
    assert.equal(after.code, DAMAGE);
    const { changed, missing, skipped } = JSON.parse(after.out);
    assert.deepEqual([changed.map(({ file }: { file: string }) => file), missing, skipped], [[pixels, head], [], ['images/link.dcm']]);
  });

  it('reindex --json has all of it in numbers and names, and nothing of the patient', async (t) => {
    const { folder, pixels, head, gone } = await damagedFolder(t);
    const { code, out, words } = await run('reindex', '--data', folder, '--json');
    assert.equal(code, DAMAGE);
    const { changed, ...rest } = JSON.parse(out);
    assert.deepEqual(
      changed.map(({ sopInstanceUid, file }: Record<string, string>) => [sopInstanceUid, file]),
      [
        ['1.2.3.2', pixels],
        ['1.2.3.3', head],
      ],
    );
    assert.deepEqual(rest, {
      indexed: 3,
      quarantined: 0,
      unreadable: [],
      missing: [{ sopInstanceUid: '1.2.3.4', file: gone }],
      superseded: [],
      skipped: ['images/link.dcm'],
      rescued: 0,
      compared: 3,
      oldIndex: 'ok',
    });
    assert.doesNotMatch(out + words, /Test|ARC1/);
  });
});

describe('filmroom verify and reindex', () => {
  it('of a sound folder end with 0', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1), numbered(2)]);
    const reindexed = await run('reindex', '--data', folder);
    assert.deepEqual([reindexed.code, reindexed.words], [0, '']);
    assert.match(reindexed.out, /^2 files compared with what was received\.$/m);
    const verified = await run('verify', '--data', folder);
    assert.deepEqual([verified.code, verified.words], [0, '']);
    assert.match(verified.out, /^2 images read, .*all as they were received\.$/m);
  });

  it('without the old index reindex says that nothing could be compared; verify advises it for what is not indexed', async (t) => {
    const folder = temporaryFolder(t);
    const [file] = await stored(folder, [numbered(1)]);
    renameSync(join(folder, 'index.sqlite'), join(folder, 'gone'));
    const { code, out } = await run('reindex', '--data', folder);
    assert.equal(code, 0);
    assert.match(out, /^Nothing could be compared with what was received: there was no old index\./m);
    renameSync(join(folder, file!), join(folder, 'images/moved.dcm'));
    const moved = await run('verify', '--data', folder);
    assert.equal(moved.code, DAMAGE);
    assert.match(moved.words, /Restore .* filmroom reindex takes in what is not indexed/);
  });
});
