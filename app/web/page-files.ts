import { createHash } from 'node:crypto';
import { isSea } from 'node:sea';
import { assetBytes, assetText } from '../base/base.ts';

/** A file of the page as `ui/build-page.ts` makes it: `ui/index.html`, `ui/app-<hash>.js`, each with a `.br` and a `.gz` beside it. */
export interface PageFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The list of the page's files among the assets of the single executable. */
export const PAGE_LIST = 'ui/files.json';

/** The page inside the single executable; undefined when run from the source tree, where `buildPage()` of `ui/build-page.ts` makes it. */
export function embeddedPage(): PageFile[] | undefined {
  if (!isSea()) return undefined;
  const paths = JSON.parse(assetText(PAGE_LIST)) as string[];
  return paths.map((path) => ({ path, bytes: assetBytes(path) }));
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
};
/** Best first. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

/** Answers for the page's files; undefined for a path that is none of them. */
export function createPageAnswers(files: readonly PageFile[]): (path: string, request: Headers) => Response | undefined {
  const all = new Map(files.map(({ path, bytes }) => [path, { bytes: new Uint8Array(bytes), etag: etagOf(bytes) }]));
  return (path, request) => {
    const type = TYPES[path.slice(path.lastIndexOf('.') + 1)];
    if (!type || !all.has(path)) return undefined;
    const encoding = ENCODINGS.find(({ name, suffix }) => accepts(request.get('accept-encoding'), name) && all.has(path + suffix));
    const { bytes, etag } = all.get(path + (encoding?.suffix ?? ''))!;
    const headers = {
      'content-type': type,
      'cache-control': path.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      etag,
      ...(encoding && { 'content-encoding': encoding.name }),
    };
    return isUnchanged(request, etag) ? new Response(null, { status: 304, headers }) : new Response(bytes, { headers });
  };
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
}

/** The browser has it (RFC 9110 §13.1.2). */
export function isUnchanged(request: Headers, etag: string): boolean {
  const tags = request.get('if-none-match')?.split(/\s*,\s*/) ?? [];
  return tags.some((tag) => tag.replace(/^W\//, '') === etag);
}

/** RFC 9110 §12.5.3, as far as browsers use it: named, and not with a weight of zero. */
export function accepts(header: string | null, encoding: string): boolean {
  return (header ?? '').split(',').some((part) => {
    const [name, weight] = part.trim().split(/\s*;\s*q=/);
    return name === encoding && (weight === undefined || Number(weight) > 0);
  });
}
