import { type Context, Hono } from 'hono';
import { type Ohif, OhifError, type OhifErrorCode } from '../ohif/ohif.ts';
import { createOhifFiles } from './ohif-files.ts';
import type { OhifFacts } from './ohif-schema.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const;
const by = (c: Context<Env>) => c.get('principal')!.name;

/** OHIF under /ohif/, and the pack that it is in: seen, added in place of the one before, removed. */
export function createOhifRoutes(ohif: Ohif): Hono<Env> {
  const routes = new Hono<Env>();
  routes.onError(refusalOf);
  routes.get('/api/ohif', (c) => c.json(factsOf(ohif), 200, NO_STORE));
  routes.put('/api/ohif', async (c) => {
    await ohif.install(bodyOf(c), by(c));
    return c.json(factsOf(ohif), 201, NO_STORE);
  });
  routes.delete('/api/ohif', async (c) => {
    await ohif.remove(by(c));
    return c.body(null, 204, NO_STORE);
  });
  routes.get('/ohif', (c) => c.redirect('/ohif/'));
  const answer = createOhifFiles(ohif);
  routes.get('/ohif/*', async (c) => {
    const isOfNoStudy = c.req.path === '/ohif/viewer' && new URL(c.req.raw.url).search === ''; // so one comes from signing in
    if (isOfNoStudy && ohif.installed()) return c.redirect('/ohif/');
    return (await answer(c.req.path, c.req.raw.headers)) ?? problem(404, TEXTS.problem.noOhif);
  });
  return routes;
}

function factsOf(ohif: Ohif): OhifFacts {
  const [installed, fault] = [ohif.installed(), ohif.fault()];
  return {
    ...(installed && { installed: { ...installed } }),
    ...(fault && { fault: { code: fault.code, values: { ...fault.values }, words: fault.message } }),
    room: ohif.room(),
  };
}

async function* bodyOf(c: Context<Env>): AsyncGenerator<Uint8Array> {
  const { body } = c.req.raw;
  if (body) yield* body;
}

const STATUS_OF = {
  OHIF_NOT_A_PACK: 422,
  OHIF_TOO_LARGE: 413,
  OHIF_UNKNOWN: 422,
  OHIF_DAMAGED: 422,
  OHIF_NO_ROOM: 507, // RFC 4918 §11.5
  OHIF_CUT: 400,
  OHIF_BUSY: 409,
  OHIF_NOT_KEPT: 507,
} as const satisfies Record<OhifErrorCode, number>;

function refusalOf(error: unknown): Response {
  if (!(error instanceof OhifError)) throw error;
  return problem(STATUS_OF[error.code], { title: TEXTS.refused, detail: error.message, code: error.code, values: error.values });
}
