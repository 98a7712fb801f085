import assert from 'node:assert/strict';
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  archiveFor,
  faultsIn,
  filesIn,
  heldIn,
  type LoggedEvent,
  logInto,
  objectWith,
  rowsOf,
  storedDataset,
  temporaryFolder,
} from '../../support/archive-under-test.ts';
import { runChild } from '../../support/child.ts';
import { changeIndex, leavePart, loseName, nameIt, numbered, SOP, STUDY_DATE, stored, wholeFile } from './leftovers.ts';

/** Opens the archive, which settles what is left, and closes it. @returns the events of its log but the closing ones */
async function reopen(t: TestContext, folder: string): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  const archive = await archiveFor(t, { folder, log: logInto(events) });
  await archive.close();
  return events;
}

/** A folder whose last file went just before the end stays empty: nobody looks for it, and no image is the worse for it. */
function faultsButEmptyFolders(folder: string): string[] {
  return faultsIn(folder).filter((fault) => !fault.startsWith('empty folder'));
}

const present = numbered(1);
const other = numbered(2);

describe('recover undoes what was never acknowledged', () => {
  for (const [words, length] of [
    ['empty', 0],
    ['cut off in the File Meta Information', 200],
    ['cut off in the data set', 9_000],
    ['whole but for the last byte', -1],
    ['whole', undefined],
  ] as const) {
    for (const isNamed of [false, true]) {
      it(`a part that is ${words}, ${isNamed ? 'with a name in images and no row' : 'without a name'}`, async (t) => {
        const folder = temporaryFolder(t);
        const [file] = await stored(folder, [present]);
        const left = await wholeFile(temporaryFolder(t), other);
        const part = leavePart(folder, 'a', left.content.subarray(0, length));
        if (isNamed) nameIt(folder, part, left.file);

        const events = await reopen(t, folder);

        assert.deepEqual(filesIn(folder, 'images'), [file]);
        assert.deepEqual(faultsIn(folder), []);
        assert.deepEqual(events.at(-1), { level: 'info', event: 'archive.recovered', fields: { finished: 0, undone: 1 } });
        assert.equal(
          events.some(({ event }) => event === 'archive.part-unreadable'),
          isNamed && length !== undefined,
        );
      });
    }
  }

  it('a name in a folder of another day, since a clock may have been set', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [present]);
    const undated = objectWith({ [SOP]: '1.2.3.7', [STUDY_DATE]: '' });
    const left = await wholeFile(temporaryFolder(t), undated);
    nameIt(folder, leavePart(folder, 'a', left.content), left.file.replace(/^images\/\d{4}/, 'images/1999'));
    await reopen(t, folder);
    assert.deepEqual(faultsIn(folder), []);
    assert.equal(filesIn(folder, 'images').length, 1);
  });

  it('a name in quarantine without a row', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [present]);
    const { content } = await wholeFile(temporaryFolder(t), other);
    nameIt(folder, leavePart(folder, 'a', content), 'quarantine/1.2.3.2~0123456789abcdef.dcm');
    await reopen(t, folder);
    assert.deepEqual(faultsIn(folder), []);
    assert.deepEqual(filesIn(folder, 'quarantine'), []);
  });

  it('other content under a UID that is there: what was acknowledged stays', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [present]);
    const later = await wholeFile(temporaryFolder(t), numbered(1, 77));
    nameIt(folder, leavePart(folder, 'a', later.content), later.file.replace('.dcm', '~0123456789abcdef.dcm'));
    await reopen(t, folder);
    assert.deepEqual(heldIn(folder).images, { '1.2.3.1': present.sha256 });
    assert.deepEqual(faultsIn(folder), []);
  });

  it('a name that is no more than a copy of a part is not taken for its name', async (t) => {
    const folder = temporaryFolder(t);
    const [file] = await stored(folder, [present]);
    copyFileSync(join(folder, file!), join(folder, 'incoming', 'a.part'));
    await reopen(t, folder);
    assert.deepEqual(heldIn(folder).images, { '1.2.3.1': present.sha256 });
    assert.deepEqual(faultsIn(folder), []);
  });
});

