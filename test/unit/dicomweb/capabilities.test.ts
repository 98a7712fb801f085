import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TRANSACTIONS } from '../../../app/dicomweb/capabilities-table.ts';
import type { DicomwebRequest } from '../../../app/dicomweb/dicomweb.ts';
import { ROUTES } from '../../../app/web/access.ts';
import { DICOMWEB_BASE } from '../../../app/web/dicomweb-mount.ts';
import { fakeDicomweb } from '../../support/fake-dicomweb.ts';

const { routes } = fakeDicomweb();
const lines = routes.map(({ method, path }) => `${method} ${path}`);

async function capabilities(accept: string): Promise<Response> {
  const route = routes.find(({ method, path }) => method === 'OPTIONS' && path === '')!;
  const url = new URL(`http://box${DICOMWEB_BASE}`);
  return await route.handle({ url, headers: new Headers({ accept }), baseUrl: url.href } as unknown as DicomwebRequest);
}

describe('PS3.18 §8.9 Retrieve Capabilities', () => {
  it('the table describes every route, and none besides', () => assert.deepEqual(Object.keys(TRANSACTIONS).toSorted(), lines.toSorted()));
  it('access has every route, and none besides', () =>
    assert.deepEqual(
      ROUTES.filter(([, path]) => path.startsWith(DICOMWEB_BASE))
        .map(([method, path]) => `${method} ${path.slice(DICOMWEB_BASE.length)}`)
        .toSorted(),
      lines.toSorted(),
    ));
  it('is WADL (Annex H), with every resource', async () => {
    const answer = await capabilities('*/*');
    assert.equal(answer.headers.get('content-type'), 'application/vnd.sun.wadl+xml');
    const text = await answer.text();
    assert.match(text, /<resources base="http:\/\/box\/dicom-web">/);
    assert.match(text, /<resource path="studies\/\{study\}\/series">/);
    assert.match(text, /<param name="includefield" style="query"\/>/);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
  it('is the same in JSON, where that is asked for', async () => {
    const { resources } = (await (await capabilities('application/json')).json()) as { resources: { resource: { path: string }[] } };
    assert.ok(resources.resource.some(({ path }) => path === 'studies/{study}/metadata'));
  });
  it('refuses what it is not', async () => await assert.rejects(capabilities('text/csv'), { code: 'DICOMWEB_NOT_ACCEPTABLE' }));
  it('says which methods there are', async () => assert.match((await capabilities('*/*')).headers.get('allow') ?? '', /GET.*HEAD/));
});
