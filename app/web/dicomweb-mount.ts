import type { Context, Hono } from 'hono';
import { type Log, wordsOf } from '../base/base.ts';
import { type DicomwebRequest, type DicomwebRoute, problemOf } from '../dicomweb/dicomweb.ts';
import { addressOf, type Env } from './principal.ts';

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
    get body() {
      return raw.body; // asking for it makes a stream
    },
    get signal() {
      return raw.signal;
    },
    by: c.get('principal')?.name ?? '',
    address: addressOf(c),
  };
}
