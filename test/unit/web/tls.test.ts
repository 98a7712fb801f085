import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { describe, it } from 'node:test';
import { type ConnectionOptions, connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls';
import { cookieOver, startTlsWeb, type TlsWeb } from '../../support/tls-web.ts';
import type { TestWeb } from '../../support/web-under-test.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

async function overHttp1({ trusting }: TlsWeb, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const asking = httpsRequest({ ...trusting, servername: 'localhost', path, headers, method, agent: false }).end();
  const [answer] = await once(asking, 'response');
  let text = '';
  for await (const piece of answer) text += piece;
  return { status: answer.statusCode, headers: answer.headers, text };
}

async function plainly({ web }: TlsWeb, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const asking = httpRequest({ host: '127.0.0.1', port: web.port, path, headers, method, agent: false }).end();
  const [answer] = await once(asking, 'response');
  let text = '';
  for await (const piece of answer) text += piece;
  return { status: answer.statusCode, headers: answer.headers, text };
}

async function overHttp2(session: ClientHttp2Session, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const stream = session.request({ ':path': path, ...headers });
  stream.end();
  const [answer] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  let text = '';
  for await (const piece of stream) text += piece;
  return { status: Number(answer[':status']), headers: answer, text };
}

describe('the page over TLS', () => {
  it('answers over HTTP/2 who can, and over HTTP/1.1 who cannot', async () => {
    await using tls = await startTlsWeb();
    const session = connectHttp2(`https://127.0.0.1:${tls.web.port}`, { ca: tls.certificates.ca.pem });
    assert.equal((await overHttp2(session, '/healthz')).status, 200);
    assert.equal(session.alpnProtocol, 'h2');
    session.close();
    assert.equal((await overHttp1(tls, '/healthz')).status, 200);
  });
  for (const [how, ask] of [
    ['HTTP/1.1', overHttp1],
    [
      'HTTP/2',
      async ({ web, certificates }: TlsWeb, path: string, headers: Record<string, string>) => {
        const session = connectHttp2(`https://127.0.0.1:${web.port}`, { ca: certificates.ca.pem });
        const answer = await overHttp2(session, path, headers);
        session.close();
        return answer;
      },
    ],
  ] as const) {
    it(`takes the cookie that only TLS has, over ${how}`, async () => {
      await using tls = await startTlsWeb();
      assert.equal((await ask(tls, '/api/status', cookieOver(tls.web))).status, 200);
      assert.equal((await ask(tls, '/api/status', { cookie: tls.web.cookie })).status, 401);
    });
    it(`knows its own name and no other, over ${how}`, async () => {
      await using tls = await startTlsWeb();
      const { status } = await ask(tls, '/api/status', {
        ...cookieOver(tls.web),
        [how === 'HTTP/2' ? ':authority' : 'host']: 'evil.example',
      });
      assert.equal(status, 403);
    });
    it(`keeps another site's page out, over ${how}`, async () => {
      await using tls = await startTlsWeb();
      const own = `https://127.0.0.1:${tls.web.port}`;
      const asks = async (origin: string) => (await ask(tls, '/api/status', { ...cookieOver(tls.web), origin })).status;
      assert.deepEqual([await asks(own), await asks('https://evil.example')], [200, 403]);
    });
    it(`has no HSTS with a certificate of its own, over ${how}`, async () => {
      await using tls = await startTlsWeb();
      assert.equal((await ask(tls, '/login', {})).headers['strict-transport-security'], undefined);
    });
  }
  it('gives a cookie that only TLS takes back', async () => {
    await using tls = await startTlsWeb();
    const own = `https://127.0.0.1:${tls.web.port}`;
    const session = connectHttp2(own, { ca: tls.certificates.ca.pem });
    const stream = session.request({ ':path': '/api/session', ':method': 'POST', 'content-type': 'application/json', origin: own });
    stream.end(JSON.stringify({ name: 'root', password: 'three green boats' }));
    const [headers] = await once(stream, 'response');
    session.close();
    assert.equal(headers[':status'], 201);
    assert.match(String(headers['set-cookie']), /^__Host-filmroom-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });
  it('refuses a body that is too long and does not say so, over HTTP/2', async () => {
    await using tls = await startTlsWeb();
    const own = `https://127.0.0.1:${tls.web.port}`;
    const session = connectHttp2(own, { ca: tls.certificates.ca.pem });
    const stream = session.request({ ':path': '/api/session', ':method': 'POST', 'content-type': 'application/json', origin: own });
    stream.on('error', () => undefined);
    stream.end(Buffer.alloc(100_000, ' '));
    const [headers] = await once(stream, 'response');
    session.destroy();
    assert.equal(headers[':status'], 413);
  });
  it('refuses a Host that contradicts :authority (RFC 9113 §8.3.1)', async () => {
    await using tls = await startTlsWeb();
    const session = connectHttp2(`https://127.0.0.1:${tls.web.port}`, { ca: tls.certificates.ca.pem });
    assert.equal((await overHttp2(session, '/login', { ':authority': `127.0.0.1:${tls.web.port}`, host: 'evil.example' })).status, 400);
    session.close();
  });
});

describe('live events over HTTP/2', () => {
  const open = async (session: ClientHttp2Session, web: TestWeb) => {
    const stream = session.request({ ':path': '/api/events', ...cookieOver(web) });
    stream.end();
    const [headers] = await once(stream, 'response');
    return { stream, headers };
  };
  it('come, ten at once in one connection, without the fields that end a program', async () => {
    await using tls = await startTlsWeb();
    const session = connectHttp2(`https://127.0.0.1:${tls.web.port}`, { ca: tls.certificates.ca.pem });
    const streams = await Promise.all(Array.from({ length: 10 }, () => open(session, tls.web)));
    for (const { stream, headers } of streams) {
      assert.equal(headers['content-type'], 'text/event-stream');
      assert.equal(headers['transfer-encoding'] ?? headers.connection, undefined);
      let text = '';
      for await (const piece of stream) {
        text += piece;
        if (text.includes('event: snapshot')) break;
      }
    }
    session.close();
    assert.equal((await overHttp1(tls, '/healthz')).status, 200);
  });
  it('go on while the certificate changes, and the next connection sees the new one', async () => {
    await using tls = await startTlsWeb();
    const session = connectHttp2(`https://127.0.0.1:${tls.web.port}`, { ca: tls.certificates.ca.pem });
    const { stream } = await open(session, tls.web);
    await once(stream, 'data');
    const before = (session.socket as TLSSocket).getPeerCertificate().serialNumber;
    tls.box.names = [...tls.box.names, '10.44.0.1'];
    await tls.certificates.refresh();
    const socket = connectTls({ ...tls.trusting, servername: 'localhost' });
    await once(socket, 'secureConnect');
    assert.notEqual(socket.getPeerCertificate().serialNumber, before);
    assert.match(socket.getPeerCertificate().subjectaltname ?? '', /10\.44\.0\.1/);
    socket.destroy();
    assert.ok(!stream.closed && !stream.destroyed);
    assert.equal((await overHttp2(session, '/healthz')).status, 200);
    session.destroy();
  });
  it('end when the program stops, at once', async () => {
    const tls = await startTlsWeb();
    const session = connectHttp2(`https://127.0.0.1:${tls.web.port}`, { ca: tls.certificates.ca.pem });
    session.on('error', () => undefined);
    const { stream } = await open(session, tls.web);
    stream.resume();
    const at = performance.now();
    await tls[Symbol.asyncDispose]();
    assert.ok(performance.now() - at < 3000);
    session.destroy();
  });
});

describe('who comes without TLS', () => {
  it('is sent to the same page over HTTPS, for now only', async () => {
    await using tls = await startTlsWeb();
    const { port } = tls.web;
    const { status, headers } = await plainly(tls, '/login?next=/x', { host: `127.0.0.1:${port}` });
    assert.deepEqual([status, headers.location, headers['cache-control']], [307, `https://127.0.0.1:${port}/login?next=/x`, 'no-store']);
  });
  for (const [host, location] of [
    ['filmroom-7k3f.local', 'https://filmroom-7k3f.local:PORT/'],
    ['[::1]', 'https://[::1]:PORT/'],
    ['192.0.2.7:18042', 'https://192.0.2.7:18042/'],
  ] as const)
    it(`at ${host} is sent to ${location}`, async () => {
      await using tls = await startTlsWeb();
      assert.equal((await plainly(tls, '/', { host })).headers.location, location.replace('PORT', String(tls.web.port)));
    });
  it('is sent nowhere by a name that is not ours, and never to another site', async () => {
    await using tls = await startTlsWeb();
    assert.equal((await plainly(tls, '/', { host: 'evil.example' })).status, 403);
    const { headers } = await plainly(tls, '//evil.example/', { host: `127.0.0.1:${tls.web.port}` });
    assert.equal(new URL(headers.location!).host, `127.0.0.1:${tls.web.port}`);
  });
  it('and would change something, is told that what was sent went in the clear', async () => {
    await using tls = await startTlsWeb();
    const { status, text } = await plainly(tls, '/api/session', { host: `127.0.0.1:${tls.web.port}` }, 'POST');
    assert.equal(status, 403);
    assert.equal(JSON.parse(text).code, 'WEB_TLS_ONLY');
  });
  it('gets nothing with a cookie or token either', async () => {
    await using tls = await startTlsWeb();
    for (const headers of [
      { cookie: tls.web.cookie },
      cookieOver(tls.web),
      { authorization: `Bearer ${tls.web.users.tokens.machineSecret}` },
    ])
      assert.equal((await plainly(tls, '/api/status', { host: '127.0.0.1', ...headers })).status, 307);
  });
  it('and is a monitor, is told that it is well', async () => {
    await using tls = await startTlsWeb();
    const { status, text } = await plainly(tls, '/healthz', { host: 'monitor.example' });
    assert.deepEqual([status, JSON.parse(text).status], [200, 'ok']);
  });
});

describe('a connection to the port of TLS', () => {
  const endOf = async (port: number, say: string | Buffer | undefined, eachMs = 0) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const at = performance.now();
    if (say !== undefined) socket.write(say);
    const timer = eachMs > 0 ? setInterval(() => socket.write('x'), eachMs) : undefined;
    socket.resume();
    await once(socket, 'close');
    clearInterval(timer);
    return performance.now() - at;
  };
  const limits = { firstByteMs: 300, handshakeMs: 300, headersTimeoutMs: 300, requestTimeoutMs: 600, closeGraceMs: 100 };
  for (const [what, say, eachMs] of [
    ['that says nothing', undefined, 0],
    ['that begins a handshake and no more', Buffer.of(22, 3, 1, 2, 0), 0],
    ['that begins a request and no more', 'GET / HT', 0],
    ['that dribbles a header without TLS', 'GET / HTTP/1.1\r\nX: ', 50],
  ] as const)
    it(`${what} is cut off`, async () => {
      await using tls = await startTlsWeb({ limits });
      assert.ok((await endOf(tls.web.port, say, eachMs)) < 8000);
    });
  for (const [what, bytes] of [
    ['noise', Buffer.from(Array.from({ length: 500 }, (_, at) => (at * 89) % 256))],
    ['a handshake of noise', Buffer.concat([Buffer.of(22, 3, 1, 0, 200), Buffer.alloc(200, 7)])],
    ['DICOM', Buffer.concat([Buffer.of(1, 0, 0, 0, 0, 200), Buffer.alloc(200)])],
  ] as const)
    it(`with ${what} is ended, and the next is answered`, async () => {
      await using tls = await startTlsWeb({ limits });
      await endOf(tls.web.port, bytes);
      assert.equal((await overHttp1(tls, '/healthz')).status, 200);
    });
  it('split at its first byte is understood', async () => {
    await using tls = await startTlsWeb();
    const socket = connectTcp(tls.web.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.setNoDelay();
    for (const sign of 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n') {
      socket.write(sign);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [answer] = await once(socket, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 200/);
    socket.destroy();
  });
  it('that is reset in any moment harms nobody', async () => {
    await using tls = await startTlsWeb();
    for (const say of [undefined, 'G', Buffer.of(22), Buffer.of(22, 3, 1, 0, 100, 1)]) {
      const socket = connectTcp(tls.web.port, '127.0.0.1');
      await once(socket, 'connect');
      if (say) socket.write(say);
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.resetAndDestroy();
    }
    assert.equal((await overHttp1(tls, '/healthz')).status, 200);
  });
});

describe('a client that is careful', () => {
  const failure = async (options: ConnectionOptions) => {
    const socket = connectTls(options);
    const [error] = await once(socket, 'error');
    return (error as NodeJS.ErrnoException).code;
  };
  it('is refused TLS 1.1', async () => {
    await using tls = await startTlsWeb();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    assert.match((await failure({ ...tls.trusting, ...old })) ?? '', /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/);
  });
  it('is refused a cipher without forward secrecy', async () => {
    await using tls = await startTlsWeb();
    assert.ok(await failure({ ...tls.trusting, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:AES256-GCM-SHA384' }));
  });
  it('is told of another name', async () => {
    await using tls = await startTlsWeb();
    assert.equal(await failure({ ...tls.trusting, servername: 'evil.example' }), 'ERR_TLS_CERT_ALTNAME_INVALID');
  });
  it('is told of a CA that it does not trust', async () => {
    await using tls = await startTlsWeb();
    assert.equal(await failure({ ...tls.trusting, ca: rootCertificates[0]! }), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });
});
