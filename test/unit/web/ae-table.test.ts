import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fakeAeTable } from '../../support/fake-ae-table.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

const FIXED = { title: 'FIXED', host: '192.0.2.1', port: 104 };
const JSON_TYPE = { 'content-type': 'application/json' };

async function startWithTable() {
  const { table, aeTable } = fakeAeTable([FIXED]);
  const web = await startTestWeb({ sources: { ...createFakeSources(), aeTable } });
  const ask = (path: string, init?: RequestInit) => web.ask(`/api/ae-table${path}`, init);
  return { ask, table, [Symbol.asyncDispose]: () => web.close() };
}

describe('/api/ae-table', () => {
  it('PUT adds and replaces, GET shows, DELETE removes', async () => {
    await using web = await startWithTable();
    const put = (port: number) => web.ask('/NEW', { method: 'PUT', headers: JSON_TYPE, body: JSON.stringify({ host: '192.0.2.2', port }) });
    assert.deepEqual([(await put(104)).status, (await put(105)).status], [201, 200]);
    assert.equal(web.table.get('NEW')?.port, 105);
    const all = (await (await web.ask('')).json()) as { remoteAes: { title: string }[] };
    assert.deepEqual(
      all.remoteAes.map(({ title }) => title),
      ['FIXED', 'NEW'],
    );
    assert.equal(((await (await web.ask('/NEW')).json()) as { title: string }).title, 'NEW');
    assert.deepEqual(
      [(await web.ask('/NEW', { method: 'DELETE' })).status, (await web.ask('/NEW', { method: 'DELETE' })).status],
      [204, 404],
    );
    assert.equal((await web.ask('/NEW')).status, 404);
  });
  for (const [name, path, init, status] of [
    ['what is no entry', '/A', { headers: JSON_TYPE, body: '{"host":"192.0.2.2"}' }, 400],
    ['what is no JSON', '/A', { headers: JSON_TYPE, body: '{' }, 400],
    ['another title than the address has', '/A', { headers: JSON_TYPE, body: '{"title":"B","host":"192.0.2.2","port":1}' }, 400],
    [
      'a form, which another site could send',
      '/A',
      { headers: { 'content-type': 'text/plain' }, body: '{"host":"192.0.2.2","port":1}' },
      415,
    ],
    [
      'a page of another site',
      '/A',
      { headers: { ...JSON_TYPE, origin: 'http://elsewhere.example' }, body: '{"host":"192.0.2.2","port":1}' },
      403,
    ],
    ['a title that decodes to no text', '/%E0%A4%A', { headers: JSON_TYPE, body: '{"host":"192.0.2.2","port":1}' }, 400],
    ['a long one', '/A', { headers: JSON_TYPE, body: `{"host":"${'x'.repeat(20_000)}","port":1}` }, 413],
  ] as const) {
    it(`refuses ${name}: ${status}, in words`, async () => {
      await using web = await startWithTable();
      const answer = await web.ask(path, { method: 'PUT', ...init });
      assert.equal(answer.status, status);
      assert.match(answer.headers.get('content-type') ?? '', /application\/problem\+json/);
      assert.deepEqual(web.table.list(), [FIXED]);
    });
  }
});
