import { Hono } from 'hono';
import * as z from 'zod/mini';
import type { Clock } from '../base/base.ts';
import { jsonBody, limitBody } from './body.ts';
import { withDeadline } from './deadline.ts';
import type { WebLimits } from './limits.ts';
import { shownPersonName, shownText } from './peer-text.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { EndStepBody, type StepOfDay } from './steps-schema.ts';
import type { WebStep, WebSteps } from './steps-sources.ts';
import { TEXTS } from './texts.ts';

const { problem: words } = TEXTS;
const NO_STORE = { 'cache-control': 'no-store' } as const; // patient data
const LONGEST_SPAN_MS = 8 * 86_400_000;

const time = z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.pipe(z.transform(Number), z.number()));
const DayQuery = z.object({ day: z.string().check(z.regex(/^\d{8}$/)), from: time, to: time });

/** The day's work: what is planned, what was begun, and whether all of its images are here. */
export function createStepsRoutes(options: {
  readonly steps: WebSteps;
  readonly clock: Clock;
  readonly limits: Pick<WebLimits, 'archiveDeadlineMs' | 'maxFormBytes'>;
}): Hono<Env> {
  const { steps, clock, limits } = options;
  const inTime = <Answer>(answer: Promise<Answer>) => withDeadline(answer, limits.archiveDeadlineMs, clock);
  const routes = new Hono<Env>();

  routes.get('/', async (c) => {
    const asked = DayQuery.safeParse(c.req.query());
    const { day, from, to } = asked.data ?? { day: '', from: 0, to: 0 };
    if (!asked.success || to <= from || to - from > LONGEST_SPAN_MS) return problem(400, words.badDay);
    const { steps: ofDay, older, refused, ...rest } = await inTime(steps.day({ day, from, to }));
    const shown = refused.map((each) => ({ ...each, callingAeTitle: shownText(each.callingAeTitle), comment: shownText(each.comment) }));
    return c.json({ ...rest, refused: shown, steps: ofDay.map(stepShown), older: older.map(stepShown) }, 200, NO_STORE);
  });

  routes.get('/:step', async (c) => {
    const found = await inTime(steps.step(c.req.param('step')));
    if (!found) return problem(404, words.noSuchStep);
    const { missing, ...step } = found;
    return c.json({ ...stepShown(step), missing }, 200, NO_STORE);
  });

  routes.post('/:step/accept', async (c) => {
    const isThere = await steps.accept(c.req.param('step'), c.get('principal')!.name);
    return isThere ? c.body(null, 204, NO_STORE) : problem(404, words.noSuchStep);
  });

  routes.post('/:step/end', limitBody(limits.maxFormBytes), async (c) => {
    const body = await jsonBody(c, EndStepBody);
    if (body instanceof Response) return body;
    const ended = await steps.end(c.req.param('step'), body.given.status, c.get('principal')!.name);
    if (ended === undefined) return problem(404, words.noSuchStep);
    return ended ? c.body(null, 204, NO_STORE) : problem(409, words.stepHasEnded);
  });
  return routes;
}

function stepShown(step: WebStep): StepOfDay {
  return {
    ...step,
    patientName: shownPersonName(step.patientName),
    patientId: shownText(step.patientId),
    accessionNumber: shownText(step.accessionNumber),
    modality: shownText(step.modality),
    station: shownText(step.station),
    description: shownText(step.description),
  };
}
