import { Hono } from 'hono';
import * as z from 'zod/mini';
import { DatabaseError, type Log } from '../base/base.ts';
import {
  orderFaults,
  type SoughtKey,
  STEP_STATUSES,
  textAt,
  type Worklist,
  WorklistError,
  type WorklistQuery,
} from '../worklist/worklist.ts';
import { jsonBody, limitBody } from './body.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { NewWorklistItemBody, type WorklistAttributes, WorklistItemChangeBody, WorklistStatus } from './worklist-schema.ts';
import { WORKLIST_PROBLEMS as words } from './worklist-texts.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const; // patient data
const STEP = 'ScheduledProcedureStepSequence';
const MOST_COMPLETIONS = 20;

const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be YYYY-MM-DD'));
const list = (part: RegExp) =>
  z.string().check(z.regex(new RegExp(`^${part.source}(,${part.source}){0,15}$`), 'must be values with commas'));
const statuses = z
  .string()
  .check(z.refine((value) => value.split(',').every((each) => WorklistStatus.safeParse(each).success), 'must be statuses with commas'));
const Query = z.object({
  from: z.optional(day),
  to: z.optional(day),
  modality: z.optional(list(/[A-Z0-9_ ]{1,16}/)),
  station: z.optional(list(/[\x20-\x2b\x2d-\x5b\x5d-\x7e]{1,16}/)),
  status: z.optional(statuses),
  text: z.optional(z.string().check(z.maxLength(200))),
  withdrawn: z.optional(z.literal('yes')),
  limit: z._default(
    z.pipe(z.string().check(z.regex(/^\d{1,4}$/)), z.pipe(z.transform(Number), z.number().check(z.gte(1), z.lte(1000)))),
    200,
  ),
});

/** The worklist of the page and of programs: the list, one item with its history, add, change, cancel by status, completion. */
export function createWorklistRoutes(worklist: Worklist, log: Log, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  routes.onError((error) => worklistProblem(error, log));

  routes.get('/', async (c) => {
    const asked = Query.safeParse(c.req.query());
    if (!asked.success)
      return problem(400, words.badQuery(asked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')));
    const { limit } = asked.data;
    const items = [];
    for await (const page of worklist.find(queryOf(asked.data), c.req.raw.signal)) {
      items.push(...page);
      if (items.length > limit) break;
    }
    return c.json({ items: items.slice(0, limit), more: items.length > limit, sources: await worklist.sources() }, 200, NO_STORE);
  });

  routes.post('/', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, NewWorklistItemBody);
    if (body instanceof Response) return body;
    const refusal = refusalOf(body.given.attributes) ?? (await otherPatient(worklist, body.given.attributes));
    if (refusal) return refusal;
    const { kind, name: who } = c.get('principal')!;
    const taken = await worklist.take(body.given, { source: kind === 'person' ? 'typed' : 'http', who });
    return c.json(taken, taken.outcome === 'added' ? 201 : 200, NO_STORE);
  });

  routes.get('/completion/:what', async (c) => {
    const what = c.req.param('what');
    if (what !== 'patients' && what !== 'procedures') return problem(404, words.noSuchItem);
    const attributes = await worklist[what]((c.req.query('text') ?? '').slice(0, 200), MOST_COMPLETIONS);
    return c.json({ attributes }, 200, NO_STORE);
  });

  routes.get('/:id', async (c) => {
    const id = idOf(c.req.param('id'));
    const item = id === undefined ? undefined : await worklist.get(id);
    if (item === undefined) return problem(404, words.noSuchItem);
    return c.json({ item, history: await worklist.history(item.id) }, 200, NO_STORE);
  });

  routes.patch('/:id', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, WorklistItemChangeBody);
    if (body instanceof Response) return body;
    const { attributes = {}, status, changedAt } = body.given;
    const refusal = refusalOf(attributes);
    if (refusal) return refusal;
    const id = idOf(c.req.param('id'));
    const present = id === undefined ? undefined : await worklist.get(id);
    if (present === undefined) return problem(404, words.noSuchItem);
    if (changedAt !== undefined && present.changedAt !== changedAt) return problem(409, words.stale);
    const isRenumbered = 'AccessionNumber' in attributes && attributes.AccessionNumber !== present.attributes.AccessionNumber;
    const other = isRenumbered ? await otherPatient(worklist, { ...present.attributes, ...attributes }) : undefined;
    if (other) return other;
    const { kind, name: who } = c.get('principal')!;
    const by = { source: kind === 'person' ? 'typed' : 'http', who } as const;
    const taken = await worklist.change(present.id, { attributes, ...(status && { status }) }, by);
    return taken ? c.json(taken, 200, NO_STORE) : problem(404, words.noSuchItem);
  });
  return routes;
}

function idOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function refusalOf(attributes: WorklistAttributes): Response | undefined {
  const faults = orderFaults(attributes);
  if (faults.length === 0) return undefined;
  return problem(
    400,
    words.badOrder(faults.map(({ path, words: why }) => `${path} ${why}`).join('; '), faults.map(({ path }) => path).join(' ')),
  );
}

/** An accession number is of one patient: images are told by it whose they are. One that was cancelled may be given anew. */
async function otherPatient(worklist: Worklist, attributes: WorklistAttributes): Promise<Response | undefined> {
  const accessionNumber = textAt(attributes, 'AccessionNumber').trim();
  if (accessionNumber === '') return undefined;
  const patientId = textAt(attributes, 'PatientID').trim();
  const others = (await worklist.itemsOf({ accessionNumber })).filter(
    (item) => !item.withdrawn && item.status !== 'CANCELED' && textAt(item.attributes, 'PatientID').trim() !== patientId,
  );
  return others.length > 0 ? problem(409, words.otherPatient(accessionNumber)) : undefined;
}

function queryOf({ from, to, modality, station, status, text, withdrawn }: z.infer<typeof Query>): WorklistQuery {
  const within: SoughtKey[] = [...anyOf('Modality', 'CS', modality), ...anyOf('ScheduledStationAETitle', 'AE', station)];
  const plain = (date: string) => date.replaceAll('-', '');
  return {
    keys: within.length === 0 ? [] : [{ keyword: STEP, vr: 'SQ', within }],
    statuses: status === undefined ? STEP_STATUSES : status.split(',').map((each) => WorklistStatus.parse(each)),
    days: { ...(from !== undefined && { from: plain(from) }), ...(to !== undefined && { to: plain(to) }) },
    ...(text !== undefined && { text }),
    ...(withdrawn === 'yes' && { withdrawn: true }),
  };
}

function anyOf(keyword: string, vr: string, values: string | undefined): SoughtKey[] {
  if (values === undefined) return [];
  return [{ keyword, vr, key: { kind: 'values', keys: values.split(',').map((value) => ({ kind: 'single', value })) } }];
}

/** What the store refuses, in words; what else went wrong is for the last resort. */
export function worklistProblem(error: unknown, log: Log): Response {
  if (error instanceof WorklistError && error.code === 'WORKLIST_NO_PATIENT') return problem(400, words.noPatient);
  if (error instanceof WorklistError) return problem(400, words.badOrder(error.message, ''));
  if (error instanceof DatabaseError) {
    log.error('worklist.not-kept', { code: error.code, words: error.message });
    return problem(507, words.notKept);
  }
  throw error;
}
