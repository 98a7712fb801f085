import { Hono } from 'hono';
import type { Log } from '../base/base.ts';
import { createKnockRoutes } from './knock-routes.ts';
import type { Env } from './principal.ts';
import type { WebAeTable } from './sources.ts';
import type { WebWire } from './wire-sources.ts';

/** What the pages of modalities and diagnostics ask for. */
export function createWireRoutes(wire: WebWire, table: WebAeTable | undefined, log: Log, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  if (wire.knocks && table) routes.route('/knocks', createKnockRoutes(wire.knocks, table, log, maxBytes));
  return routes;
}
