import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SETTINGS_LIMITS } from '../../../app/settings/settings.ts';
import { testSettings } from '../../support/settings-under-test.ts';

const by = 'anna';
const change = (test: ReturnType<typeof testSettings>, reserveBytes: number) =>
  test.settings.change({ by, set: { 'storage.reserveBytes': reserveBytes } });

describe('the log of changes', () => {
  it('has who, when, what was and what is, newest first', async () => {
    using test = testSettings();
    const before = Date.now();
    await change(test, 1);
    await test.settings.change({ by: 'ben', reset: ['storage.reserveBytes'] });
    const [second, first] = test.open().state().changes;
    assert.ok(first!.at >= before && first!.at <= Date.now());
    assert.deepEqual([first!.by, second!.by], ['anna', 'ben']);
    assert.deepEqual(first!.parts, [
      { path: 'storage.reserveBytes', before: { value: 536_870_912, isSet: false }, after: { value: 1, isSet: true } },
    ]);
    assert.deepEqual(second!.parts[0]!.after, { value: 536_870_912, isSet: false });
  });
  it('is bounded in number and in bytes; the newest is always there', async () => {
    using test = testSettings({ limits: { ...SETTINGS_LIMITS, maxChanges: 3, maxChangesBytes: 2000 } });
    for (const value of [1, 2, 3, 4, 5]) await change(test, value);
    assert.deepEqual(
      test.settings.state().changes.map(({ revision }) => revision),
      [5, 4, 3],
    );
    await test.settings.change({ by, set: { 'web.hostNames': Array.from({ length: 64 }, (_, at) => `${'x'.repeat(100)}${at}`) } });
    assert.deepEqual(
      test.settings.state().changes.map(({ revision }) => revision),
      [6],
    );
  });
});

describe('undo', () => {
  it('brings back what was, and is a change that can be undone itself', async () => {
    using test = testSettings();
    await change(test, 1);
    await change(test, 2);
    await test.settings.undo({ by: 'ben', undoes: 2 });
    assert.equal(test.settings.now().storage.reserveBytes, 1);
    const [undone] = test.settings.state().changes;
    assert.deepEqual([undone!.kind, undone!.undoes, undone!.by], ['undo', 2, 'ben']);
    await test.settings.undo({ by, undoes: 3 });
    assert.equal(test.settings.now().storage.reserveBytes, 2);
  });
  it('of a setting that the page had not set gives it back to what lies beneath', async () => {
    using test = testSettings({ file: { storage: { reserveBytes: 7 } } });
    await change(test, 1);
    await test.settings.undo({ by, undoes: 1 });
    assert.deepEqual([test.settings.now().storage.reserveBytes, test.settings.whence('storage.reserveBytes')], [7, 'file']);
  });
  it('is refused where a later change stands against it, and names that', async () => {
    using test = testSettings();
    await change(test, 1);
    await test.settings.change({ by: 'ben', set: { 'storage.reserveBytes': 2, ownAeTitle: 'B' } });
    assert.deepEqual(
      test.settings.state().changes.map(({ canUndo, blockedBy }) => [canUndo, blockedBy]),
      [
        [true, undefined],
        [false, 2],
      ],
    );
    await assert.rejects(test.settings.undo({ by, undoes: 1 }), { code: 'SETTINGS_UNDO_BLOCKED', message: /change 2 by ben/ });
    await test.settings.undo({ by, undoes: 2 });
    await test.settings.undo({ by, undoes: 1 });
    assert.deepEqual([test.settings.now().storage.reserveBytes, test.settings.now().ownAeTitle], [536_870_912, 'FILMROOM']);
  });
  it('reaches back ten changes, and no further', async () => {
    using test = testSettings();
    await test.settings.change({ by, set: { ownAeTitle: 'OLD' } });
    for (let at = 0; at < 10; at++) await change(test, at);
    await assert.rejects(test.settings.undo({ by, undoes: 1 }), { code: 'SETTINGS_NO_SUCH_CHANGE' });
    for (let revision = 11; revision > 1; revision--) {
      await test.settings.undo({ by, undoes: revision });
      if (revision === 11) break; // the undo is one of the ten itself
    }
    assert.equal(test.settings.now().storage.reserveBytes, 8);
  });
});

describe('backup and restore', () => {
  it('one file has all of it; another Filmroom has the same settings after it, as one change', async () => {
    using one = testSettings();
    using other = testSettings();
    await one.settings.change({
      by,
      set: { ownAeTitle: 'ONE', 'remoteAes[CT]': { host: '192.0.2.1', port: 104 }, listeners: [{ port: 11112 }] },
    });
    await other.settings.change({ by, set: { 'log.level': 'debug' } });
    const backup: unknown = JSON.parse(JSON.stringify(one.settings.backup('1.2.3')));
    const paths = other.settings.compare(backup).map(({ path }) => path);
    assert.deepEqual(paths.toSorted(), ['listeners', 'log.level', 'ownAeTitle', 'remoteAes[CT]']);
    assert.equal(other.settings.now().ownAeTitle, 'FILMROOM', 'comparing changes nothing');
    await other.settings.restore({ by, revision: 1, backup });
    assert.deepEqual([other.settings.now().ownAeTitle, other.settings.now().log.level], ['ONE', 'info']);
    assert.deepEqual(other.settings.backup('').values, one.settings.backup('').values);
    await other.settings.undo({ by, undoes: 2 });
    assert.equal(other.settings.now().log.level, 'debug');
  });
  it('says what a difference is in values', async () => {
    using test = testSettings();
    const backup = test.settings.backup('1');
    await test.settings.change({ by, set: { ownAeTitle: 'X' } });
    assert.deepEqual(test.settings.compare(backup), [{ path: 'ownAeTitle', now: 'X', restored: 'FILMROOM' }]);
  });
  it('refuses what is no backup, is damaged, or does not fit', async () => {
    using test = testSettings();
    await test.settings.change({ by, set: { ownAeTitle: 'X' } });
    const good = test.settings.backup('1');
    for (const bad of [
      undefined,
      null,
      {},
      [],
      'x',
      { ...good, version: 2 },
      { ...good, more: 1 },
      { ...good, values: { ownAeTitle: 'Y' } },
    ]) {
      assert.throws(() => test.settings.compare(bad), { code: 'SETTINGS_BAD_BACKUP' });
      await assert.rejects(test.settings.restore({ by, backup: bad }), { code: 'SETTINGS_BAD_BACKUP' });
    }
  });
  it('holds no account, no password and no key', async () => {
    using test = testSettings();
    await test.settings.change({ by, set: { ownAeTitle: 'X' } });
    assert.deepEqual(Object.keys(test.settings.backup('1').values), ['ownAeTitle']);
  });
});
