import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SettingsView } from '../../../app/web/schema.ts';
import type { WebNetwork } from '../../../app/web/web.ts';
import { NO_BOX } from '../../support/fake-network.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { testSettings } from '../../support/settings-under-test.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

async function started(network: WebNetwork = NO_BOX) {
  const test = testSettings();
  const web = await startTestWeb({ sources: { ...createFakeSources(), settings: test.settings, network } });
  const post = (path: string, body: unknown, method = 'POST') => web.ask(path, { method, headers: JSON_TYPE, body: JSON.stringify(body) });
  const view = async () => (await (await web.ask('/api/settings')).json()) as SettingsView;
  return {
    ...{ web, post, view, settings: test.settings },
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]();
      test[Symbol.dispose]();
    },
  };
}

describe('/api/settings', () => {
  it('shows each setting with its value, whence it comes and what may be entered', async () => {
    await using test = await started();
    const { revision, fields, remoteAe } = await test.view();
    const reserve = fields.find(({ path }) => path === 'storage.reserveBytes')!;
    assert.deepEqual(
      [revision, reserve.value, reserve.default, reserve.whence, reserve.effect, reserve.unit, reserve.schema.minimum],
      [0, 536_870_912, 536_870_912, 'default', 'now', 'bytes', 0],
    );
    const folder = fields.find(({ path }) => path === 'dataFolder')!;
    assert.deepEqual([folder.effect, folder.whence, folder.setBy], ['restart', 'command line', '--data']);
    assert.ok(remoteAe.properties?.title?.pattern);
  });
  it('a change is logged with who made it, can be undone, and says where the page is', async () => {
    await using test = await started();
    const after = (await (await test.post('/api/settings', { revision: 0, set: { ownAeTitle: 'NEW' } })).json()) as SettingsView;
    assert.deepEqual([after.revision, after.undoable, after.web.port], [1, [1], test.web.now().port]);
    const { changes } = (await (await test.web.ask('/api/settings/changes')).json()) as { changes: { by: string; canUndo: boolean }[] };
    assert.deepEqual([changes[0]!.by, changes[0]!.canUndo], ['root', true]);
    assert.equal((await test.post('/api/settings/undo', { undoes: 1 })).status, 200);
    assert.equal(test.settings.now().ownAeTitle, 'FILMROOM');
  });
  it('a backup is a file, its difference is shown, and it is restored', async () => {
    await using test = await started();
    await test.post('/api/settings', { revision: 0, set: { ownAeTitle: 'NEW' } });
    const answer = await test.web.ask('/api/settings/backup');
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="filmroom-settings-\d{4}-\d\d-\d\d\.json"$/);
    const backup = await answer.json();
    await test.post('/api/settings', { revision: 1, set: { ownAeTitle: 'OTHER' } });
    assert.deepEqual(await (await test.post('/api/settings/compare', { backup })).json(), {
      differences: [{ path: 'ownAeTitle', now: 'OTHER', restored: 'NEW' }],
    });
    assert.equal((await test.post('/api/settings/restore', { revision: 2, backup })).status, 200);
    assert.equal(test.settings.now().ownAeTitle, 'NEW');
  });
  for (const [why, path, body, status, code] of [
    ['a value out of range', '/api/settings', { revision: 0, set: { 'storage.reserveBytes': -1 } }, 400, 'SETTINGS_INVALID'],
    ['no revision', '/api/settings', { set: {} }, 400, 'WEB_BAD_BODY'],
    ['another key', '/api/settings', { revision: 0, put: {} }, 400, 'WEB_BAD_BODY'],
    ['a revision to come', '/api/settings', { revision: 9, set: { ownAeTitle: 'X' } }, 409, 'SETTINGS_STALE'],
    ['what the command line sets', '/api/settings', { revision: 0, set: { dataFolder: '/x' } }, 409, 'SETTINGS_FIXED'],
    ['no such change', '/api/settings/undo', { undoes: 4 }, 404, 'SETTINGS_NO_SUCH_CHANGE'],
    ['no backup', '/api/settings/compare', { backup: {} }, 400, 'WEB_BAD_BODY'],
  ] as const)
    it(`refuses ${why} in words: ${status} ${code}`, async () => {
      await using test = await started();
      const answer = await test.post(path, body);
      const problem = (await answer.json()) as { code: string; detail: string };
      assert.deepEqual([answer.status, problem.code], [status, code]);
      assert.ok(problem.detail.length > 10);
      assert.equal(test.settings.state().revision, 0);
    });
  it('two browsers: the second is told by whom, and sees the present value', async () => {
    await using test = await started();
    const { revision } = await test.view();
    await test.post('/api/settings', { revision, set: { 'log.level': 'debug' } });
    const answer = await test.post('/api/settings', { revision, set: { 'log.level': 'error' } });
    assert.equal(answer.status, 409);
    assert.match(((await answer.json()) as { detail: string }).detail, /^root has changed this/);
    assert.equal((await test.view()).fields.find(({ path }) => path === 'log.level')!.value, 'debug');
  });
});

