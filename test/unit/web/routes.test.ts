import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Problem, Status, Studies } from '../../../app/web/schema.ts';
import { createFakeSources, fakeAssociations, fakeRefusals, studiesOfTheWorld } from '../../support/fake-sources.ts';
import { SESSION_COOKIE } from '../../support/signed-in.ts';
import { NEW_PASSWORD } from '../../support/users-under-test.ts';
import { startTestWeb, TINY_PAGE } from '../../support/web-under-test.ts';
import { rawRequest } from './raw-request.ts';

const worldly = () =>
  createFakeSources({
    studies: studiesOfTheWorld(Date.now()),
    associations: fakeAssociations(3, Date.now()),
    refusals: fakeRefusals(Date.now()),
  });

describe('GET /api/status', () => {
  it('has the shape that the page expects', async () => {
    await using web = await startTestWeb({ sources: worldly() });
    const answer = await web.ask('/api/status');
    const status = Status.parse(await answer.json());
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.deepEqual(status.dicom, [
      { name: 'main', aeTitle: 'FILMROOM', hosts: ['127.0.0.1'], port: 4242, tls: false, loopbackOnly: true },
    ]);
    assert.equal(status.associations.length, 3);
    assert.equal(status.counts?.studies, 13);
  });
  it('still tells of associations and disk while the archive is silent', async () => {
    const sources = worldly();
    sources.archive = 'hangs';
    await using web = await startTestWeb({ sources, limits: { archiveDeadlineMs: 20 } });
    const status = Status.parse(await (await web.ask('/api/status')).json());
    assert.equal(status.counts, undefined);
    assert.match(status.trouble!.words, /does not answer/);
    assert.equal(status.associations.length, 3);
  });
  it('names every address of the machine where the listener is bound to all', async () => {
    await using web = await startTestWeb({
      sources: worldly(),
      dicomAddresses: () => [{ name: 'main', aeTitle: 'FILMROOM', host: '0.0.0.0', port: 104, tls: true }],
    });
    const { dicom } = Status.parse(await (await web.ask('/api/status')).json());
    assert.ok(dicom[0]!.hosts.length > 0 && !dicom[0]!.hosts.includes('0.0.0.0'));
    assert.equal(dicom[0]!.tls, true);
  });
});

describe('GET /api/studies', () => {
  it('gives the newest first, names split by component group', async () => {
    await using web = await startTestWeb({ sources: worldly() });
    const { studies } = Studies.parse(await (await web.ask('/api/studies?limit=2')).json());
    assert.deepEqual(
      studies.map((study) => study.patientName),
      [
        { alphabetic: 'Yamada Tarou', ideographic: '山田 太郎', phonetic: 'やまだ たろう', lang: 'ja' },
        { alphabetic: 'Müller Änne Sophie, Dr.' },
      ],
    );
  });
  for (const limit of ['0', '201', '-1', '1.5', '1e2', 'all', '', '99999999999'])
    it(`refuses limit=${limit} in words`, async () => {
      await using web = await startTestWeb({ sources: worldly() });
      const answer = await web.ask(`/api/studies?limit=${limit}`);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      const problem = Problem.parse(await answer.json());
      assert.deepEqual([answer.status, problem.status, problem.detail], [400, 400, 'limit must be a whole number from 1 to 200.']);
    });
  it('is a 503 in words while the archive fails', async () => {
    const sources = worldly();
    sources.archive = 'fails';
    await using web = await startTestWeb({ sources });
    const answer = await web.ask('/api/studies');
    assert.equal(answer.status, 503);
    assert.doesNotMatch(JSON.stringify(Problem.parse(await answer.json())), /malformed/, 'what the database said stays in the log');
  });
});

