import { type Context, Hono } from 'hono';
import type { Clock } from '../base/base.ts';
import {
  type DecideOutcome,
  type EntryShown,
  type Inbox,
  type OrderFacts,
  ReconcileError,
  type StudyFacts,
  type Suggestion,
} from '../reconcile/reconcile.ts';
import { jsonBody, limitBody } from './body.ts';
import { withDeadline } from './deadline.ts';
import type { WebLimits } from './limits.ts';
import { shownPersonName, shownText } from './peer-text.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { AcceptBody, DecideBody, EditBody, type InboxEntry, type InboxOrder, type InboxSuggestion } from './reconcile-schema.ts';
import { TEXTS } from './texts.ts';

const { problem: words } = TEXTS;
const NO_STORE = { 'cache-control': 'no-store' } as const; // patient data
const MOST_ORDERS = 20;
const MOST_TEXT = 200;

/** The reconciliation inbox: studies that contradict the worklist, and what a person decides about them. */
export function createReconcileRoutes(options: {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly limits: Pick<WebLimits, 'archiveDeadlineMs' | 'maxFormBytes'>;
}): Hono<Env> {
  const { inbox, clock, limits } = options;
  const inTime = <Answer>(answer: Promise<Answer>) => withDeadline(answer, limits.archiveDeadlineMs, clock);
  const limited = limitBody(limits.maxFormBytes);
  const routes = new Hono<Env>();

  routes.get('/', async (c) => {
    const { waiting, open, decided } = await inTime(inbox.list());
    return c.json({ waiting, open: open.map(entryShown), decided: decided.map(entryShown) }, 200, NO_STORE);
  });

  routes.get('/:study', async (c) => {
    const found = await inTime(inbox.entry(c.req.param('study')));
    return found ? c.json({ ...entryShown(found), history: found.history }, 200, NO_STORE) : problem(404, words.noSuchEntry);
  });

  routes.get('/:study/orders', async (c) => {
    const text = (c.req.query('text') ?? '').slice(0, MOST_TEXT);
    const orders = await inTime(inbox.orders(c.req.param('study'), text, MOST_ORDERS));
    return c.json({ orders: orders.map(suggestionShown) }, 200, NO_STORE);
  });

  async function decide(c: Context<Env>, work: () => Promise<DecideOutcome>): Promise<Response> {
    try {
      const outcome = await work();
      switch (outcome) {
        case 'done':
          return c.body(null, 204, NO_STORE);
        case 'gone':
          return problem(404, words.noSuchEntry);
        case 'stale':
          return problem(409, words.entryChanged);
        case 'busy':
          return problem(409, words.entryBusy);
        case 'nothing':
          return problem(409, words.nothingToUndo);
        default:
          return outcome satisfies never;
      }
    } catch (error) {
      if (!(error instanceof ReconcileError)) throw error;
      if (error.code === 'RECONCILE_NO_SUCH_ORDER') return problem(409, words.noSuchOrder);
      const { keyword = '', fault = '' } = error.values;
      return problem(400, words.badValue(String(keyword), String(fault)));
    }
  }
  const deciding = (c: Context<Env>, revision: number) => ({
    studyInstanceUid: c.req.param('study') ?? '',
    revision,
    by: c.get('principal')!.name,
  });

  routes.post('/:study/accept', limited, async (c) => {
    const body = await jsonBody(c, AcceptBody);
    if (body instanceof Response) return body;
    return decide(c, () => inbox.accept(deciding(c, body.given.revision), body.given.order));
  });
  routes.post('/:study/edit', limited, async (c) => {
    const body = await jsonBody(c, EditBody);
    if (body instanceof Response) return body;
    return decide(c, () => inbox.edit(deciding(c, body.given.revision), body.given.values));
  });
  for (const what of ['leave', 'undo'] as const)
    routes.post(`/:study/${what}`, limited, async (c) => {
      const body = await jsonBody(c, DecideBody);
      if (body instanceof Response) return body;
      return decide(c, () => inbox[what](deciding(c, body.given.revision)));
    });
  return routes;
}

function entryShown({ studyInstanceUid, state, revision, since, study, judgement, decision, failed, progress }: EntryShown): InboxEntry {
  const { reasons, linked, suggestions } = judgement;
  return {
    ...{ studyInstanceUid, state, revision, since, reasons: [...reasons], failed },
    study: { ...personShown(study), images: study.images, lastReceivedAt: study.lastReceivedAt },
    ...(linked && { linked: orderShown(linked) }),
    suggestions: suggestions.map(suggestionShown),
    ...(decision && { decision: { by: decision.by, at: decision.at, isOrder: decision.orderId !== undefined } }),
    ...(progress && { progress }),
  };
}

const suggestionShown = ({ order, score, points }: Suggestion): InboxSuggestion => ({
  order: orderShown(order),
  score,
  points: [...points],
});
const orderShown = (order: OrderFacts): InboxOrder => ({ ...personShown(order), id: order.id, status: order.status });

function personShown(of: StudyFacts | OrderFacts) {
  return {
    patientName: shownPersonName(of.patientName),
    typedName: shownText(of.patientName),
    patientId: shownText(of.patientId),
    issuerOfPatientId: shownText(of.issuerOfPatientId),
    patientBirthDate: shownText(of.patientBirthDate),
    patientSex: shownText(of.patientSex),
    accessionNumber: shownText(of.accessionNumber),
    modalities: ('modality' in of ? [of.modality].filter(Boolean) : of.modalities).map(shownText),
    stations: of.stations.map(shownText),
    description: shownText('procedure' in of ? of.procedure : of.studyDescription),
    ...{ date: of.date, time: of.time },
  };
}
