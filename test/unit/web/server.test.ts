import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { createFakeSources, fakeStudy } from '../../support/fake-sources.ts';
import { gatheredLog, startTestWeb, type TestWeb } from '../../support/web-under-test.ts';
import { rawRequest } from './raw-request.ts';

const sources = () => createFakeSources({ studies: [fakeStudy({ studyInstanceUid: '2.25.1' })] });
const request = (path: string, host: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`;

describe('headers', () => {
  it('forbid inline script, framing and foreign readers on every answer, and never ask for HTTPS only', async () => {
    await using web = await startTestWeb({ sources: sources() });
    for (const path of ['/', '/plain', '/api/status', '/healthz', '/nothing', '/ui/app-AAAA.js']) {
      const { headers } = await web.ask(path);
      const csp = headers.get('content-security-policy') ?? '';
      assert.match(csp, /default-src 'none'/, path);
      assert.match(csp, /script-src 'self'(;|$)/, path);
      assert.match(csp, /frame-ancestors 'none'/, path);
      assert.doesNotMatch(csp, /unsafe/, path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(headers.get('x-frame-options'), 'DENY', path);
      assert.equal(headers.get('referrer-policy'), 'same-origin', path);
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path);
      assert.equal(headers.get('strict-transport-security'), null, path);
      assert.equal(headers.get('access-control-allow-origin'), null, path);
      assert.equal(headers.get('x-powered-by'), null, path);
    }
  });
});

describe('headers of the viewer', () => {
  it('let it compile decoders and show what is in its memory, and nothing more', async () => {
    await using web = await startTestWeb({ sources: sources() });
    for (const path of ['/view/2.25.1', '/ui/viewer-AAAA.js']) {
      const csp = (await web.ask(path)).headers.get('content-security-policy') ?? '';
      assert.match(csp, /default-src 'none'/, path);
      assert.match(csp, /script-src 'self' 'wasm-unsafe-eval'(;|$)/, path);
      assert.match(csp, /connect-src 'self'(;|$)/, path);
      assert.match(csp, /require-trusted-types-for 'script'/, path);
      assert.match(csp, /frame-ancestors 'none'/, path);
      assert.doesNotMatch(csp, /'unsafe|https?:|\*/, path);
    }
  });
});

describe('who is answered', () => {
  for (const path of ['/', '/plain', '/api/status', '/api/studies', '/api/events'])
    it(`nobody under a name that is not ours: ${path}`, async () => {
      await using web = await startTestWeb({ sources: sources() });
      const answer = await rawRequest(web.port, request(path, 'evil.example', `Cookie: ${web.cookie}\r\n`));
      assert.match(answer, /^HTTP\/1\.1 403 /);
      assert.match(answer, /IP address or by its \.local name/);
      assert.doesNotMatch(answer, /Doe/);
    });
  it('a configured name', async () => {
    await using web = await startTestWeb({ sources: sources(), hostNames: () => ['PACS.clinic.example'] });
    assert.match(
      await rawRequest(web.port, request('/api/status', 'pacs.clinic.example:80', `Cookie: ${web.cookie}\r\n`)),
      /^HTTP\/1\.1 200 /,
    );
  });
  for (const header of ['Origin: http://evil.example', 'Origin: null', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Site: same-site'])
    it(`no other site's page: ${header}`, async () => {
      await using web = await startTestWeb({ sources: sources() });
      for (const path of ['/api/status', '/api/studies', '/api/events'])
        assert.match(await rawRequest(web.port, request(path, 'localhost', `Cookie: ${web.cookie}\r\n${header}\r\n`)), /^HTTP\/1\.1 403 /);
    });
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])
    it(`not ${method}`, async () => {
      await using web = await startTestWeb({ sources: sources() });
      const answer = await rawRequest(
        web.port,
        `${method} /api/status HTTP/1.1\r\nHost: localhost\r\nCookie: ${web.cookie}\r\nOrigin: http://localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      );
      assert.match(answer, /^HTTP\/1\.1 40[05] /); // TRACE is malformed for a Request object
      assert.match(answer, /problem\+json/);
    });
});

describe('bad requests', () => {
  const cases: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['an A-ASSOCIATE-RQ on the web port', Uint8Array.of(0x01, 0x00, 0x00, 0x00, 0x00, 0xcd, 0x00, 0x01, 0x0d, 0x0a), /^HTTP\/1\.1 400 /],
    ['no HTTP at all', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['TLS on the plain port', Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03), /^HTTP\/1\.1 400 /],
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['two lengths', 'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'length and chunks (request smuggling)',
      'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    ['a header of 20 kB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ['a Host that is no host', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 40[03] /],
    [
      'an address of another server',
      'GET http://evil.example/api/status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 403 /,
    ],
  ];
  for (const [name, bytes, expected] of cases)
    it(`${name}: an answer in words, and the next request is served`, async () => {
      await using web = await startTestWeb({ sources: sources() });
      const answer = await rawRequest(web.port, bytes);
      assert.match(answer, expected);
      assert.match(answer, /problem\+json/);
      assert.equal((await web.ask('/healthz')).status, 200);
    });
  it('a header that never ends: 408 after the limit', async () => {
    await using web = await startTestWeb({ sources: sources(), limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
    assert.match(await rawRequest(web.port, 'GET / HTTP/1.1\r\nHost: loc'), /^HTTP\/1\.1 408 .*did not arrive in time/s);
  });
  it('one connection more than the limit is closed and logged, the others live on', async () => {
    const { log, lines } = gatheredLog();
    await using web = await startTestWeb({ sources: sources(), log, limits: { maxConnections: 1 } });
    const first = connect(web.port, '127.0.0.1');
    await once(first, 'connect');
    assert.equal(await rawRequest(web.port, request('/healthz', 'localhost')), '');
    first.write(request('/healthz', 'localhost'));
    const [answer] = await once(first, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 200 /);
    first.destroy();
    assert.match(lines.join(''), /web\.connection-dropped .*limit=1/);
  });
});

describe('GET /api/events over a socket', () => {
  const open = async ({ port, cookie }: TestWeb) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => {});
    socket.write(`GET /api/events HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\n\r\n`);
    return {
      socket,
      until: async (sign: RegExp) => {
        while (!sign.test(text)) await once(socket, 'data');
        return text;
      },
    };
  };
  it('sends the snapshot at once and a patch as soon as something arrives', async () => {
    const fake = sources();
    await using web = await startTestWeb({ sources: fake });
    const client = await open(web);
    const head = await client.until(/event: snapshot\n/);
    assert.match(head, /content-type: text\/event-stream/i);
    assert.match(head, /cache-control: no-store/i);
    fake.studies = [...fake.studies, fakeStudy({ studyInstanceUid: '2.25.2', lastReceivedAt: 1 })];
    fake.changed();
    assert.match(await client.until(/event: patch\n.*\n\n/), /2\.25\.2/);
    client.socket.destroy();
  });
  it('is refused in words over the limit, and free again when a page closes', async () => {
    const fake = sources();
    await using web = await startTestWeb({ sources: fake, limits: { maxLiveClients: 1 } });
    const first = await open(web);
    await first.until(/event: snapshot\n/);
    const refused = await web.ask('/api/events');
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '30']);
    assert.match(((await refused.json()) as { detail: string }).detail, /Close some/);
    first.socket.destroy();
    while (fake.listeners.size > 0) await new Promise((turn) => setImmediate(turn));
    const second = await open(web);
    await second.until(/event: snapshot\n/);
    second.socket.destroy();
  });
  it('ends when the server closes, without waiting for the page', { timeout: 5000 }, async () => {
    const web = await startTestWeb({ sources: sources(), limits: { closeGraceMs: 60_000 } });
    const client = await open(web);
    await client.until(/event: snapshot\n/);
    const ended = once(client.socket, 'close');
    await web.close();
    await ended;
  });
});

describe('start', () => {
  it('says what to do when the port is taken', async () => {
    await using web = await startTestWeb({ sources: sources() });
    await assert.rejects(startTestWeb({ sources: sources(), port: web.port }), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'WEB_PORT_IN_USE');
      assert.match(error.message, new RegExp(`Port ${web.port} on 127\\.0\\.0\\.1 is taken by another program.*web\\.port`, 's'));
      return true;
    });
  });
  it('says what to do when the address is not of this machine', () =>
    assert.rejects(startTestWeb({ sources: sources(), host: '192.0.2.77' }), { code: 'WEB_ADDRESS_NOT_OURS', message: /web\.host/ }));
  it('refuses to serve without a page', () => assert.rejects(startTestWeb({ sources: sources(), page: [] }), { code: 'WEB_PAGE_MISSING' }));
});
