import type { Context, MiddlewareHandler } from 'hono';
import { may, type Users } from '../users/users.ts';
import { methodsAt, needsOf } from './access.ts';
import { isWelcomeElsewhere } from './cross-origin.ts';
import { isOwnOrigin } from './host-check.ts';
import { bearerSecret, type Env, principalOf, sessionSecret } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';
import type { Visits } from './visits.ts';

const { problem: words } = TEXTS;

/**
 * Another site's page must not act with our visitor's cookie (CSRF). Whatever changes something has to say that it comes from a page of ours, as
 * every browser does, or carry a token, which no browser sends by itself. Data of /api/ and /dicom-web goes to no page of another site either, but
 * DICOMweb to those that are set.
 *
 * @param welcome origins whose pages may use DICOMweb with a token
 */
export function ownPagesOnly(welcome: () => readonly string[]): MiddlewareHandler<Env> {
  return async (c, next) => {
    const [host, origin, secFetchSite] = [c.req.header('host'), c.req.header('origin'), c.req.header('sec-fetch-site')];
    const isSafe = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (isSafe && !isData(c.req.path)) return await next();
    const hasToken = bearerSecret(c) !== undefined;
    const saysWhence = isSafe || origin !== undefined || secFetchSite === 'same-origin' || hasToken;
    const isOurs = saysWhence && isOwnOrigin({ host, origin, secFetchSite });
    if (isOurs || isWelcomeElsewhere(c, welcome(), hasToken)) return await next();
    const lacksToken = isWelcomeElsewhere(c, welcome(), true) && sessionSecret(c) === undefined;
    return lacksToken ? signInFirst(c) : problem(403, words.crossSite);
  };
}

const isData = (path: string): boolean => path.startsWith('/api/') || path.startsWith('/dicom-web');

/** Holds each request to the table of `access.ts`, before any route sees it. */
export function accessOnly(users: Users, visits: Pick<Visits, 'note'>): MiddlewareHandler<Env> {
  return async (c, next) => {
    const needs = needsOf(c.req.method, c.req.path);
    const principal = principalOf(c, users);
    if (principal) c.set('principal', principal);
    if (principal && principal.kind !== 'machine') visits.note(c.env.incoming?.socket);
    if (needs === 'anyone') return await next();
    if (!principal) return signInFirst(c);
    if (needs === undefined) {
      const allow = methodsAt(c.req.path).join(', ');
      return allow === '' ? problem(404, words.notFound) : problem(405, words.method(allow), { allow });
    }
    return may(principal, needs) ? await next() : problem(403, words.notAllowed(principal.name));
  };
}

/** A person is shown the way, a program is told (RFC 6750 §3). Nobody learns from the answer which paths there are. */
function signInFirst(c: Context<Env>): Response {
  const isPerson = (c.req.header('accept') ?? '').includes('text/html') && !isData(c.req.path);
  if (!isPerson) return problem(401, words.signInFirst, { 'www-authenticate': 'Bearer realm="Filmroom"' });
  const isPage = c.req.method === 'GET' || c.req.method === 'HEAD';
  const after = isPage && c.req.path !== '/' ? `?next=${encodeURIComponent(c.req.path)}` : '';
  return new Response(null, { status: 303, headers: { location: `/login${after}`, 'cache-control': 'no-store' } });
}
