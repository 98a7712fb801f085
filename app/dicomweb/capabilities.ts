import { acceptables, choose, notAcceptable } from './accept.ts';
import { type DescribedTransaction, TRANSACTIONS } from './capabilities-table.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';

const WADL = { packaging: 'single', mediaType: 'application/vnd.sun.wadl+xml' } as const;
const JSON_TYPE = { packaging: 'single', mediaType: 'application/json' } as const;

type Described = DescribedTransaction & { readonly method: string; readonly path: string };

/** Retrieve Capabilities (PS3.18 §8.9): what this origin server has, as WADL (Annex H) or the same in JSON. */
export function capabilitiesRoutes(
  parts: DicomwebParts,
  others: readonly Pick<DicomwebRoute, 'method' | 'path'>[],
): readonly DicomwebRoute[] {
  const own = [
    { method: 'OPTIONS', path: '' },
    { method: 'OPTIONS', path: '/' },
  ] as const;
  const described = [...others, own[1]].map(({ method, path }): Described => {
    const transaction = TRANSACTIONS[`${method} ${path}`];
    if (!transaction) throw new Error(`${method} ${path} is not in the table of capabilities`);
    return { ...transaction, method, path: path.replaceAll(/:(\w+)|\*/g, (_, name: string | undefined) => `{${name ?? 'path'}}`) };
  });
  const allow = [...new Set(described.map(({ method }) => method)), 'HEAD'].join(', ');
  const handle = (request: DicomwebRequest): Response => {
    const chosen = choose(acceptables(request), [WADL, JSON_TYPE]);
    if (!chosen) throw notAcceptable([WADL.mediaType, JSON_TYPE.mediaType]);
    const text = chosen.offer === WADL ? wadlOf(described, request.baseUrl) : jsonOf(described, request.baseUrl, parts.version);
    return new Response(text, {
      status: 200,
      headers: { 'content-type': chosen.offer.mediaType, 'cache-control': 'no-store', vary: 'accept', allow },
    });
  };
  return own.map((route) => ({ ...route, handle }));
}

function jsonOf(described: readonly Described[], baseUrl: string, version: string): string {
  return JSON.stringify({
    application: { title: 'Filmroom', version },
    resources: {
      base: baseUrl,
      resource: [...byPath(described)].map(([path, methods]) => ({
        path,
        method: methods.map(({ name, method, query = [], takes = [], answers }) => ({
          name: method,
          id: name,
          request: {
            param: query.map((each) => ({ name: each, style: 'query' })),
            representation: takes.map((mediaType) => ({ mediaType })),
          },
          response: { representation: answers.map((mediaType) => ({ mediaType })) },
        })),
      })),
    },
  });
}

function wadlOf(described: readonly Described[], baseUrl: string): string {
  const representation = (mediaType: string) => `<representation mediaType="${quoted(mediaType)}"/>`;
  const resources = [...byPath(described)].map(([path, methods]) => {
    const templates = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `<param name="${name}" style="template" required="true"/>`);
    const written = methods.map(({ name, method, query = [], takes = [], answers }) => {
      const parameters = query.map((each) => `<param name="${quoted(each)}" style="query"/>`).join('');
      return `<method name="${method}" id="${quoted(idOf(name, path))}"><request>${parameters}${takes.map(representation).join('')}</request><response>${answers
        .map(representation)
        .join('')}</response></method>`;
    });
    return `<resource path="${quoted(path)}">${templates.join('')}${written.join('')}</resource>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<application xmlns="http://wadl.dev.java.net/2009/02"><resources base="${quoted(baseUrl)}">${resources.join('')}</resources></application>`;
}

function byPath(described: readonly Described[]): Map<string, Described[]> {
  return Map.groupBy(described, ({ path }) => path.replace(/^\//, ''));
}

/** An XML name, of one document (WADL §2.3). */
function idOf(name: string, path: string): string {
  return `${name} ${path}`.replaceAll(/\W+/g, '_').replace(/_$/, '');
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
