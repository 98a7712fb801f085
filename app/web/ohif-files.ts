import { Readable } from 'node:stream';
import { createBrotliDecompress } from 'node:zlib';
import type { Ohif, Packed } from '../ohif/ohif.ts';
import { accepts, isUnchanged } from './page-files.ts';

const BASE = '/ohif/';
const DOCUMENT = 'index.html';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  wasm: 'application/wasm',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  ico: 'image/x-icon',
  gif: 'image/gif',
  woff: 'font/woff',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
  txt: 'text/plain; charset=utf-8',
};

/**
 * Answers for OHIF. Its files stand below `/ohif/<version of the pack>/` and never change there; every other address is one of its own pages, each of
 * which is the same document. Undefined where there is no such file, or no pack.
 */
export function createOhifFiles(ohif: Ohif): (path: string, request: Headers) => Promise<Response | undefined> {
  return async (path, request) => {
    const inside = path.slice(BASE.length);
    const folder = `${ohif.installed()?.version}/`;
    if (inside.startsWith(folder))
      return answer(await ohif.file(inside.slice(folder.length)), request, 'public, max-age=31536000, immutable');
    const isFile = inside.slice(inside.lastIndexOf('/') + 1).includes('.');
    return isFile ? undefined : answer(await ohif.file(DOCUMENT), request, 'no-cache');
  };
}

function answer(file: Packed | undefined, request: Headers, cacheControl: string): Response | undefined {
  if (!file) return undefined;
  const { path, packed, encoding, sha256 } = file;
  const isPacked = encoding === 'br' && accepts(request.get('accept-encoding'), 'br');
  const etag = `"${sha256.slice(0, 32)}${isPacked ? '-br' : ''}"`;
  const headers = {
    'content-type': TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    'cache-control': cacheControl,
    vary: 'accept-encoding',
    etag,
    ...(isPacked && { 'content-encoding': 'br' }),
  };
  if (isUnchanged(request, etag)) return new Response(null, { status: 304, headers });
  return new Response(isPacked || encoding === 'identity' ? packed : inflated(packed), { headers });
}

/** For browsers that take brotli only over TLS, and are not over TLS. */
function inflated(packed: Uint8Array): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from([packed]).pipe(createBrotliDecompress())) as ReadableStream<Uint8Array>;
}