describe('recover finishes what was committed', () => {
  it('row and name are there: the part goes, the file stays', async (t) => {
    const folder = temporaryFolder(t);
    const [file] = await stored(folder, [present]);
    linkSync(join(folder, file!), join(folder, 'incoming', 'a.part'));
    const events = await reopen(t, folder);
    assert.deepEqual(storedDataset(folder, file!, present), present.dataset);
    assert.deepEqual(faultsIn(folder), []);
    assert.deepEqual(events, [{ level: 'info', event: 'archive.recovered', fields: { finished: 1, undone: 0 } }]);
  });

  it('the name was lost with the power: linked again from the part', async (t) => {
    const folder = temporaryFolder(t);
    const [file] = await stored(folder, [present]);
    loseName(folder, file!, 'a');
    const events = await reopen(t, folder);
    assert.deepEqual(storedDataset(folder, file!, present), present.dataset);
    assert.deepEqual(faultsIn(folder), []);
    assert.deepEqual(events[0], { level: 'warn', event: 'archive.name-restored', fields: { file } });
  });

  it('the name in quarantine was lost with the power: linked again, the first one stays too', async (t) => {
    const folder = temporaryFolder(t);
    const later = numbered(1, 77);
    const [, quarantined] = await stored(folder, [present, later], 'keep-both');
    loseName(folder, quarantined!, 'a');
    await reopen(t, folder);
    assert.deepEqual(heldIn(folder), { images: { '1.2.3.1': present.sha256 }, quarantine: [later.sha256] });
    assert.deepEqual(faultsIn(folder), []);
  });

  it('the name was lost and the part was cut short: the row stays, for verify to report', async (t) => {
    const folder = temporaryFolder(t);
    const [file] = await stored(folder, [present]);
    const { content } = await wholeFile(temporaryFolder(t), present);
    leavePart(folder, 'a', content.subarray(0, -10));
    unlinkSync(join(folder, file!));
    await reopen(t, folder);
    assert.deepEqual(
      faultsIn(folder).filter((fault) => !fault.startsWith('empty folder')),
      [`row without file: ${file}`],
    );
  });

  it('a replaced file that is still there is removed', async (t) => {
    const folder = temporaryFolder(t);
    const [file] = await stored(folder, [present]);
    const old = file!.replace('.dcm', '~00.dcm');
    copyFileSync(join(folder, file!), join(folder, old));
    changeIndex(folder, 'INSERT INTO removal (file) VALUES (?)', old);
    await reopen(t, folder);
    assert.deepEqual(filesIn(folder, 'images'), [file]);
    assert.deepEqual(faultsIn(folder), []);
  });

  it('a file noted for removal that an instance has stays', async (t) => {
    const folder = temporaryFolder(t);
    const [file] = await stored(folder, [present]);
    changeIndex(folder, 'INSERT INTO removal (file) VALUES (?)', file!);
    await reopen(t, folder);
    assert.deepEqual(storedDataset(folder, file!, present), present.dataset);
    assert.deepEqual(faultsIn(folder), []);
  });

  it('a file noted for removal that is gone is forgotten', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [present]);
    changeIndex(folder, 'INSERT INTO removal (file) VALUES (?)', 'images/2001/01/01/1.2/1.3/1.4.dcm');
    await reopen(t, folder);
    assert.deepEqual(faultsIn(folder), []);
  });
});

