import assert from 'node:assert/strict';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { systemClock } from '../../../app/base/base.ts';
import { loadConfig } from '../../../app/config/config.ts';
import { type LivePart, openSettings } from '../../../app/settings/settings.ts';
import { gatheredLog } from '../../support/gathered-log.ts';
import { testSettings } from '../../support/settings-under-test.ts';

const by = 'anna';
const AE = { host: '192.0.2.7', port: 104 };

describe('a value', () => {
  it('comes from the default, the file, the page or the command line, each above the ones before', async () => {
    using test = testSettings({ file: { ownAeTitle: 'OF_FILE', storage: { acceptRetired: false } }, overrides: { logLevel: 'warn' } });
    const { settings } = test;
    const whence = () => ['mdns.announce', 'ownAeTitle', 'log.level'].map((path) => settings.whence(path));
    assert.deepEqual(whence(), ['default', 'file', 'command line']);
    await settings.change({ by, set: { ownAeTitle: 'OF_PAGE', 'mdns.announce': false } });
    assert.deepEqual(whence(), ['page', 'page', 'command line']);
    const { ownAeTitle, storage, mdns, log } = settings.now();
    assert.deepEqual([ownAeTitle, storage.acceptRetired, mdns.announce, log.level], ['OF_PAGE', false, false, 'warn']);
    await settings.change({ by, reset: ['ownAeTitle', 'mdns.announce'] });
    assert.deepEqual([settings.now().ownAeTitle, settings.now().mdns.announce, whence()[1]], ['OF_FILE', true, 'file']);
  });
  it('of the command line is not changed by the page, in words', async () => {
    using test = testSettings({ overrides: { ownAeTitle: 'FIXED', webPort: 80, host: '0.0.0.0', port: 104 } });
    const { settings } = test;
    for (const [path, value, option] of [
      ['ownAeTitle', 'X', '--ae-title'],
      ['web.port', 81, '--web-port'],
      ['web.host', '127.0.0.1', '--host'],
      ['listeners', [{ port: 105 }], '--port'],
      ['listeners', [{ host: '127.0.0.1' }], '--host'],
    ] as const)
      await assert.rejects(settings.change({ by, set: { [path]: value } }), { code: 'SETTINGS_FIXED', message: new RegExp(option) });
    await settings.change({ by, set: { listeners: [{ host: '0.0.0.0', port: 104, maxAssociations: 3 }] } });
    assert.deepEqual([settings.now().listeners[0]!.port, settings.now().listeners[0]!.maxAssociations], [104, 3]);
    assert.deepEqual(test.stored().values.listeners, [{ maxAssociations: 3 }], 'what lies beneath is not that of the command line');
  });
  it('holds after a restart, for every command', async () => {
    using test = testSettings();
    await test.settings.change({ by, set: { 'storage.reserveBytes': 1, 'remoteAes[A]': AE } });
    const { storage, remoteAes } = loadConfig({ dataFolder: test.dataFolder });
    assert.deepEqual([storage.reserveBytes, remoteAes], [1, [{ ...AE, title: 'A' }]]);
    assert.equal(test.open().state().revision, 1);
  });
});

