import { Hono } from 'hono';
import type { Log } from '../base/base.ts';
import { createCaptureRoutes } from './capture-routes.ts';
import { createDiskRoutes } from './disk-routes.ts';
import { createJournalRoutes } from './journal-routes.ts';
import { createKnockRoutes } from './knock-routes.ts';
import { createLogRoutes } from './log-routes.ts';
import { shownText } from './peer-text.ts';
import type { Env } from './principal.ts';
import { createReachRoutes } from './reach-routes.ts';
import type { WebAeTable } from './sources.ts';
import { createSupportRoutes } from './support-routes.ts';
import { createTestRoutes } from './test-routes.ts';
import type { WebWire } from './wire-sources.ts';
import { createWireViewRoutes } from './wire-view-routes.ts';

/** What the pages of modalities and diagnostics ask for. */
export function createWireRoutes(wire: WebWire, table: WebAeTable | undefined, log: Log, maxBytes: number, version: string): Hono<Env> {
  const routes = new Hono<Env>();
  if (wire.knocks && table) routes.route('/knocks', createKnockRoutes(wire.knocks, table, log, maxBytes));
  if (wire.reach) routes.route('/reach', createReachRoutes(wire.reach, log, maxBytes));
  if (wire.view) routes.route('/wire', createWireViewRoutes(wire.view));
  if (wire.test) routes.route('/test', createTestRoutes(wire.test, log, maxBytes));
  if (wire.disk) routes.route('/disk', createDiskRoutes(wire.disk, log));
  if (wire.capture) routes.route('/capture', createCaptureRoutes(wire.capture, maxBytes));
  if (wire.lines) routes.route('/log', createLogRoutes(wire.lines));
  if (wire.journal) routes.route('/journal', createJournalRoutes(wire.journal));
  routes.route('/support', createSupportRoutes(wire, version));
  const { clocks } = wire;
  if (clocks)
    routes.get('/clocks', (c) => {
      const shown = clocks().map((clock) => ({ ...clock, aeTitle: shownText(clock.aeTitle) }));
      return c.json({ clocks: shown }, 200, { 'cache-control': 'no-store' });
    });
  return routes;
}
