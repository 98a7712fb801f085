import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { storeStudies, uid } from '../../support/dicomweb-studies.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';

const VIEWER = 'https://viewer.example:3000';
let filmroom: Filmroom;
let token: string;
before(async () => {
  filmroom = await startFilmroom({ config: { web: { corsOrigins: [VIEWER] } } });
  await storeStudies(filmroom.dicomPort);
  const made = await filmroom.ask('/api/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'viewer', role: 'viewer' }),
  });
  token = ((await made.json()) as { secret: string }).secret;
});
after(() => filmroom.stop());

const get = (path: string, headers: Record<string, string>, method = 'GET') =>
  fetch(`${filmroom.webUrl}/dicom-web${path}`, { method, headers });
const bearer = () => ({ authorization: `Bearer ${token}` });

describe('who may use DICOMweb', () => {
  it('nobody who has not signed in: 401 in words, with how (RFC 6750 §3)', async () => {
    for (const path of ['/studies', `/studies/${uid('1')}/metadata`, '/nothing']) {
      const answer = await get(path, { accept: 'text/html' }); // a browser too: no page to sign in is a data set
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
    }
  });
  it('a program with a token', async () => assert.equal(((await (await get('/studies', bearer())).json()) as unknown[]).length, 5));
  it('a browser with our cookie', async () => assert.equal((await filmroom.ask('/dicom-web/studies')).status, 200));
  it('not the page of another site, with our cookie or a token', async () => {
    for (const headers of [{ cookie: await filmroom.cookie() }, bearer()]) {
      const answer = await get('/studies', { ...headers, origin: 'https://evil.example' } as Record<string, string>);
      assert.equal(answer.status, 403);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    }
  });
  it('a path that is none is 404, a method that is none 405 with those that are', async () => {
    assert.equal((await get('/studies/1.2/nothing', bearer())).status, 404);
    const answer = await get('/series', bearer(), 'DELETE');
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD']);
  });
});

describe('CORS (Fetch §3.3) for the origins of web.corsOrigins', () => {
  it('a preflight is answered without a token', async () => {
    const answer = await get(
      '/studies',
      { origin: VIEWER, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      'OPTIONS',
    );
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('access-control-allow-origin'), VIEWER);
    assert.match(answer.headers.get('access-control-allow-methods') ?? '', /GET/);
    assert.match(answer.headers.get('access-control-allow-headers') ?? '', /authorization/);
  });
  it('its page reads with a token, and sees Warning and ETag', async () => {
    const answer = await get('/studies?limit=1', { ...bearer(), origin: VIEWER, 'sec-fetch-site': 'cross-site' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('access-control-allow-origin'), VIEWER);
    assert.match(answer.headers.get('access-control-expose-headers') ?? '', /warning.*etag/);
    assert.match(answer.headers.get('vary') ?? '', /origin/);
    await answer.body?.cancel();
  });
  it('with our cookie alone it is refused', async () =>
    assert.equal((await get('/studies', { cookie: await filmroom.cookie(), origin: VIEWER, 'sec-fetch-site': 'cross-site' })).status, 403));
  it('without a token it is asked for one (RFC 6750 §3)', async () => {
    for (const method of ['GET', 'POST']) {
      const answer = await get('/studies', { origin: VIEWER, 'sec-fetch-site': 'cross-site' }, method);
      assert.equal(answer.status, 401, method);
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
      assert.equal(answer.headers.get('access-control-allow-origin'), VIEWER, 'its page may read why');
    }
  });
  it('is for DICOMweb alone', async () => {
    const answer = await fetch(`${filmroom.webUrl}/api/status`, { headers: { ...bearer(), origin: VIEWER } });
    assert.equal(answer.status, 403);
  });
  it('another origin gets no word of it', async () => {
    const answer = await get('/studies', { origin: 'https://viewer.example', 'access-control-request-method': 'GET' }, 'OPTIONS');
    assert.notEqual(answer.status, 204);
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
  });
});

describe('§8.9 Retrieve Capabilities', () => {
  for (const path of ['', '/'])
    it(`OPTIONS /dicom-web${path} describes the resources`, async () => {
      const answer = await get(path, bearer(), 'OPTIONS');
      assert.equal(answer.headers.get('content-type'), 'application/vnd.sun.wadl+xml');
      assert.match(await answer.text(), /<resource path="studies">/);
    });
});
