import { type Context, Hono } from 'hono';
import { CodedError, type Log } from '../base/base.ts';
import { jsonBody, limitBody } from './body.ts';
import { CommitmentRequest, type CommitmentShown } from './commitment-schema.ts';
import type { WebCommitments } from './commitment-sources.ts';
import { shownText } from './peer-text.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';

const { problem: words } = TEXTS;
const NO_STORE = { 'cache-control': 'no-store' } as const;
/** Transactions, and failed instances of one, that are shown. */
const MOST_SHOWN = 200;

/** Storage commitment on the page: who was told what is safe, who waits and for what, whom we asked. */
export function createCommitmentRoutes(commitments: WebCommitments, log: Log, maxBytes: number): Hono<Env> {
  const routes = new Hono<Env>();
  const idOf = (c: Context<Env>): number => (/^\d{1,15}$/.test(c.req.param('id') ?? '') ? Number(c.req.param('id')) : -1);
  const shownOr404 = (c: Context<Env>, commitment: CommitmentShown | undefined) =>
    commitment ? c.json(shown(commitment), 200, NO_STORE) : problem(404, words.noSuchCommitment);

  routes.get('/', async (c) => c.json({ commitments: (await commitments.list(MOST_SHOWN)).map(shown) }, 200, NO_STORE));
  routes.get('/of/:study', async (c) => {
    const study = c.req.param('study');
    if (!/^[\d.]{1,64}$/.test(study)) return problem(404, words.noSuchCommitment);
    const destinations = await commitments.ofStudy(study);
    return c.json({ destinations: destinations.map((each) => ({ ...each, peer: shownText(each.peer) })) }, 200, NO_STORE);
  });
  routes.get('/:id/failures', async (c) => {
    const failures = await commitments.failures(idOf(c), MOST_SHOWN);
    return failures ? c.json({ failures }, 200, NO_STORE) : problem(404, words.noSuchCommitment);
  });
  routes.post('/', limitBody(maxBytes), async (c) => {
    const body = await jsonBody(c, CommitmentRequest);
    if (body instanceof Response) return body;
    try {
      const asked = await commitments.ask({ ...body.given, by: c.get('principal')!.name });
      return c.json({ commitments: asked.map(shown) }, 201, NO_STORE);
    } catch (error) {
      if (!(error instanceof CodedError) || !error.code.startsWith('COMMITMENT_')) throw error;
      const { code, message, values } = error;
      return problem(code === 'COMMITMENT_TOO_MANY' ? 503 : 409, { title: 'It cannot be asked for', detail: `${message}.`, code, values });
    }
  });
  routes.post('/:id/retry', async (c) => {
    const commitment = await commitments.retry(idOf(c));
    if (commitment) log.info('commitment.retry-asked', { id: commitment.id, by: c.get('principal')!.name });
    return shownOr404(c, commitment);
  });
  routes.post('/:id/give-up', async (c) => shownOr404(c, await commitments.giveUp(idOf(c), c.get('principal')!.name)));
  return routes;
}

/** What a peer wrote, without its control characters. */
function shown(commitment: CommitmentShown): CommitmentShown {
  const { peer, own, transactionUid, why } = commitment;
  return { ...commitment, peer: shownText(peer), own: shownText(own), transactionUid: shownText(transactionUid), why };
}
