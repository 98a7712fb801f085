import type { Context, MiddlewareHandler } from 'hono';
import { methodsAt } from './access.ts';
import type { Env } from './principal.ts';

/** What a page elsewhere may send and read: that of PS3.18 §8.4 and §8.5. */
const ALLOWED_HEADERS = 'authorization, accept, accept-charset, accept-encoding, content-type, if-none-match, if-range, range';
const EXPOSED_HEADERS = 'warning, etag, content-location, content-range, accept-ranges, location';
const PREFLIGHT_SECONDS = '600';

/**
 * CORS (Fetch §3.3) for web applications of the origins that are set: they carry a token, since the cookie is for our own pages alone. Who is of
 * no such origin is told nothing, and the browser keeps the answer from it.
 */
export function crossOrigin(origins: () => readonly string[]): MiddlewareHandler<Env> {
  return async (c, next) => {
    const origin = c.req.header('origin');
    if (origin === undefined || !origins().includes(origin)) return await next();
    const isPreflight = c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined;
    if (isPreflight)
      return c.body(null, 204, {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': methodsAt(c.req.path).join(', '),
        'access-control-allow-headers': ALLOWED_HEADERS,
        'access-control-max-age': PREFLIGHT_SECONDS,
        vary: 'origin',
      });
    await next();
    const { headers } = c.res;
    headers.set('access-control-allow-origin', origin);
    headers.set('access-control-expose-headers', EXPOSED_HEADERS);
    headers.append('vary', 'origin');
  };
}

/** True where the request comes from a page of such an origin and carries what no browser sends by itself. */
export function isWelcomeElsewhere(c: Context<Env>, origins: readonly string[], hasToken: boolean): boolean {
  return hasToken && c.req.path.startsWith('/dicom-web') && origins.includes(c.req.header('origin') ?? '');
}