describe('the AE table', () => {
  const titles = (test: ReturnType<typeof testSettings>) => test.settings.now().remoteAes.map(({ title, port }) => `${title} ${port}`);
  it('is that of the file, with what the page put, replaced and took away', async () => {
    using test = testSettings({
      file: {
        remoteAes: [
          { ...AE, title: 'A' },
          { ...AE, title: 'B' },
        ],
      },
    });
    await test.settings.change({ by, set: { 'remoteAes[B]': { ...AE, port: 1 }, 'remoteAes[C]': AE } });
    assert.deepEqual(titles(test), ['A 104', 'B 1', 'C 104']);
    await test.settings.remove('remoteAes[A]', by);
    await test.settings.remove('remoteAes[C]', by);
    assert.deepEqual(titles(test), ['B 1']);
    await test.settings.undo({ by, undoes: 2 });
    assert.deepEqual(titles(test), ['A 104', 'B 1']);
  });
  it('of before is taken over from its file, which goes with the first change', async () => {
    using test = testSettings();
    const old = join(test.dataFolder, 'ae-table.json');
    writeFileSync(old, JSON.stringify({ remoteAes: [{ ...AE, title: 'OLD' }] }));
    const settings = test.open();
    assert.equal(settings.now().remoteAes[0]!.title, 'OLD');
    await settings.change({ by, set: { 'remoteAes[NEW]': AE } });
    assert.equal(existsSync(old), false);
    assert.deepEqual(
      test
        .open()
        .now()
        .remoteAes.map(({ title }) => title),
      ['OLD', 'NEW'],
    );
  });
});

describe('what cannot be set changes nothing, and says why', () => {
  const DEEP = JSON.parse('{"__proto__":{"polluted":1},"constructor":1}') as Record<string, unknown>;
  for (const [name, set, words] of [
    ['a value out of range', { 'storage.reserveBytes': -1 }, /storage\.reserveBytes must be at least 0, not -1/],
    ['another type', { 'mdns.announce': 'yes' }, /mdns\.announce must be true or false, not "yes"/],
    ['a choice that is none', { 'storage.duplicatePolicy': 'toss' }, /must be one of overwrite, keep-first/],
    ['an unknown path', { 'storage.nothing': 1 }, /there is no setting "storage\.nothing"/],
    ['the prototype', DEEP, /there is no setting "__proto__"/],
    ['a path into another', { 'web.hostNames.0': 'x' }, /there is no setting/],
    ['a part as a whole', { web: { port: 1 } }, /there is no setting "web"/],
    [
      'two listeners on one port',
      {
        listeners: [
          { name: 'a', port: 1 },
          { name: 'b', port: 1 },
        ],
      },
      /is that of listeners\[0\]\.port/,
    ],
    ['a listener on the port of the page', { listeners: [{ port: 8042 }] }, /is that of web\.port/],
    ['no listener', { listeners: [] }, /a list of at least 1/],
    ['a hostile AE title', { ownAeTitle: '<script>\u202e' }, /is no AE title/],
    ['an entry under a hostile title', { 'remoteAes[<b>\\]': AE }, /is no AE title/],
    ['no entry at all', { 'remoteAes[A]': 'x' }, /must be an object/],
    ['a list as text', { 'web.hostNames': 'x' }, /must be a list/],
    ['null', { ownAeTitle: null }, /must be a text/],
    ['a huge text', { 'panel.ledsFile': '' }, /at least 1/],
  ] as readonly (readonly [string, Record<string, unknown>, RegExp])[])
    it(name, async () => {
      using test = testSettings();
      await assert.rejects(test.settings.change({ by, set }), { code: 'SETTINGS_INVALID', message: words });
      assert.equal(test.settings.state().revision, 0);
      assert.equal(existsSync(join(test.dataFolder, 'settings.json')), false);
      assert.equal(({} as { polluted?: number }).polluted, undefined);
    });
  it('the data folder, in which it is kept itself', () => {
    using test = testSettings({ file: {} });
    const settings = openSettings({ config: loadConfig({}, dirname(test.dataFolder)), clock: systemClock, log: gatheredLog().log });
    return assert.rejects(settings.change({ by, set: { dataFolder: '/elsewhere' } }), { message: /dataFolder: not set on the page/ });
  });
  it('a part that cannot follow: the other parts are taken back', async () => {
    using test = testSettings();
    const said: string[] = [];
    const part = (name: string, fails = false): LivePart => ({
      name,
      prepare() {
        if (fails) throw new Error('port 104 is taken');
        return { commit: () => void said.push(`${name} holds`), takeBack: () => void said.push(`${name} is as it was`) };
      },
    });
    test.settings.follow(part('first'));
    const leave = test.settings.follow(part('second', true));
    await assert.rejects(test.settings.change({ by, set: { ownAeTitle: 'X' } }), {
      code: 'SETTINGS_NOT_APPLIED',
      message: /port 104 is taken/,
    });
    assert.deepEqual([said, test.settings.now().ownAeTitle], [['first is as it was'], 'FILMROOM']);
    leave();
    await test.settings.change({ by, set: { ownAeTitle: 'X' } });
    assert.deepEqual(said, ['first is as it was', 'first holds']);
  });
  it('a disk that takes nothing: what was prepared is taken back', {
    skip: process.getuid?.() === 0 && 'root may write anywhere',
  }, async () => {
    using test = testSettings();
    chmodSync(test.dataFolder, 0o500);
    await assert.rejects(test.settings.change({ by, set: { ownAeTitle: 'X' } }), { code: 'SETTINGS_NOT_KEPT' });
    chmodSync(test.dataFolder, 0o700);
    assert.equal(test.settings.now().ownAeTitle, 'FILMROOM');
  });
  it('a damaged file: the program says so instead of letting anybody in', () => {
    using test = testSettings();
    for (const text of ['', '{', '[]', '{"version":2}', '{"version":1,"revision":0,"values":{"listeners":1},"changes":[]}']) {
      writeFileSync(join(test.dataFolder, 'settings.json'), text);
      assert.throws(() => test.open(), { name: 'ConfigError' }, text);
    }
  });
});

