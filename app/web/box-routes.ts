import { type Context, Hono } from 'hono';
import { jsonBody, limitBody } from './body.ts';
import { ResetBody } from './box-schema.ts';
import type { WebBox } from './box-sources.ts';
import { refusals } from './hands-refusal.ts';
import type { Env } from './principal.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const;
const by = (c: Context<Env>) => c.get('principal')!.name;

/** What the page `/box` asks for. Each change is logged with who; what needs the hands of a box is refused in words elsewhere. */
export function createBoxRoutes(box: WebBox, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  routes.onError(refusals(STATUS_OF));
  const asked = (act: (who: string) => Promise<void>) => async (c: Context<Env>) => {
    await act(by(c));
    return c.body(null, 202, NO_STORE);
  };

  routes.get('/', async (c) => c.json(await box.facts(), 200, NO_STORE));
  routes.post('/restart', asked(box.restart));
  routes.post('/off', asked(box.off));
  routes.post('/previous', asked(box.previous));
  routes.post('/reset', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, ResetBody);
    if (body instanceof Response) return body;
    await box.reset(body.given.kind, body.given.name, by(c));
    return c.body(null, 202, NO_STORE);
  });
  routes.put('/update', async (c) => {
    const length = c.req.header('content-length');
    return c.json(await box.takeUpdate(bodyOf(c), length === undefined ? undefined : Number(length), by(c)), 201, NO_STORE);
  });
  routes.delete('/update', async (c) => {
    await box.discardUpdate(by(c));
    return c.body(null, 204, NO_STORE);
  });
  routes.post('/update/install', async (c) => c.json(await box.install(by(c)), 202, NO_STORE));
  routes.post('/verify', (c) => {
    box.verify(by(c));
    return c.body(null, 202, NO_STORE);
  });
  routes.delete('/verify', (c) => {
    box.cancelVerify(by(c));
    return c.body(null, 204, NO_STORE);
  });
  return routes;
}

async function* bodyOf(c: Context<Env>): AsyncGenerator<Uint8Array> {
  const { body } = c.req.raw;
  if (body) yield* body;
}

const STATUS_OF: Readonly<Record<string, number>> = {
  WEB_BOX_ONLY: 409,
  WEB_BOX_NOT_CONFIRMED: 409,
  BOX_SECOND_DISK: 409,
  WEB_UPDATE_BUSY: 409,
  WEB_UPDATE_NO_LENGTH: 411,
  WEB_UPDATE_TOO_LARGE: 413,
  WEB_UPDATE_NO_ROOM: 507, // RFC 4918 §11.5
  WEB_UPDATE_CUT: 400,
  WEB_UPDATE_NONE: 409,
  WEB_VERIFY_RUNS: 409,
  UPDATE_NO_FILE: 409,
  UPDATE_REFUSED: 422,
  UPDATE_NOT_SIGNED: 422,
  UPDATE_OTHER_BOARD: 422,
  UPDATE_BUSY: 409,
  UPDATE_NO_SLOTS: 409,
  UPDATE_NO_OTHER_SLOT: 409,
};
