import { Hono } from 'hono';
import * as z from 'zod/mini';
import { ACTIONS, may, type Principal, type Session, type Users } from '../users/users.ts';
import { jsonBody, limitBody } from './body.ts';
import { addressOf, type Env, giveCookie, sessionSecret, takeCookie } from './principal.ts';
import type { WhoIs } from './schema.ts';
import { refusalProblem } from './users-status.ts';

export const ClaimBody = z.strictObject({ code: z.optional(z.string()), name: z.string(), password: z.string() });
export const SignInBody = z.strictObject({ name: z.string(), password: z.string() });
export const PasswordsBody = z.strictObject({ before: z.string(), after: z.string() });

const NO_STORE = { 'cache-control': 'no-store' } as const;

/** Who is asking: sign in, sign out, own password, and the claim of a new Filmroom, for pages with JavaScript. */
export function createSessionRoutes(users: Users, maxBytes: number, about: () => Pick<WhoIs, 'hasOhif' | 'support'>): Hono<Env> {
  const routes = new Hono<Env>();
  const whoIs = (principal: Principal | Session) => ({ ...whoAndWhat(principal), ...about() });
  const limited = limitBody(maxBytes);

  routes.get('/claim', (c) =>
    c.json({ claimed: users.isClaimed(), windowLeftMs: users.windowLeftMs(), absence: users.absence }, 200, NO_STORE),
  );
  routes.post('/claim', limited, async (c) => {
    const body = await jsonBody(c, ClaimBody);
    if (body instanceof Response) return body;
    try {
      const signedIn = await users.claim({ code: '', ...body.given }, addressOf(c));
      giveCookie(c, signedIn);
      return c.json(whoIs(signedIn.session), 201, NO_STORE);
    } catch (error) {
      return refusalProblem(error);
    }
  });

  routes.get('/session', (c) => c.json(whoIs(c.get('principal')!), 200, NO_STORE));
  routes.post('/session', limited, async (c) => {
    const body = await jsonBody(c, SignInBody);
    if (body instanceof Response) return body;
    try {
      const signedIn = await users.signIn(body.given.name, body.given.password, addressOf(c));
      giveCookie(c, signedIn);
      return c.json(whoIs(signedIn.session), 201, NO_STORE);
    } catch (error) {
      return refusalProblem(error);
    }
  });
  routes.delete('/session', async (c) => {
    await users.signOut(sessionSecret(c) ?? '');
    takeCookie(c);
    return c.body(null, 204, NO_STORE);
  });
  routes.put('/session/password', limited, async (c) => {
    const body = await jsonBody(c, PasswordsBody);
    if (body instanceof Response) return body;
    try {
      const { before, after } = body.given;
      const signedIn = await users.changeOwnPassword(c.get('principal') as Session, before, after, addressOf(c));
      giveCookie(c, signedIn);
      return c.json(whoIs(signedIn.session), 200, NO_STORE);
    } catch (error) {
      return refusalProblem(error);
    }
  });
  return routes;
}

/** What a page has to know of whom it serves: what it may not, it need not offer. */
function whoAndWhat(principal: Principal | Session) {
  const { kind, name, party: role } = principal;
  const endsAt = 'endsAt' in principal ? { endsAt: principal.endsAt } : {};
  return { kind, name, role, may: ACTIONS.filter((action) => may(principal, action)), ...endsAt };
}