describe('a start that cannot follow the page', () => {
  it('leaves that value out, keeps it, and takes it up when it is set anew', async () => {
    using test = testSettings();
    await test.settings.change({ by, set: { 'web.port': 80, ownAeTitle: 'KEPT' } });
    const settings = test.open();
    settings.leaveOut(['web.host', 'web.port'], 'port 80 is taken');
    assert.deepEqual([settings.now().web.port, settings.now().ownAeTitle], [8042, 'KEPT']);
    assert.deepEqual(settings.state().leftOut, [{ path: 'web.port', words: 'port 80 is taken' }]);
    await settings.change({ by, set: { 'log.level': 'debug' } });
    assert.deepEqual([settings.now().web.port, test.stored().values['web.port']], [8042, 80]);
    await settings.change({ by, set: { 'web.port': 81 } });
    assert.deepEqual([settings.now().web.port, settings.state().leftOut], [81, []]);
  });
});

describe('two browsers', () => {
  it('the second is told who was first, where it is the same setting', async () => {
    using test = testSettings();
    const { revision } = test.settings.state();
    await test.settings.change({ by: 'anna', revision, set: { ownAeTitle: 'A' } });
    await assert.rejects(test.settings.change({ by: 'ben', revision, set: { ownAeTitle: 'B' } }), {
      code: 'SETTINGS_STALE',
      message: /anna/,
    });
    await test.settings.change({ by: 'ben', revision, set: { 'log.level': 'debug' } });
    assert.deepEqual([test.settings.now().ownAeTitle, test.settings.now().log.level], ['A', 'debug']);
    await assert.rejects(test.settings.change({ by: 'ben', revision: 77, set: { ownAeTitle: 'B' } }), { code: 'SETTINGS_STALE' });
  });
  it('at once: one after the other', async () => {
    using test = testSettings();
    await Promise.all(Array.from({ length: 20 }, (_, at) => test.settings.change({ by, set: { 'storage.reserveBytes': at + 1 } })));
    assert.deepEqual([test.settings.state().revision, test.settings.now().storage.reserveBytes], [20, 20]);
  });
  it('what changes nothing is no change', async () => {
    using test = testSettings();
    await test.settings.change({ by, set: { ownAeTitle: 'A' } });
    await test.settings.change({ by, set: { ownAeTitle: 'A' }, reset: ['log.level'] });
    assert.equal(test.settings.state().revision, 1);
  });
});
