import { Hono } from 'hono';
import type { Env } from './principal.ts';
import { shownLine } from './shown-line.ts';
import type { WebLogLine } from './wire-sources.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const MOST_LINES = 500;

/** The last lines of the log, the newest first: `level` is the least, `text` stands somewhere in them. */
export function createLogRoutes(lines: () => readonly WebLogLine[]): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/', (c) => {
    const least = Math.max(0, LEVELS.indexOf((c.req.query('level') ?? 'debug') as (typeof LEVELS)[number]));
    const text = (c.req.query('text') ?? '').toLowerCase();
    const found = lines().filter(({ level, line }) => LEVELS.indexOf(level) >= least && line.toLowerCase().includes(text));
    return c.json({ lines: found.slice(0, MOST_LINES).map((line) => ({ ...line, line: shownLine(line.line) })) }, 200, {
      'cache-control': 'no-store',
    });
  });
  return routes;
}
