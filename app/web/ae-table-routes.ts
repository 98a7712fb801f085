import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Log } from '../base/base.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { settingsProblem } from './settings-problem.ts';
import type { WebAeTable } from './sources.ts';
import { TEXTS } from './texts.ts';

export const AE_TABLE_PATH = '/api/ae-table';

const { problem: words } = TEXTS;
const NO_STORE = { 'cache-control': 'no-store' } as const;
const MAX_ENTRY_BYTES = 16 * 1024;

/**
 * The AE table: GET all or one, PUT one under its title, DELETE one. A change is durable and in force when its answer comes. A page of another
 * site cannot reach it: its request names an origin that is not ours, and JSON from elsewhere needs a leave that we never give.
 */
export function createAeTableRoutes(table: WebAeTable, log: Log): Hono<Env> {
  const routes = new Hono<Env>();
  routes.onError((error) => settingsProblem(error));
  routes.use('/:title', async (c, next) => (isDecodable(c.req.url) ? await next() : problem(400, words.badAddress)));
  routes.get('/', (c) => c.json({ remoteAes: table.list() }, 200, NO_STORE));
  routes.get('/:title', (c) => {
    const title = c.req.param('title');
    const ae = table.get(title);
    return ae === undefined ? problem(404, words.noSuchAe(title)) : c.json(ae, 200, NO_STORE);
  });
  routes.put('/:title', bodyLimit({ maxSize: MAX_ENTRY_BYTES, onError: () => problem(413, words.entryTooLong) }), async (c) => {
    const title = c.req.param('title');
    if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) return problem(415, words.notJson);
    const given: unknown = await c.req.json().catch(() => undefined);
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return problem(400, words.notJson);
    const entry = { title, ...given };
    const faults = table.check(entry);
    if (entry.title !== title) return problem(400, words.badEntry([`title must be ${title}, as in the address`]));
    if (faults.length > 0) return problem(400, words.badEntry(faults));
    const by = c.get('principal')!.name;
    const outcome = await table.put(title, entry, by);
    log.info('AE table changed', { aeTitle: title, outcome, by });
    return c.json(table.get(title) as object, outcome === 'added' ? 201 : 200, NO_STORE);
  });
  routes.delete('/:title', async (c) => {
    const title = c.req.param('title');
    const by = c.get('principal')!.name;
    if (!(await table.remove(title, by))) return problem(404, words.noSuchAe(title));
    log.info('AE table changed', { aeTitle: title, outcome: 'removed', by });
    return c.body(null, 204, NO_STORE);
  });
  return routes;
}

/** Whether each percent sign begins an octet of UTF-8 (RFC 3986 §2.1). */
function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.replace(/[?#].*$/s, ''));
    return true;
  } catch {
    return false; // URIError is all that it throws
  }
}
