import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { jsonBody, limitBody } from './body.ts';
import { refusals } from './hands-refusal.ts';
import { shownText } from './peer-text.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';
import type { WebCapture } from './wire-sources.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const;
const by = (c: Context<Env>) => c.get('principal')!.name;

export const CaptureBody = z.strictObject({
  port: z.string().check(z.maxLength(15), z.describe('One of the ports that GET /api/capture names.')),
  host: z.optional(z.string().check(z.maxLength(255), z.describe('An AE title of the AE table, or an address; without it, everybody.'))),
  traffic: z
    .enum(['dicom', 'dicom-hl7', 'all'])
    .check(z.describe('DICOM alone, HL7 too, or everything but the page, by which people sign in.')),
  minutes: z.int().check(z.gte(1)),
  megabytes: z.int().check(z.gte(1)),
});

/** A capture of the network: begun, watched, stopped, fetched, removed. One at a time; each step is logged with who. */
export function createCaptureRoutes(capture: WebCapture, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  routes.onError(refusals(STATUS_OF));
  const facts = async (c: Context<Env>, status: 200 | 201) => {
    const { capture: now, ...rest } = await capture.facts();
    const shown = now && { ...now, ...(now.host !== undefined && { host: shownText(now.host) }) };
    return c.json({ ...rest, ...(shown && { capture: shown }) }, status, NO_STORE);
  };
  routes.get('/', (c) => facts(c, 200));
  routes.post('/', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, CaptureBody);
    if (body instanceof Response) return body;
    const { minutes, megabytes } = body.given;
    const { maxMinutes, maxMegabytes } = capture;
    if (minutes > maxMinutes) return problem(400, TEXTS.problem.limit(1, maxMinutes));
    if (megabytes > maxMegabytes) return problem(400, TEXTS.problem.limit(1, maxMegabytes));
    await capture.start(body.given, by(c));
    return facts(c, 201);
  });
  routes.post('/stop', async (c) => {
    await capture.stop(by(c));
    return facts(c, 200);
  });
  routes.get('/file', async (c) => {
    const { name, bytes, stream } = await capture.fetch(by(c));
    return c.body(stream, 200, {
      'content-type': 'application/vnd.tcpdump.pcap',
      'content-length': String(bytes),
      'content-disposition': `attachment; filename="${name}"`,
      ...NO_STORE,
    });
  });
  routes.delete('/', async (c) => {
    await capture.remove(by(c));
    return c.body(null, 204, NO_STORE);
  });
  return routes;
}

const STATUS_OF: Readonly<Record<string, number>> = {
  CAPTURE_BUSY: 409,
  CAPTURE_NO_PORT: 422,
  CAPTURE_NO_HOST: 422,
  CAPTURE_NO_ROOM: 507, // RFC 4918 §11.5
  CAPTURE_NO_FOLDER: 409,
  CAPTURE_NO_TOOL: 409,
  CAPTURE_NOT_ALLOWED: 409,
  CAPTURE_NONE: 409,
  CAPTURE_FAILED: 500,
};
