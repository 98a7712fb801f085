import { Hono } from 'hono';
import * as z from 'zod/mini';
import { type Log, wordsOf } from '../base/base.ts';
import { jsonBody, limitBody } from './body.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';
import type { WebReach, WebReachStep } from './wire-sources.ts';

const { problem: words } = TEXTS;
const LINES = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } as const;

export const ReachBody = z.strictObject({
  title: z.string().check(z.regex(/^(?! )[\x20-\x5b\x5d-\x7e]{1,16}(?<! )$/)),
  /** Without host and port: by the AE table. */
  host: z.optional(z.string().check(z.regex(/^[\w.:%-]{1,253}$/))),
  port: z.optional(z.int().check(z.gte(1), z.lte(65535))),
});

/**
 * The ladder to a peer, and the wait for a peer's own call: one line of JSON for each step, as it is taken. Who goes away ends it.
 */
export function createReachRoutes(reach: WebReach, log: Log, maxBytes: number): Hono<Env> {
  const Wait = z.strictObject({ ...ReachBody.shape, seconds: z.int().check(z.gte(1), z.lte(reach.maxWaitSeconds)) });
  const routes = new Hono<Env>();
  let running = 0;

  function stream(steps: (signal: AbortSignal) => AsyncIterable<WebReachStep>): Response {
    if (running >= reach.maxRuns) return problem(503, words.tooManyReaches, { 'retry-after': '10' });
    running++;
    let isOver = false;
    const end = () => {
      if (!isOver) running--; // the steps end once more after who watched them has gone
      isOver = true;
    };
    const stop = new AbortController();
    const encoder = new TextEncoder();
    const iterator = steps(stop.signal)[Symbol.asyncIterator]();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (isOver) return;
          if (!done) return controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
        } catch (error) {
          log.error('web.reach-failed', { words: wordsOf(error) });
        }
        if (isOver) return;
        end();
        controller.close();
      },
      cancel() {
        end();
        stop.abort();
        void iterator.return?.();
      },
    });
    return new Response(body, { status: 200, headers: LINES });
  }

  routes.post('/', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, ReachBody);
    if (body instanceof Response) return body;
    const ae = reach.find(body.given);
    return ae ? stream((signal) => reach.climb(ae, signal)) : problem(404, words.noSuchAe(body.given.title));
  });
  routes.post('/back', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, Wait);
    if (body instanceof Response) return body;
    const { seconds, ...target } = body.given;
    return stream((signal) => reach.await(reach.find(target) ?? { title: target.title }, seconds, signal));
  });
  return routes;
}
