import type { Context, Hono } from 'hono';
import { type Log, wordsOf } from '../base/base.ts';
import { DicomwebError, type DicomwebRequest, type DicomwebRoute, type Outlet, problemOf } from '../dicomweb/dicomweb.ts';
import { addressOf, type Env } from './principal.ts';
import { leftBytes } from './send-answer.ts';

export const DICOMWEB_BASE = '/dicom-web';

/** Serves the routes of DICOMweb; who may call each is in `access.ts`. */
export function mountDicomweb(app: Hono<Env>, routes: readonly DicomwebRoute[], log: Log): void {
  for (const { method, path, handle } of routes)
    app.on(method, `${DICOMWEB_BASE}${path}`, async (c) => {
      try {
        const answer = await handle(requestOf(c));
        if (c.req.method !== 'HEAD' || !answer.body) return answer;
        await answer.body.cancel();
        return new Response(null, answer);
      } catch (error) {
        const refusal = problemOf(error);
        if (!refusal) throw error;
        if (refusal.status >= 500) log.warn('dicomweb.failed', { path, words: wordsOf(error) });
        return refusal;
      }
    });
}

function requestOf(c: Context<Env>): DicomwebRequest {
  const { raw, method } = c.req;
  const url = new URL(raw.url);
  return {
    method: method === 'HEAD' ? 'GET' : method,
    headers: raw.headers,
    url,
    params: c.req.param(),
    baseUrl: `${url.origin}${DICOMWEB_BASE}`,
    body: bodyOf(c),
    outlet: outletOf(c),
    get signal() {
      return raw.signal;
    },
    by: c.get('principal')?.name ?? '',
    address: addressOf(c),
  };
}

/** Of Node's own stream, which is three times as fast as the one that Hono makes of it. */
async function* bodyOf(c: Context<Env>): AsyncGenerator<Uint8Array, void, undefined> {
  const { incoming } = c.env;
  if (!incoming) {
    if (c.req.raw.body) yield* c.req.raw.body;
    return;
  }
  // whoever stops reading has an answer to give yet
  for await (const piece of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    yield piece;
    free(piece);
  }
  if (incoming.aborted) throw new DicomwebError('DICOMWEB_CUT', 'The sender broke off.'); // over HTTP/2 it looks like an end
}

/** Gives the memory of a piece back at once, where it has its own: the garbage collector would let 50 MB of them gather first. */
function free({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

function outletOf(c: Context<Env>): Outlet | undefined {
  const { outgoing } = c.env;
  return (
    outgoing && {
      leftBytes: () => leftBytes(outgoing),
      cut: () => void outgoing.destroy(),
      onClose: (listener) => void outgoing.once('close', listener),
    }
  );
}
