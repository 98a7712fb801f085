import { Hono } from 'hono';
import { type Log, wordsOf } from '../base/base.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';
import type { WebDiskCheck } from './wire-sources.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const;

/** What the disk says of itself, and how fast it writes. */
export function createDiskRoutes(disk: WebDiskCheck, log: Log): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/health', async (c) => c.json(await disk.health(), 200, NO_STORE));
  routes.post('/write-speed', async (c) => {
    const speed = await disk.writeSpeed(c.req.raw.signal).catch((error) => {
      log.warn('disk.write-speed-failed', { words: wordsOf(error) }); // the disk is full or broken: that is an answer
      return undefined;
    });
    if (speed === undefined) return problem(409, TEXTS.problem.noWriteSpeed);
    log.info('write speed tested', { by: c.get('principal')?.name });
    return c.json(speed, 200, NO_STORE);
  });
  return routes;
}
