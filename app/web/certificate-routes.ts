import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { type Certificates, TlsError, type TlsErrorCode } from '../tls/tls.ts';
import { jsonBody, limitBody } from './body.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';

const STATUS_OF = {
  TLS_NOT_PEM: 400,
  TLS_KEY_UNREADABLE: 400,
  TLS_NO_KEY: 409,
  TLS_KEY_OF_ANOTHER: 409,
  TLS_EXPIRED: 409,
  TLS_NOT_YET_VALID: 409,
  TLS_NOT_FOR_SERVERS: 409,
  TLS_TOO_WEAK: 409,
  TLS_NAME_UNFIT: 400,
  TLS_NOT_KEPT: 503,
} as const satisfies Record<TlsErrorCode, number>;

export const UploadBody = z.strictObject({
  chain: z.string().check(z.describe('The certificate and those that signed it, in PEM; the key may be in it.')),
  key: z.optional(z.string()).check(z.describe('Its private key, in PEM. Without it: that of the request made here.')),
});
export const RequestBody = z.strictObject({
  names: z.optional(z.array(z.string())).check(z.describe('Host names and addresses. Without them: all of this machine.')),
  kind: z.optional(z.enum(['ec', 'rsa'])).check(z.describe('Kind of key: P-256, or RSA of 3072 bits for authorities that take no other.')),
  organization: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
  country: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/, 'is not two capital letters'))),
});

const NO_STORE = { 'cache-control': 'no-store' } as const;
const by = (c: Context<Env>) => c.get('principal')!.name;

/**
 * The certificate of the page. What is there for anyone is the CA's certificate, which is no secret: who is to trust it has to have it first.
 *
 * @param certificates none where the page is served without TLS
 */
export function createCertificateRoutes(certificates: () => Certificates | undefined, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  const limited = limitBody(2 * maxBytes);
  const file = (name: string, type: string) => ({
    ...NO_STORE,
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
  });
  const withTls = (answer: (c: Context<Env>, of: Certificates) => Response | Promise<Response>) => (c: Context<Env>) => {
    const of = certificates();
    return of ? answer(c, of) : problem(409, TEXTS.problem.noTls);
  };
  routes.onError((error) => {
    if (!(error instanceof TlsError)) throw error;
    return problem(STATUS_OF[error.code], { title: TEXTS.refused, detail: error.message, code: error.code, values: error.values });
  });

  routes.get(
    '/ca.crt',
    withTls((c, { ca }) => c.body(ca.der, 200, file(`${ca.name}.crt`, 'application/x-x509-ca-cert'))),
  );
  routes.get(
    '/ca.pem',
    withTls((c, { ca }) => c.body(ca.pem, 200, file(`${ca.name}.pem`, 'application/x-pem-file'))),
  );
  routes.get(
    '/',
    withTls((c, { facts }) => c.json(facts(), 200, NO_STORE)),
  );
  routes.put(
    '/',
    limited,
    withTls(async (c, { upload }) => {
      const body = await jsonBody(c, UploadBody);
      return body instanceof Response ? body : c.json(await upload(body.given, by(c)), 200, NO_STORE);
    }),
  );
  routes.delete(
    '/',
    withTls(async (c, { reset }) => c.json(await reset(by(c)), 200, NO_STORE)),
  );
  routes.post(
    '/request',
    limited,
    withTls(async (c, { request }) => {
      const body = await jsonBody(c, RequestBody);
      return body instanceof Response ? body : c.json(await request(body.given, by(c)), 201, NO_STORE);
    }),
  );
  return routes;
}