describe('GET /healthz', () => {
  it('is ok while the archive answers and takes images', async () => {
    await using web = await startTestWeb({ sources: worldly() });
    const answer = await web.ask('/healthz');
    assert.deepEqual([answer.status, await answer.json()], [200, { status: 'ok' }]);
  });
  it('answers under any name: monitors have theirs, and it tells nothing of patients', async () => {
    await using web = await startTestWeb({ sources: worldly() });
    assert.match(
      await rawRequest(web.port, 'GET /healthz HTTP/1.1\r\nHost: monitor.example\r\nConnection: close\r\n\r\n'),
      /^HTTP\/1\.1 200 /,
    );
  });
  it('is 503 with words when the disk takes no more', async () => {
    const sources = worldly();
    sources.disk = { totalBytes: 100, freeBytes: 1, reserveBytes: 5, accepting: false };
    await using web = await startTestWeb({ sources });
    const answer = await web.ask('/healthz');
    assert.equal(answer.status, 503);
    assert.match(((await answer.json()) as { words: string }).words, /disk is full/);
  });
  it('is 503 with words after a fault of the program itself', async () => {
    await using web = await startTestWeb({ sources: worldly(), faults: () => 1 });
    const answer = await web.ask('/healthz');
    assert.equal(answer.status, 503);
    assert.match(((await answer.json()) as { words: string }).words, /fault of its own/);
  });
  for (const archive of ['fails', 'hangs'] as const)
    it(`is 503 with words when the archive ${archive}`, async () => {
      const sources = worldly();
      sources.archive = archive;
      await using web = await startTestWeb({ sources, limits: { archiveDeadlineMs: 20 } });
      const answer = await web.ask('/healthz');
      assert.equal(answer.status, 503);
      assert.match(((await answer.json()) as { words: string }).words, /index does not answer/);
    });
});

describe('GET /plain', () => {
  it('is the same facts without JavaScript, and escapes every text of a peer', async () => {
    await using web = await startTestWeb({ sources: worldly() });
    const html = await (await web.ask('/plain')).text();
    assert.match(html, /Yamada Tarou 山田 太郎 \(やまだ たろう\)/);
    assert.match(html, /the called AE title &quot;FILMROM&quot; is not ours/);
    assert.ok(html.includes('&lt;/script&gt;&lt;script&gt;alert(2)&lt;/script&gt;'));
    assert.doesNotMatch(html, /<script|<img|<b>/);
  });
  it('renews itself only where its reader asked for it (WCAG 2.2, 2.2.1), and tells how', async () => {
    await using web = await startTestWeb({ sources: worldly() });
    const [still, renewing] = [await (await web.ask('/plain')).text(), await (await web.ask('/plain?renew')).text()];
    assert.doesNotMatch(still, /http-equiv/);
    assert.match(still, /href="\/plain\?renew"/);
    assert.match(renewing, /<meta http-equiv="refresh" content="15">/);
    assert.match(renewing, /href="\/plain"/);
  });
  it('says that the disk is full, and works while the archive fails', async () => {
    const sources = worldly();
    sources.archive = 'fails';
    sources.disk = { totalBytes: 100, freeBytes: 1, reserveBytes: 5, accepting: false };
    await using web = await startTestWeb({ sources });
    const html = await (await web.ask('/plain')).text();
    assert.match(html, /Refusing images/);
    assert.match(html, /index does not answer/);
  });
});

