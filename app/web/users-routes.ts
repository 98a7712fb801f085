import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { ROLES, type Users } from '../users/users.ts';
import { jsonBody, limitBody } from './body.ts';
import type { Env } from './principal.ts';
import { refusalProblem } from './users-status.ts';

const RoleSchema = z.enum(ROLES);
export const NewAccountBody = z.strictObject({ name: z.string(), role: RoleSchema, password: z.string() });
export const AccountChangeBody = z.strictObject({ role: z.optional(RoleSchema), password: z.optional(z.string()) });
export const NewTokenBody = z.strictObject({ name: z.string(), role: RoleSchema });

const by = (c: Context<Env>) => c.get('principal')!.name;
const NO_STORE = { 'cache-control': 'no-store' } as const;

/** Accounts and tokens, for an administrator. A token's secret is in the answer that makes it, and nowhere else. */
export function createUsersRoutes(users: Users, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  const limited = limitBody(maxBytes);
  routes.onError((error) => refusalProblem(error));

  routes.get('/users', (c) => c.json({ users: users.list() }, 200, NO_STORE));
  routes.post('/users', limited, async (c) => {
    const body = await jsonBody(c, NewAccountBody);
    return body instanceof Response ? body : c.json(await users.add(body.given, by(c)), 201, NO_STORE);
  });
  routes.put('/users/:name', limited, async (c) => {
    const body = await jsonBody(c, AccountChangeBody);
    return body instanceof Response ? body : c.json(await users.change(c.req.param('name'), body.given, by(c)), 200, NO_STORE);
  });
  routes.delete('/users/:name', async (c) => {
    await users.remove(c.req.param('name'), by(c));
    return c.body(null, 204, NO_STORE);
  });

  routes.get('/tokens', (c) => c.json({ tokens: users.tokens.list() }, 200, NO_STORE));
  routes.post('/tokens', limited, async (c) => {
    const body = await jsonBody(c, NewTokenBody);
    return body instanceof Response ? body : c.json(await users.tokens.add(body.given, by(c)), 201, NO_STORE);
  });
  routes.delete('/tokens/:id', async (c) => {
    await users.tokens.remove(c.req.param('id'), by(c));
    return c.body(null, 204, NO_STORE);
  });
  return routes;
}
