import type { Action } from '../users/users.ts';

/**
 * Every route of the page's server, and what one has to be allowed for it: the only table of it. What has no line here answers nobody, so that a
 * route that somebody adds and forgets stays shut. `:x` stands for one part of a path, `*` for the end of a name.
 */
export const ROUTES = [
  ['GET', '/healthz', 'anyone'],
  ['GET', '/login', 'anyone'],
  ['POST', '/login', 'anyone'],
  ['GET', '/claim', 'anyone'],
  ['POST', '/claim', 'anyone'],
  ['GET', '/api/claim', 'anyone'],
  ['POST', '/api/claim', 'anyone'],
  ['POST', '/api/session', 'anyone'],
  ['GET', '/ui/*.css', 'anyone'],
  ['GET', '/ui/*.svg', 'anyone'],
  ['GET', '/favicon.ico', 'anyone'],

  ['GET', '/', 'status.see'],
  ['GET', '/ui/*', 'status.see'],
  ['GET', '/plain', 'studies.see'],
  ['GET', '/api/status', 'status.see'],
  ['GET', '/api/studies', 'studies.see'],
  ['GET', '/api/events', 'studies.see'], // its snapshots have both
  ['POST', '/api/identify', 'panel.identify'],
  ['GET', '/api/ae-table', 'ae-table.see'],
  ['GET', '/api/ae-table/:title', 'ae-table.see'],
  ['PUT', '/api/ae-table/:title', 'ae-table.change'],
  ['DELETE', '/api/ae-table/:title', 'ae-table.change'],

  ['GET', '/account', 'self.change'],
  ['POST', '/account/password', 'self.change'],
  ['POST', '/logout', 'self.change'],
  ['GET', '/api/session', 'self.see'],
  ['DELETE', '/api/session', 'self.change'],
  ['PUT', '/api/session/password', 'self.change'],
  ['GET', '/api/users', 'users.change'],
  ['POST', '/api/users', 'users.change'],
  ['PUT', '/api/users/:name', 'users.change'],
  ['DELETE', '/api/users/:name', 'users.change'],
  ['GET', '/api/tokens', 'users.change'],
  ['POST', '/api/tokens', 'users.change'],
  ['DELETE', '/api/tokens/:id', 'users.change'],
] as const satisfies readonly (readonly [Method, `/${string}`, Action | 'anyone'])[];

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const PATTERNS = ROUTES.map(([method, path, needs]) => ({ method, needs, pattern: patternOf(path) }));

function patternOf(path: string): RegExp {
  const parts = path.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    return part.replaceAll(/[.]/g, '\\.').replaceAll('*', '[^/]*');
  });
  return new RegExp(`^${parts.join('/')}$`);
}

/** What a request needs: the first line that fits; undefined where none does. HEAD is a GET without its body (RFC 9110 §9.3.2). */
export function needsOf(method: string, path: string): Action | 'anyone' | undefined {
  const as = method === 'HEAD' ? 'GET' : method;
  return PATTERNS.find((route) => route.method === as && route.pattern.test(path))?.needs;
}

/** For Allow (RFC 9110 §10.2.1): what this path takes; none where it is no path of ours. */
export function methodsAt(path: string): readonly string[] {
  const methods = new Set<string>(PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods];
}
