import type { MiddlewareHandler } from 'hono';
import type { Certificates } from '../tls/tls.ts';
import type { Env } from './principal.ts';

/** Of one connection of HTTP/1.1, and forbidden in HTTP/2 (RFC 9113 §8.2.2): Node ends the program over such a field. */
const CONNECTION_FIELDS = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

/**
 * What an answer must and must not say because of how it travels. HSTS (RFC 6797) only with a certificate that every browser trusts: with any other
 * it would take away the browser's way around the warning.
 */
export function overTls(certificates: () => Certificates | undefined, hstsSeconds: number): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    if ((c.env?.incoming?.httpVersionMajor ?? 1) >= 2) for (const name of CONNECTION_FIELDS) headers.delete(name);
    if (certificates()?.isPublic()) headers.set('strict-transport-security', `max-age=${hstsSeconds}`);
  };
}
