import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { writePack } from '../../../app/ohif/ohif.ts';
import type { OhifFacts } from '../../../app/web/schema.ts';
import { ohifUnderTest, TINY_VERSION, tinyFiles } from '../../support/fake-ohif.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { SESSION_COOKIE } from '../../support/signed-in.ts';
import { NEW_PASSWORD } from '../../support/users-under-test.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

async function started() {
  const test = await ohifUnderTest();
  const web = await startTestWeb({ sources: { ...createFakeSources(), ohif: test.ohif } });
  const install = (pack: Uint8Array) => web.ask('/api/ohif', { method: 'PUT', body: new Uint8Array(pack) });
  return {
    ...{ web, install },
    facts: async () => (await (await web.ask('/api/ohif')).json()) as OhifFacts,
    hasOhif: async () => ((await (await web.ask('/api/session')).json()) as { hasOhif: boolean }).hasOhif,
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}
const tiny = () => writePack(TINY_VERSION, tinyFiles()).pack;
const contentOf = (path: string) => Buffer.from(tinyFiles().find((file) => file.path === path)!.content);

describe('OHIF under /ohif/', () => {
  it('is not there without a pack: 404 in words, and no page is told of it', async () => {
    await using test = await started();
    for (const path of ['/ohif/', '/ohif/viewer?StudyInstanceUIDs=1.2', '/ohif/1.2.3-1/app.bundle.js']) {
      const answer = await test.web.ask(path);
      assert.equal(answer.status, 404);
      assert.equal(((await answer.json()) as { code: string }).code, 'WEB_NO_OHIF');
    }
    assert.equal(await test.hasOhif(), false);
    assert.deepEqual(await test.facts(), { room: 1_000_000 });
  });
  it('is there with one: the same document at each of its addresses, and files that never change', async () => {
    await using test = await started();
    assert.equal((await test.install(tiny())).status, 201);
    assert.equal(await test.hasOhif(), true);
    assert.deepEqual((await test.facts()).installed, { version: TINY_VERSION, bytes: tiny().byteLength });
    for (const path of ['/ohif/', '/ohif/viewer?StudyInstanceUIDs=1.2', '/ohif/viewer/dicomweb']) {
      const answer = await test.web.ask(path);
      assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.equal(answer.headers.get('cache-control'), 'no-cache');
      assert.equal(await answer.text(), contentOf('index.html').toString());
    }
    for (const [path, type] of [
      ['app.bundle.js', 'text/javascript; charset=utf-8'],
      ['assets/dot.png', 'image/png'],
      ['decoder.wasm', 'application/wasm'],
    ] as const) {
      const answer = await test.web.ask(`/ohif/${TINY_VERSION}/${path}`);
      assert.equal(answer.headers.get('content-type'), type);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.deepEqual(Buffer.from(await answer.arrayBuffer()), contentOf(path));
    }
    for (const path of [`/ohif/${TINY_VERSION}/no.js`, '/ohif/1.2.3-2/app.bundle.js', '/ohif/app.bundle.js', '/ohif/..%2fapp.bundle.js'])
      assert.equal((await test.web.ask(path)).status, 404, path);
    const noStudy = await test.web.ask('/ohif/viewer', { redirect: 'manual' });
    assert.deepEqual([noStudy.status, noStudy.headers.get('location')], [302, '/ohif/'], 'as after signing in: its list');
    const bare = await test.web.ask('/ohif', { redirect: 'manual' });
    assert.deepEqual([bare.status, bare.headers.get('location')], [302, '/ohif/']);
  });
  it('is sent as it lies in the pack, inflated to who takes no brotli, and not at all to who has it', async () => {
    await using test = await started();
    await test.install(tiny());
    const ask = (headers: Record<string, string>) => test.web.ask(`/ohif/${TINY_VERSION}/app.bundle.js`, { headers });
    const content = contentOf('app.bundle.js').toString();
    const packed = await ask({ 'accept-encoding': 'gzip, br' });
    assert.equal(packed.headers.get('content-encoding'), 'br');
    assert.equal(await packed.text(), content); // fetch inflates
    const plain = await ask({ 'accept-encoding': 'identity' });
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(await plain.text(), content);
    assert.notEqual(packed.headers.get('etag'), plain.headers.get('etag'));
    const again = await ask({ 'accept-encoding': 'br', 'if-none-match': packed.headers.get('etag')! });
    assert.deepEqual([again.status, await again.text()], [304, '']);
    assert.equal(brotliDecompressSync(tinyFiles()[1]!.packed).toString(), content);
  });
  it('has a policy of its own (CSP), and no other page has it', async () => {
    await using test = await started();
    await test.install(tiny());
    const policy = async (path: string) => (await test.web.ask(path)).headers.get('content-security-policy') ?? '';
    const own = await policy('/ohif/viewer?StudyInstanceUIDs=1.2');
    assert.match(own, /script-src 'self' 'wasm-unsafe-eval';/);
    assert.match(own, /worker-src 'self' blob:/);
    assert.match(own, /default-src 'none'/);
    assert.doesNotMatch(own, /trusted-types|'unsafe-eval'|script-src[^;]*'unsafe-inline'/);
    assert.match(await policy(`/ohif/${TINY_VERSION}/app.bundle.js`), /script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'/, 'of workers');
    for (const path of ['/', '/studies', '/ui/app-AAAA.js', '/api/status', '/ohifx']) {
      assert.match(await policy(path), /style-src 'self';/, path);
      assert.match(await policy(path), /require-trusted-types-for 'script'/, path);
    }
  });
  it('answers nothing to who may not look at studies, nor to a page of another site', async () => {
    await using test = await started();
    await test.install(tiny());
    const { web } = test;
    const machine = { authorization: `Bearer ${web.users.tokens.machineSecret}` };
    for (const path of ['/ohif/', `/ohif/${TINY_VERSION}/app.bundle.js`]) {
      assert.equal((await fetch(web.url + path)).status, 401);
      assert.equal((await fetch(web.url + path, { headers: machine })).status, 403);
    }
    const person = await fetch(`${web.url}/ohif/viewer`, { redirect: 'manual', headers: { accept: 'text/html' } });
    assert.deepEqual([person.status, person.headers.get('location')], [303, '/login?next=%2Fohif%2Fviewer']);
  });
  it('goes with its pack', async () => {
    await using test = await started();
    await test.install(tiny());
    assert.equal((await test.web.ask('/api/ohif', { method: 'DELETE' })).status, 204);
    assert.equal((await test.web.ask('/ohif/')).status, 404);
    assert.equal(await test.hasOhif(), false);
  });
});

describe('the pack', () => {
  it('is refused with its reason in a code, and the one before stays', async () => {
    await using test = await started();
    await test.install(tiny());
    for (const [bytes, status, code] of [
      [Buffer.from('PK'), 422, 'OHIF_NOT_A_PACK'],
      [writePack('9.9.9-9', tinyFiles()).pack, 422, 'OHIF_UNKNOWN'],
    ] as const) {
      const answer = await test.install(bytes);
      assert.equal(answer.status, status);
      assert.equal(((await answer.json()) as { code: string }).code, code);
    }
    assert.equal((await test.facts()).installed?.version, TINY_VERSION);
  });
  it('is an administrator’s alone to add and to remove: what is in it runs in everybody’s browser', async () => {
    await using test = await started();
    const { web } = test;
    await web.users.add({ name: 'tim', role: 'technician', password: NEW_PASSWORD });
    const { secret } = await web.users.signIn('tim', NEW_PASSWORD, '127.0.0.1');
    const headers = { cookie: `${SESSION_COOKIE}=${secret}`, origin: web.url };
    assert.equal((await fetch(`${web.url}/api/ohif`, { headers })).status, 200);
    for (const method of ['PUT', 'DELETE']) assert.equal((await fetch(`${web.url}/api/ohif`, { method, headers })).status, 403);
  });
});
