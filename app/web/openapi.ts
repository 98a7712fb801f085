import * as z from 'zod/mini';
import { PAGES, ROUTES } from './access.ts';
import type { Described } from './openapi-described.ts';
import { DESCRIPTIONS } from './openapi-table.ts';
import { Problem } from './schema.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The HTTP API as OpenAPI 3.1: paths and permissions from the table of the routes, bodies and answers from the schemas that check and make them.
 * The addresses of the live page are no part of it.
 */
export function openApiDocument(version: string): Json {
  const pages = new Set<string>(PAGES.map(([, path]) => path));
  const paths: Record<string, Record<string, Json>> = {};
  for (const [method, path, needs] of ROUTES) {
    if (pages.has(path) || path.startsWith('/ui/') || path.startsWith('/ohif') || path === '/favicon.ico') continue;
    const described: Described | undefined = DESCRIPTIONS[`${method} ${path}`];
    const template = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[template] ??= {};
    paths[template][method.toLowerCase()] = operation(path, needs, described ?? { summary: `${method} ${path}` });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Filmroom',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'A PACS in a box. A program signs in with a token (Authorization: Bearer), which an administrator makes on the page; what it may do is that of the token’s role, but for accounts and tokens, which are for people. Refusals are RFC 9457 problems with a stable `code`.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'filmroom-session' },
      },
      schemas: { Problem: schemaOf(Problem) },
    },
  };
}

function operation(
  path: string,
  needs: string,
  { summary, body, answer, status = 200, query, by = 'any', type = 'application/json' }: Described,
): Json {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const inQuery = Object.entries(query ?? {}).map(([name, schema]) => ({ name, in: 'query', schema: schemaOf(schema) }));
  const parameters = [...inPath, ...inQuery];
  const anyWay = by === 'person' ? [{ session: [] }] : [{ token: [] }, { session: [] }];
  return {
    summary,
    'x-permission': needs,
    security: needs === 'anyone' ? [] : anyWay,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { [body.type ?? 'application/json']: { schema: schemaOf(body.schema) } } } }),
    responses: {
      [status]: { description: summary, ...(status !== 204 && { content: { [type]: { schema: answer ? schemaOf(answer) : {} } } }) },
      default: {
        description: 'Refused, in words.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function schemaOf(schema: z.ZodMiniType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Record<string, unknown>;
  return rest;
}
