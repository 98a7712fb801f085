import { Hono } from 'hono';
import * as z from 'zod/mini';
import { CodedError, type Log } from '../base/base.ts';
import { jsonBody, limitBody } from './body.ts';
import { shownPersonName, shownText } from './peer-text.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';
import type { WebTestModality } from './wire-sources.ts';

const { problem: words } = TEXTS;
const NO_STORE = { 'cache-control': 'no-store' } as const;
const title = () => z.string().check(z.regex(/^(?! )[\x20-\x5b\x5d-\x7e]{1,16}(?<! )$/));

export const TestImageBody = z.strictObject({
  /** An AE title of the table; without it, ourselves. */
  to: z.optional(title()),
  /** What the test modality calls itself; without it, our own AE title. */
  as: z.optional(title()),
});
export const TestQueryBody = z.strictObject({ ...TestImageBody.shape, patientId: z.optional(z.string().check(z.maxLength(64))) });

/** The built-in test modality and test workstation: one image sent, one search made, and how it ended. */
export function createTestRoutes(test: WebTestModality, log: Log, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  routes.post('/image', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, TestImageBody);
    if (body instanceof Response) return body;
    const { to, as } = body.given;
    const sent = await test.sendImage(to, as, c.req.raw.signal);
    if (sent === undefined) return problem(404, words.noSuchAe(to ?? ''));
    log.info('test image sent', { aeTitle: to, outcome: sent.outcome, by: c.get('principal')?.name });
    return c.json(sent, 200, NO_STORE);
  });
  routes.post('/query', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, TestQueryBody);
    if (body instanceof Response) return body;
    const { to, as, patientId = '' } = body.given;
    try {
      const result = await test.query(to, as, patientId, c.req.raw.signal);
      if (result === undefined) return problem(404, words.noSuchAe(to ?? ''));
      return c.json({ outcome: 'answered', ...result, answers: result.answers.map(shownAnswer) }, 200, NO_STORE);
    } catch (error) {
      if (error instanceof CodedError) return c.json({ outcome: 'failed', words: shownText(error.message), answers: [] }, 200, NO_STORE);
      throw error;
    }
  });
  return routes;
}

function shownAnswer(answer: Readonly<Record<string, string>>) {
  const { PatientName = '', ...rest } = answer;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([keyword, text]) => [keyword, shownText(text)])),
    PatientName: shownPersonName(PatientName),
  };
}