describe('recover leaves alone what is not of its making', () => {
  it('other files, folders and symbolic links in incoming', async (t) => {
    const folder = temporaryFolder(t);
    const [file] = await stored(folder, [present]);
    const incoming = join(folder, 'incoming');
    writeFileSync(join(incoming, 'notes.txt'), 'mine');
    mkdirSync(join(incoming, 'folder.part'));
    symlinkSync(join(folder, file!), join(incoming, 'link.part'));
    const events = await reopen(t, folder);
    assert.deepEqual(readdirSync(incoming).sort(), ['folder.part', 'link.part', 'notes.txt']);
    assert.deepEqual(
      events.map(({ level, event, fields }) => [level, event, fields.name]).sort(),
      ['folder.part', 'link.part', 'notes.txt'].map((name) => ['warn', 'archive.incoming-stranger', name]),
    );
    assert.deepEqual(storedDataset(folder, file!, present), present.dataset);
  });
});

/** One of each kind of leftover. @returns what is held when it is settled */
async function leaveOneOfEach(t: TestContext, folder: string): Promise<ReturnType<typeof heldIn>> {
  const elsewhere = temporaryFolder(t);
  const [, lost, done, replaced] = await stored(folder, [present, numbered(3), numbered(4), numbered(5)]);
  const later = numbered(1, 77);
  const [quarantined] = await stored(folder, [later], 'keep-both');
  loseName(folder, lost!, 'lost');
  loseName(folder, quarantined!, 'lost-quarantined');
  linkSync(join(folder, done!), join(folder, 'incoming', 'done.part'));
  const old = replaced!.replace('1.2.9.5', '1.2.9.55'); // of another study: its folders go
  mkdirSync(join(folder, old, '..'), { recursive: true });
  copyFileSync(join(folder, replaced!), join(folder, old));
  changeIndex(folder, 'INSERT INTO removal (file) VALUES (?)', old);
  const undone = await wholeFile(elsewhere, other);
  nameIt(folder, leavePart(folder, 'undone', undone.content), undone.file);
  leavePart(folder, 'half', undone.content.subarray(0, 5000));
  leavePart(folder, 'empty', Buffer.alloc(0));
  return {
    images: Object.fromEntries([1, 3, 4, 5].map((n) => [`1.2.3.${n}`, numbered(n).sha256])),
    quarantine: [later.sha256],
  };
}

describe('recover can be cut off itself', () => {
  it('a second start finds nothing to do, and the same rows', async (t) => {
    const folder = temporaryFolder(t);
    const held = await leaveOneOfEach(t, folder);
    const [first] = await reopen(t, folder);
    assert.ok(first);
    const rows = rowsOf(folder, 'SELECT * FROM instance');
    assert.deepEqual(await reopen(t, folder), []);
    assert.deepEqual(rowsOf(folder, 'SELECT * FROM instance'), rows);
    assert.deepEqual(heldIn(folder), held);
  });

  it('killed before each change that it makes to the disk: the next start gives the same', { timeout: 240_000 }, async (t) => {
    const template = temporaryFolder(t);
    const held = await leaveOneOfEach(t, template);
    const kill = async (at: number): Promise<boolean> => {
      const folder = join(temporaryFolder(t), 'data');
      assert.equal((await runChild('cp', ['-a', template, folder])).code, 0); // keeps hard links
      const { signal, code, output } = await runChild(process.execPath, [
        new URL('killed-in-recover.ts', import.meta.url).pathname,
        folder,
        String(at),
      ]);
      assert.ok(signal === 'SIGKILL' || code === 0, output);
      assert.ok(existsSync(join(folder, 'index.sqlite')));
      await reopen(t, folder);
      assert.deepEqual(heldIn(folder), held, `killed before change ${at}`);
      assert.deepEqual(faultsButEmptyFolders(folder), [], `killed before change ${at}`);
      return signal === 'SIGKILL';
    };
    let kills = 0;
    for (let isKilled = true; isKilled; ) {
      const both = await Promise.all([kill(kills), kill(kills + 1)]);
      kills += both.filter(Boolean).length;
      isKilled = both.every(Boolean);
    }
    t.diagnostic(`${kills} kills`);
    assert.ok(kills >= 12, `only ${kills} changes`); // five parts go, one name and one old file with their folders, two names come back
  });
});
