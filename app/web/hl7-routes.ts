import { Hono } from 'hono';
import { CodedError, type Log } from '../base/base.ts';
import { jsonBody, limitBody } from './body.ts';
import { Hl7ReplayBody } from './hl7-schema.ts';
import type { WebHl7 } from './hl7-sources.ts';
import { shownText } from './peer-text.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const; // patient data

/** HL7 on the page of the worklist: how it fares, and the messages that wait, to be seen, corrected and done, or removed. */
export function createHl7Routes(hl7: WebHl7, log: Log, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  routes.onError((error) => hl7Problem(error));
  routes.get('/', (c) => {
    const { faults, waiting, ...state } = hl7.state();
    const shown = waiting.map((message) => ({ ...message, sender: shownText(message.sender), words: shownText(message.words) }));
    return c.json({ ...state, faults, waiting: shown }, 200, NO_STORE);
  });
  routes.get('/messages/:id', async (c) => {
    const characterSet = c.req.query('characterSet');
    return c.json(await hl7.read(c.req.param('id'), characterSet === '' ? undefined : characterSet?.slice(0, 32)), 200, NO_STORE);
  });
  routes.post('/messages/:id/replay', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, Hl7ReplayBody);
    if (body instanceof Response) return body;
    const { corrections, overLater = false } = body.given;
    await hl7.replay(c.req.param('id'), { corrections, overLater });
    log.info('hl7.replay-asked', { corrected: Object.keys(corrections).join(' '), by: c.get('principal')!.name });
    return c.body(null, 204, NO_STORE);
  });
  routes.delete('/messages/:id', async (c) => {
    if (!(await hl7.remove(c.req.param('id')))) return hl7Problem(new CodedError('HL7_NO_SUCH_MESSAGE', 'no such message waits'));
    log.info('hl7.message-removed', { by: c.get('principal')!.name });
    return c.body(null, 204, NO_STORE);
  });
  return routes;
}

/** Why a message cannot be done; the page has the words by the code. */
function hl7Problem(error: unknown): Response {
  if (!(error instanceof CodedError) || !error.code.startsWith('HL7_')) throw error;
  const { code, message, values } = error;
  const status = code === 'HL7_NO_SUCH_MESSAGE' ? 404 : code === 'HL7_NOT_KEPT' ? 507 : 409;
  return problem(status, { title: 'The message cannot be done', detail: `${message}.`, code, values });
}
