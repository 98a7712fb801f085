import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { fetchHere } from '../../../app/tls/tls.ts';
import { freePort } from '../../support/child.ts';
import { startTlsWeb } from '../../support/tls-web.ts';

const place = (port: number, more: object = {}) => ({ host: '127.0.0.1', port, morePorts: [], tls: false, ...more });
const answers = (url: string) =>
  fetchHere(`${url}/healthz`).then(
    ({ status }) => status,
    () => undefined,
  );

describe('the page moves', () => {
  it('to another port, and the old one ends', async () => {
    await using tls = await startTlsWeb({ tls: false });
    const before = tls.web.now().port;
    const { commit } = await tls.web.move(place(await freePort()));
    assert.equal(tls.web.now().port, before, 'not before it is kept');
    commit();
    const { port } = tls.web.now();
    assert.notEqual(port, before);
    assert.equal(await answers(`http://127.0.0.1:${port}`), 200);
    assert.equal(await answers(`http://127.0.0.1:${before}`), undefined);
  });
  it('from HTTP to HTTPS on the same port, and back; who asked for it gets its answer', async () => {
    await using tls = await startTlsWeb({ tls: false });
    const { port } = tls.web.now();
    const asking = request({
      host: '127.0.0.1',
      port,
      path: '/healthz',
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': 1 },
    });
    const answered = once(asking, 'response');
    asking.flushHeaders();
    await once(asking, 'continue'); // it is being answered while the port goes
    (await tls.web.move(place(port, { tls: true }))).commit();
    assert.deepEqual(tls.web.now(), { address: '127.0.0.1', port, tls: true });
    assert.equal(await answers(`https://127.0.0.1:${port}`), 200);
    asking.end('x');
    const [answer] = await answered;
    assert.ok(answer.statusCode >= 400, 'nobody may do that');
    answer.resume();
    (await tls.web.move(place(port))).commit();
    assert.deepEqual(tls.web.now(), { address: '127.0.0.1', port, tls: false });
    assert.equal(await answers(`http://127.0.0.1:${port}`), 200);
  });
  it('not where another program has the port: then nothing has changed', async () => {
    await using tls = await startTlsWeb({ tls: false });
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await assert.rejects(tls.web.move(place(port)), { code: 'WEB_PORT_IN_USE' });
    assert.equal(await answers(`http://127.0.0.1:${tls.web.now().port}`), 200);
    other.close();
  });
  it('not where what was prepared is taken back, on its own port too', async () => {
    await using tls = await startTlsWeb({ tls: false });
    const { port } = tls.web.now();
    await (await tls.web.move(place(port, { tls: true }))).takeBack();
    assert.equal(await answers(`http://127.0.0.1:${port}`), 200);
    assert.equal(tls.web.now().tls, false);
  });
  it('to more ports; one that is taken is left out', async () => {
    await using tls = await startTlsWeb({ tls: false });
    const { port } = tls.web.now();
    const [free, taken] = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')];
    await Promise.all([once(free, 'listening'), once(taken, 'listening')]);
    const portOf = (server: typeof free) => (server.address() as { port: number }).port;
    const more = portOf(free);
    free.close();
    await once(free, 'close');
    (await tls.web.move(place(port, { morePorts: [more, portOf(taken)] }))).commit();
    assert.equal(await answers(`http://127.0.0.1:${more}`), 200);
    assert.equal(await answers(`http://127.0.0.1:${port}`), 200);
    taken.close();
  });
});
