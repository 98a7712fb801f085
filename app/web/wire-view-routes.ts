import { Hono } from 'hono';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';
import type { WebWireView } from './wire-sources.ts';

const { problem: words } = TEXTS;
const NO_STORE = { 'cache-control': 'no-store' } as const;
const encoder = new TextEncoder();

/** Associations as they went over the wire: all, one, one as text for a maker, and what happens, live, while somebody watches. */
export function createWireViewRoutes(view: WebWireView): Hono<Env> {
  const routes = new Hono<Env>();
  let watchers = 0;
  routes.get('/', (c) => c.json({ associations: view.list() }, 200, NO_STORE));
  routes.get('/:id/text', (c) => {
    const text = view.text(Number(c.req.param('id')));
    if (text === undefined) return problem(404, words.noSuchAssociation);
    const name = `association-${Number(c.req.param('id'))}.txt`;
    return c.text(text, 200, { ...NO_STORE, 'content-disposition': `attachment; filename="${name}"` });
  });
  routes.get('/:id/events', (c) => {
    const id = Number(c.req.param('id'));
    if (view.get(id) === undefined) return problem(404, words.noSuchAssociation);
    if (watchers >= view.maxWatchers) return problem(503, words.tooManyLive, { 'retry-after': '30' });
    watchers++;
    let stop = () => {};
    const leave = () => {
      watchers--;
      stop();
    };
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const send = (name: string, data: unknown) => {
          if ((controller.desiredSize ?? 0) > -view.maxUnread)
            controller.enqueue(encoder.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
        };
        const { ended } = c.get('principal')!;
        const unlisten = view.watch(
          id,
          (event) => send('wire', event),
          () => send('ended', view.get(id)),
        );
        const cut = () => {
          leave();
          controller.close();
        };
        ended.addEventListener('abort', cut, { once: true });
        stop = () => {
          ended.removeEventListener('abort', cut);
          unlisten();
        };
        send('timeline', view.get(id));
      },
      cancel: leave,
    });
    return c.body(body, 200, { 'content-type': 'text/event-stream', ...NO_STORE, 'x-accel-buffering': 'no' });
  });
  routes.get('/:id', (c) => {
    const timeline = view.get(Number(c.req.param('id')));
    return timeline === undefined ? problem(404, words.noSuchAssociation) : c.json(timeline as object, 200, NO_STORE);
  });
  return routes;
}
