import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { jsonBody, limitBody } from './body.ts';
import { refusals } from './hands-refusal.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import type { WebNetwork } from './sources.ts';
import { TEXTS } from './texts.ts';

const { problem: words } = TEXTS;
const NO_STORE = { 'cache-control': 'no-store' } as const;

export const NetworkBody = z.strictObject({
  settings: z.unknown().check(z.describe('Both sides of the box, as GET /api/network shows them; checked by the box itself.')),
});

/**
 * The two networks of a box. A change holds at once and is taken back by itself unless it is confirmed, over the network as it is then: whoever
 * cuts himself off gets his way back. On a machine that is no box, only that is said.
 */
export function createNetworkRoutes(network: WebNetwork, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  const limited = limitBody(maxBytes);
  routes.onError(refusals(STATUS_OF, 'The network stays as it was'));
  const done = async (c: Context<Env>, what: string, act: () => Promise<object>) => {
    if (!network.isBox()) return problem(409, words.needsBox);
    const report = await act();
    if (what) network.changed(what, c.get('principal')!.name);
    return c.json({ isBox: true, ...report }, 200, NO_STORE);
  };

  routes.get('/', async (c) => (network.isBox() ? await done(c, '', network.show) : c.json({ isBox: false }, 200, NO_STORE)));
  routes.put('/', limited, async (c) => {
    const body = await jsonBody(c, NetworkBody);
    return body instanceof Response ? body : done(c, 'set', () => network.set(body.given.settings));
  });
  routes.post('/confirm', (c) => done(c, 'confirmed', network.confirm));
  routes.post('/revert', (c) => done(c, 'reverted', network.revert));
  return routes;
}

const STATUS_OF: Readonly<Record<string, number>> = {
  NETWORK_INVALID: 400,
  NETWORK_NOTHING_WAITS: 409,
  NETWORK_NOT_APPLIED: 409,
};
