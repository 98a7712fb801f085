import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PAGES, ROUTES } from '../../../app/web/access.ts';
import { openApiDocument } from '../../../app/web/openapi.ts';
import { DESCRIPTIONS } from '../../../app/web/openapi-table.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

interface Operation {
  readonly summary: string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: { readonly type?: string } }>> };
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const isDescribed = (path: string) =>
  !PAGES.some(([, page]) => page === path) && !path.startsWith('/ui/') && !path.startsWith('/ohif') && path !== '/favicon.ico';
const routes = ROUTES.filter(([, path]) => isDescribed(path));

describe('the OpenAPI document', () => {
  const { openapi, paths } = openApiDocument('1.2.3') as unknown as Document;
  it('is of version 3.1 and can be sent', () => {
    assert.equal(openapi, '3.1.0');
    assert.ok(JSON.stringify(paths).length > 1000);
  });
  it('has each route of the table of access, each with its sentence, and none besides', () => {
    const described = Object.keys(DESCRIPTIONS);
    const there = routes.map(([method, path]) => `${method} ${path}`);
    assert.deepEqual(described.toSorted(), there.toSorted());
    for (const route of described) assert.match(DESCRIPTIONS[route]!.summary, /^.{5,}\.$/s, route);
    const operations = Object.entries(paths).flatMap(([path, of]) => Object.keys(of).map((method) => `${method.toUpperCase()} ${path}`));
    assert.deepEqual(operations.toSorted(), there.map((route) => route.replaceAll(/:(\w+)/g, '{$1}')).toSorted());
  });
  it('says of what may be sent what it is, and asks nobody to sign in where nobody has to', () => {
    for (const [method, path, needs] of routes) {
      const operation = paths[path.replaceAll(/:(\w+)/g, '{$1}')]![method.toLowerCase()]!;
      assert.equal(operation.security.length === 0, needs === 'anyone', path);
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) assert.ok(Object.keys(schema).length > 0, path);
      assert.ok(operation.responses.default, path);
    }
  });
  it('names each part of a path that stands for something', () => {
    for (const [path, of] of Object.entries(paths))
      for (const operation of Object.values(of)) {
        const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const given = ((operation as { parameters?: { name: string; in: string }[] }).parameters ?? []).filter(
          (each) => each.in === 'path',
        );
        assert.deepEqual(
          given.map(({ name }) => name),
          names,
        );
      }
  });
  it('is given to a token, with which the API is used without a browser', async () => {
    await using web = await startTestWeb({ sources: createFakeSources() });
    const { secret } = await web.users.tokens.add({ name: 'monitor', role: 'technician' }, 'root');
    const ask = (path: string) => fetch(web.url + path, { headers: { authorization: `Bearer ${secret}` } });
    const document = (await (await ask('/api/openapi.json')).json()) as Document;
    assert.ok(document.paths['/api/status']?.get);
    assert.equal((await ask('/api/status')).status, 200);
    assert.equal((await fetch(`${web.url}/api/openapi.json`)).status, 401);
  });
});