describe('/api/settings by a program', () => {
  it('a token of a technician changes a setting, and is named in the log of changes', async () => {
    await using test = await started();
    const { secret } = await test.web.users.tokens.add({ name: 'ansible', role: 'technician' }, 'root');
    const answer = await fetch(`${test.web.url}/api/settings`, {
      method: 'POST',
      headers: { ...JSON_TYPE, authorization: `Bearer ${secret}` },
      body: JSON.stringify({ revision: 0, set: { listeners: [{ port: 11_112, calledAePolicy: 'any' }] } }),
    });
    assert.equal(answer.status, 200);
    assert.equal(test.settings.state().changes[0]!.by, 'ansible');
    assert.equal(test.settings.now().listeners[0]!.port, 11_112);
  });
  it('a body that is too long is refused before it is read', async () => {
    await using test = await started();
    const answer = await test.post('/api/settings', { revision: 0, set: { 'panel.ledsFile': 'x'.repeat(4_194_304) } });
    assert.equal(answer.status, 413);
    assert.equal(test.settings.state().revision, 0);
  });
  it('what is no JSON, and what is nested without end, is refused', async () => {
    await using test = await started();
    for (const body of ['', '{', 'null', '[]', `{"revision":0,"set":{"ownAeTitle":${'['.repeat(5000)}${']'.repeat(5000)}}}`]) {
      const answer = await test.web.ask('/api/settings', { method: 'POST', headers: JSON_TYPE, body });
      assert.equal(answer.status, 400, body.slice(0, 20));
    }
    assert.equal(test.settings.state().revision, 0);
  });
});

describe('/api/network', () => {
  it('on a plain PC says that it needs a box', async () => {
    await using test = await started();
    assert.deepEqual(await (await test.web.ask('/api/network')).json(), { isBox: false });
    const answer = await test.post('/api/network', { settings: {} }, 'PUT');
    assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [409, 'WEB_NEEDS_BOX']);
  });
  it('on a box shows, sets, confirms and takes back, through the hands', async () => {
    const asked: string[] = [];
    const report = (name: string) => async (settings?: unknown) => {
      asked.push(settings === undefined ? name : `${name} ${JSON.stringify(settings)}`);
      return { settings: {}, waiting: { secondsLeft: 90 } };
    };
    const names: string[] = [];
    const network: WebNetwork = {
      ...{ isBox: () => true, show: report('show'), set: report('set'), confirm: report('confirm'), revert: report('revert') },
      changed: (what, by) => names.push(`${what} by ${by}`),
    };
    await using test = await started(network);
    assert.equal(((await (await test.web.ask('/api/network')).json()) as { isBox: boolean }).isBox, true);
    assert.equal((await test.post('/api/network', { settings: { hospital: {} } }, 'PUT')).status, 200);
    assert.equal((await test.post('/api/network/confirm', {})).status, 200);
    assert.equal((await test.post('/api/network/revert', {})).status, 200);
    assert.deepEqual(asked, ['show', 'set {"hospital":{}}', 'confirm', 'revert']);
    assert.deepEqual(names, ['set by root', 'confirmed by root', 'reverted by root']);
  });
});
