import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Principal, SignedIn, Users } from '../users/users.ts';

/** `incoming` and `outgoing` are absent when a test calls the app without a server. */
export type Env = { Bindings: Partial<HttpBindings>; Variables: { principal?: Principal } };

const PLAIN_NAME = 'filmroom-session';
/** With the prefix a browser takes it from this very host and over TLS only (RFC 6265bis §4.1.3.2). */
const TLS_NAME = `__Host-${PLAIN_NAME}`;
const SHAPE = /^[\w-]{43}$/;

const isTls = (c: Context<Env>): boolean => (c.env.incoming?.socket as { readonly encrypted?: boolean } | undefined)?.encrypted === true;
const nameOf = (c: Context<Env>) => (isTls(c) ? TLS_NAME : PLAIN_NAME);
const attributesOf = (c: Context<Env>) => ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: isTls(c) }) as const;

/** Of the browser, as the socket says: what a proxy may claim in a header is no address to count guesses by. */
export const addressOf = (c: Context<Env>): string => c.env.incoming?.socket.remoteAddress ?? '';

export function sessionSecret(c: Context<Env>): string | undefined {
  const secret = getCookie(c, nameOf(c));
  return secret !== undefined && SHAPE.test(secret) ? secret : undefined;
}

/** The secret of `Authorization: Bearer` (RFC 6750 §2.1); undefined where there is no such header. */
export function bearerSecret(c: Context<Env>): string | undefined {
  const header = c.req.header('authorization');
  return header === undefined ? undefined : (/^Bearer +([\w-]{43})$/i.exec(header)?.[1] ?? '');
}

/** Who asks: by a header where there is one, and by it alone; else by the cookie. */
export function principalOf(c: Context<Env>, users: Users): Principal | undefined {
  const bearer = bearerSecret(c);
  if (bearer !== undefined) return users.tokens.bearer(bearer);
  const secret = sessionSecret(c);
  return secret === undefined ? undefined : users.session(secret);
}

/** Until the browser ends: how long it is good for, the server knows. */
export function giveCookie(c: Context<Env>, { secret }: SignedIn): void {
  setCookie(c, nameOf(c), secret, attributesOf(c));
}

export function takeCookie(c: Context<Env>): void {
  deleteCookie(c, nameOf(c), attributesOf(c));
}
