import { Hono } from 'hono';
import * as z from 'zod/mini';
import type { Log } from '../base/base.ts';
import { jsonBody, limitBody } from './body.ts';
import { shownText } from './peer-text.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { settingsProblem } from './settings-problem.ts';
import type { WebAeTable } from './sources.ts';
import { TEXTS } from './texts.ts';
import type { WebKnock, WebKnocks } from './wire-sources.ts';

const { problem: words, knock: advice } = TEXTS;
const NO_STORE = { 'cache-control': 'no-store' } as const;

/** What an adoption may say of the device; what is not said is taken from the knock. */
export const AdoptBody = z.strictObject({
  title: z.optional(z.string().check(z.maxLength(16))),
  host: z.optional(z.string().check(z.maxLength(253))),
  port: z.optional(z.int().check(z.gte(1), z.lte(65535))),
});

/** The knock list: everyone who was turned away, grouped by peer and reason; adopted by one call. */
export function createKnockRoutes(knocks: WebKnocks, table: WebAeTable, log: Log, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  routes.onError((error) => settingsProblem(error));
  routes.get('/', (c) => c.json({ knocks: knocks.list().map((knock) => shown(knock, table)) }, 200, NO_STORE));
  routes.delete('/:id', (c) => (knocks.remove(c.req.param('id')) ? c.body(null, 204, NO_STORE) : problem(404, words.noSuchKnock)));
  routes.post('/:id/adopt', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, AdoptBody);
    if (body instanceof Response) return body;
    const id = c.req.param('id');
    const adoption = knocks.adoption(id, body.given);
    if (adoption === undefined) return problem(404, words.noSuchKnock);
    const { entry: asked, needs } = adoption;
    if (asked.title.trim() === '') return problem(409, words.knockWithoutTitle);
    const before = table.get(asked.title) as Record<string, unknown> | undefined;
    const keptPort = body.given.port === undefined && typeof before?.port === 'number';
    const entry = { ...before, ...asked, ...(keptPort && { port: before.port }) };
    const faults = table.check(entry);
    if (faults.length > 0) return problem(400, words.badEntry(faults));
    const by = c.get('principal')!.name;
    const outcome = await table.put(asked.title, entry, by);
    log.info('knock adopted', { aeTitle: asked.title, outcome, by });
    if (needs.some(({ code }) => code === 'NOTHING')) knocks.remove(id);
    return c.json(
      { remoteAe: table.get(asked.title), outcome, needs: needs.filter(({ code }) => !(keptPort && code === 'PORT_ASSUMED')) },
      200,
      NO_STORE,
    );
  });
  return routes;
}

/** A knock for the page: what strangers wrote made fit to be shown, and what to do. */
function shown(knock: WebKnock, table: WebAeTable) {
  return {
    ...knock,
    callingAeTitle: shownText(knock.callingAeTitle),
    calledAeTitle: shownText(knock.calledAeTitle),
    words: shownText(knock.words),
    whatToDo: advice[knock.code as keyof typeof advice] ?? advice.OTHER,
    isKnown: knock.callingAeTitle !== '' && table.get(knock.callingAeTitle) !== undefined,
  };
}
