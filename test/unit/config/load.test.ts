import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ConfigError, loadConfig } from '../../../app/config/config.ts';

function folder(t: TestContext, content?: unknown): string {
  const path = mkdtempSync(join(tmpdir(), 'filmroom-config-'));
  t.after(() => rmSync(path, { recursive: true }));
  mkdirSync(join(path, 'data'));
  if (content !== undefined)
    writeFileSync(join(path, 'data', 'config.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function faultsOf(t: TestContext, content: unknown): ConfigError {
  const cwd = folder(t, content);
  try {
    loadConfig({}, cwd);
  } catch (error) {
    return error as ConfigError;
  }
  return assert.fail('it was accepted');
}

describe('the defaults', () => {
  it('are loopback, 4242, 8042, FILMROOM and ./data', (t) => {
    const cwd = folder(t);
    const config = loadConfig({}, cwd);
    assert.equal(config.file, undefined);
    assert.equal(config.dataFolder, join(cwd, 'data'));
    assert.equal(config.ownAeTitle, 'FILMROOM');
    assert.equal(config.listeners.length, 1);
    const { name, host, port, maxPduLength, maxAssociations, artimMs, inactivityMs, onInactivity, calledAePolicy, callingAePolicy } =
      config.listeners[0]!;
    assert.deepEqual([name, host, port, maxPduLength, maxAssociations], ['main', '127.0.0.1', 4242, 65536, 50]);
    assert.deepEqual([artimMs, inactivityMs, onInactivity, calledAePolicy, callingAePolicy], [30_000, 300_000, 'abort', 'exact', 'any']);
    assert.deepEqual([config.web.host, config.web.port], ['127.0.0.1', 8042]);
    assert.deepEqual([config.storage.duplicatePolicy, config.storage.transferSyntaxPolicy], ['overwrite', 'first-acceptable']);
  });
});

describe('the file', () => {
  it('is config.json of the data folder where there is one', (t) => {
    const cwd = folder(t, { ownAeTitle: 'RADIOLOGY', listeners: [{ port: 104 }] });
    const config = loadConfig({}, cwd);
    assert.equal(config.file, join(cwd, 'data/config.json'));
    assert.equal(config.ownAeTitle, 'RADIOLOGY');
    assert.equal(config.listeners[0]!.port, 104);
    assert.equal(config.listeners[0]!.maxAssociations, 50);
  });
  it('named with --config must be there', (t) =>
    assert.throws(() => loadConfig({ file: 'none.json' }, folder(t)), {
      code: 'CONFIG_UNREADABLE',
      message: /none\.json.*does not exist/,
    }));
  it('counts its data folder from itself; --data counts from here and wins', (t) => {
    const cwd = folder(t);
    mkdirSync(join(cwd, 'etc'));
    writeFileSync(join(cwd, 'etc/f.json'), '{"dataFolder":"../images"}');
    assert.equal(loadConfig({ file: 'etc/f.json' }, cwd).dataFolder, join(cwd, 'images'));
    assert.equal(loadConfig({ file: 'etc/f.json', dataFolder: 'other' }, cwd).dataFolder, join(cwd, 'other'));
  });
  it('may begin with a byte order mark', (t) => assert.equal(loadConfig({}, folder(t, '\uFEFF{"ownAeTitle":"X"}')).ownAeTitle, 'X'));
});

describe('a mistake is named with its file, its place and what was probably meant', () => {
  it('not JSON', (t) => assert.match(faultsOf(t, '{,}').message, /config\.json is not JSON/));
  it('unknown key', (t) => {
    const { code, message } = faultsOf(t, { ownAETitel: 'X' });
    assert.equal(code, 'CONFIG_INVALID');
    assert.match(message, /config\.json/);
    assert.match(message, /unknown key ownAETitel: did you mean ownAeTitle\?/);
  });
  it('unknown key inside a listener', (t) =>
    assert.match(
      faultsOf(t, { listeners: [{}, { name: 'b', maxAssociation: 3 }] }).message,
      /unknown key listeners\[1\]\.maxAssociation: did you mean maxAssociations\?/,
    ));
  it('an unknown key like none', (t) =>
    assert.match(faultsOf(t, { storage: { zzz: 1 } }).message, /storage\.zzz: known here are transferSyntaxPolicy, /));
  it('out of range', (t) => assert.match(faultsOf(t, { web: { port: 70000 } }).message, /web\.port must be at most 65535, not 70000/));
  it('wrong type', (t) => assert.match(faultsOf(t, { listeners: {} }).message, /listeners must be a list, not \{\}/));
  it('none of the words', (t) =>
    assert.match(
      faultsOf(t, { storage: { duplicatePolicy: 'keep' } }).message,
      /must be one of overwrite, keep-first, reject, keep-both, not "keep"/,
    ));
  it('no AE title', (t) =>
    assert.match(faultsOf(t, { ownAeTitle: 'SEVENTEEN LETTERS' }).message, /ownAeTitle: "SEVENTEEN LETTERS" is no AE title/));
  it('no PDU length', (t) =>
    assert.match(
      faultsOf(t, { listeners: [{ maxPduLength: 100 }] }).message,
      /listeners\[0\]\.maxPduLength must be at least 4096, not 100/,
    ));
  it('all at once', (t) => assert.equal(faultsOf(t, { web: { port: -1, hots: '' }, ownAeTitle: '' }).message.split('\n').length, 4));
  it('two listeners on one port', (t) =>
    assert.match(
      faultsOf(t, { listeners: [{}, { name: 'b' }] }).message,
      /listeners\[1\]\.port: 4242 on 127\.0\.0\.1 is that of listeners\[0\]\.port/,
    ));
});

describe('the command line', () => {
  it('wins over the file, for the first listener and the page', (t) => {
    const cwd = folder(t, { listeners: [{ port: 104 }, { name: 'b', port: 105 }] });
    const config = loadConfig({ host: '0.0.0.0', port: 0, webPort: 1, ownAeTitle: 'X', logLevel: 'debug' }, cwd);
    assert.deepEqual(
      config.listeners.map(({ host, port }) => [host, port]),
      [
        ['0.0.0.0', 0],
        ['127.0.0.1', 105],
      ],
    );
    assert.deepEqual([config.web.host, config.web.port, config.ownAeTitle, config.log.level], ['0.0.0.0', 1, 'X', 'debug']);
  });
  it('is checked like the file', (t) =>
    assert.throws(() => loadConfig({ logLevel: 'loud' }, folder(t)), {
      code: 'CONFIG_INVALID',
      message: /command line.*\n.*log\.level must be one of/,
    }));
});

describe('lists that let nobody in are warned of', () => {
  const warningsOf = (t: TestContext, listener: object) => loadConfig({}, folder(t, { listeners: [listener] })).warnings;
  it('list without callingAeTitles', (t) => {
    assert.match(warningsOf(t, { callingAePolicy: 'list' }).join(), /listeners\[0\].*every association will be refused/);
  });
  it('list+ip with an entry without addresses', (t) => {
    const callingAeTitles = [{ aeTitle: 'A', addresses: ['192.0.2.1'] }, { aeTitle: 'B' }, { aeTitle: 'C', addresses: [] }];
    const warnings = warningsOf(t, { callingAePolicy: 'list+ip', callingAeTitles });
    assert.equal(warnings.length, 2);
    assert.match(warnings.join(), / B has no addresses.* C has no addresses/);
  });
  it('nothing is said where the AE table lets them in', (t) => {
    const remoteAes = [{ title: 'B', host: '192.0.2.2', port: 104 }];
    const warnings = (listener: object) => loadConfig({}, folder(t, { listeners: [listener], remoteAes })).warnings;
    assert.deepEqual(warnings({ callingAePolicy: 'list' }), []);
    assert.deepEqual(warnings({ callingAePolicy: 'list+ip', callingAeTitles: [{ aeTitle: 'B' }] }), []);
  });
  it('nothing is said of the others', (t) => {
    assert.deepEqual(warningsOf(t, {}), []);
    assert.deepEqual(warningsOf(t, { callingAePolicy: 'list', callingAeTitles: [{ aeTitle: 'A' }] }), []);
  });
});
