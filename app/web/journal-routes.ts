import { Hono } from 'hono';
import { CodedError } from '../base/base.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { shownLine } from './shown-line.ts';
import { TEXTS } from './texts.ts';
import type { WebJournal } from './wire-sources.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const;

/** The last lines of the journal of a box, the newest first: `part` of the box, `level` at least, `text` somewhere in them. */
export function createJournalRoutes(journal: WebJournal): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/', async (c) => {
    if (!journal.isBox()) return c.json({ isBox: false, parts: journal.parts, lines: [] }, 200, NO_STORE);
    const { part, level = 'info', text = '' } = c.req.query();
    try {
      const lines = await journal.read(
        journal.parts.find((each) => each === part),
        level,
      );
      const wanted = text.toLowerCase();
      const found = lines.filter(({ line, unit }) => `${unit} ${line}`.toLowerCase().includes(wanted));
      return c.json(
        { isBox: true, parts: journal.parts, lines: found.map((each) => ({ ...each, line: shownLine(each.line) })) },
        200,
        NO_STORE,
      );
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      const status = error.code === 'BOX_BAD_REQUEST' ? 400 : 503;
      return problem(status, { title: TEXTS.refused, detail: error.message, code: error.code, values: { why: error.message } });
    }
  });
  return routes;
}