describe('GET / and the files of the page', () => {
  it('serves the page anew each time and its hashed files for ever, by the best encoding', async () => {
    await using web = await startTestWeb({ sources: worldly() });
    const ask = async (path: string, headers: Record<string, string> = {}) =>
      await web.ask(path, { headers: { 'accept-encoding': 'identity', ...headers } });
    const page = await ask('/');
    assert.deepEqual([page.headers.get('content-type'), page.headers.get('cache-control')], ['text/html; charset=utf-8', 'no-cache']);
    const script = await ask('/ui/app-AAAA.js');
    assert.deepEqual(
      [await script.text(), script.headers.get('cache-control'), script.headers.get('vary')],
      ['plain script', 'public, max-age=31536000, immutable', 'accept-encoding'],
    );
    const head = (encoding: string) =>
      `GET /ui/app-AAAA.js HTTP/1.1\r\nHost: localhost\r\nCookie: ${web.cookie}\r\nAccept-Encoding: ${encoding}\r\nConnection: close\r\n\r\n`;
    assert.match(await rawRequest(web.port, head('gzip, deflate, br')), /brotli bytes$/);
    assert.match(await rawRequest(web.port, head('gzip, br;q=0')), /gzip bytes$/);
  });
  it('answers 304 to its own ETag', async () => {
    await using web = await startTestWeb({ sources: worldly() });
    const etag = (await web.ask('/')).headers.get('etag')!;
    const again = await web.ask('/', { headers: { 'if-none-match': `W/"x", ${etag}` } });
    assert.deepEqual([again.status, await again.text()], [304, '']);
  });
  for (const path of [
    '/ui/',
    '/ui/app-BBBB.js',
    '/ui/app-AAAA.js.br',
    '/ui/files.json',
    '/ui/../package.json',
    '/ui/%2e%2e/package.json',
    '/nothing',
    '/api/',
    '/api/nothing',
    '/%ff%fe',
  ])
    it(`is a 404 in words: ${path}`, async () => {
      await using web = await startTestWeb({ sources: worldly() });
      const answer = await rawRequest(
        web.port,
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: ${web.cookie}\r\nConnection: close\r\n\r\n`,
      );
      assert.match(answer, /^HTTP\/1\.1 404 /);
      assert.match(answer, /There is no such page here/);
    });
  it('answers HEAD without a body', async () => {
    await using web = await startTestWeb({ sources: worldly() });
    for (const path of ['/', '/api/status', '/api/events', '/plain']) {
      const answer = await web.ask(path, { method: 'HEAD' });
      assert.deepEqual([path, answer.status, await answer.text()], [path, 200, '']);
    }
  });
});

describe('the front panel', () => {
  it('each LED is in the status: how it looks, what it means, what to do', async () => {
    await using web = await startTestWeb({ sources: worldly() });
    const { panel } = Status.parse(await (await web.ask('/api/status')).json());
    assert.deepEqual(
      panel.map(({ led, looks }) => `${led} ${looks}`),
      ['POWER green, lit', 'MODALITY green, lit', 'HOSPITAL green, lit', 'STORE green, lit'],
    );
  });
  it('POST /api/identify makes it blink; another site may not ask for that', async () => {
    const sources = worldly();
    await using web = await startTestWeb({ sources });
    const ask = (headers: Record<string, string>) => web.ask('/api/identify', { method: 'POST', headers });
    assert.equal((await ask({ 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await ask({ origin: 'https://example.org' })).status, 403);
    assert.equal(sources.identified, 0);
    assert.equal((await ask({})).status, 204);
    assert.equal(sources.identified, 1);
    const wrong = await web.ask('/api/identify');
    assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'POST']);
    assert.equal((await web.ask('/api/status', { method: 'POST' })).status, 405);
  });
});

describe('who is signed in and opens what is not there, or not for them', () => {
  it('is shown the page, which says so, and a program the problem', async () => {
    await using web = await startTestWeb({ sources: createFakeSources() });
    await web.users.add({ name: 'viewer', role: 'viewer', password: NEW_PASSWORD });
    const { secret } = await web.users.signIn('viewer', NEW_PASSWORD, '127.0.0.1');
    const cookie = `${SESSION_COOKIE}=${secret}`;
    for (const [path, status] of [
      ['/nothing', 404],
      ['/users', 403],
    ] as const) {
      const page = await web.ask(path, { headers: { cookie, accept: 'text/html', 'if-none-match': '*' } });
      assert.deepEqual([page.status, page.headers.get('content-type')], [status, 'text/html; charset=utf-8']);
      assert.match(await page.text(), /<title>Filmroom/);
      const program = await web.ask(path, { headers: { cookie } });
      assert.deepEqual([program.status, program.headers.get('content-type')], [status, 'application/problem+json']);
    }
    assert.equal(
      (await web.ask('/api/nothing', { headers: { cookie, accept: 'text/html' } })).headers.get('content-type'),
      'application/problem+json',
    );
  });
});

describe('the language of the page', () => {
  const LANGUAGES = ['en', 'ru', 'ja'] as const;
  const page = [
    ...TINY_PAGE,
    ...LANGUAGES.map((language) => ({ path: `ui/index.${language}.html`, bytes: Buffer.from(`<!doctype html><html lang="${language}">`) })),
  ];
  for (const [why, headers, language] of [
    ['of the browser', { 'accept-language': 'fr, ja;q=0.9, en;q=0.8' }, 'ja'],
    ['by weight, not by place', { 'accept-language': 'en;q=0.1, ru-RU' }, 'ru'],
    ['one refused is none', { 'accept-language': 'ru;q=0' }, 'en'],
    ['English where none is ours', { 'accept-language': 'de' }, 'en'],
    ['English where the browser says nothing', {}, 'en'],
    ['chosen by hand', { 'accept-language': 'ja', cookie: 'filmroom-language=ru' }, 'ru'],
    ['none that is not ours', { 'accept-language': 'ja', cookie: 'filmroom-language=__proto__' }, 'ja'],
  ] as readonly (readonly [string, Record<string, string>, string])[])
    it(why, async () => {
      await using web = await startTestWeb({ sources: createFakeSources(), page });
      const cookie = [web.cookie, headers.cookie].filter(Boolean).join('; ');
      const answer = await fetch(web.url, { headers: { ...headers, cookie } });
      assert.match(await answer.text(), new RegExp(`lang="${language}"`));
      assert.match(answer.headers.get('vary') ?? '', /accept-language/);
    });
});
