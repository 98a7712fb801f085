import { makeZip } from 'client-zip';
import { Hono } from 'hono';
import { jsonText } from '../base/base.ts';
import type { Env } from './principal.ts';
import { shownLine } from './shown-line.ts';
import type { WebWire } from './wire-sources.ts';

/** Associations of the bundle, the newest ones. */
const MOST_TIMELINES = 50;

/**
 * What somebody who helps from afar needs, as one ZIP: who speaks to whom, who was turned away, clocks, disk, log. Nothing of a patient is in
 * any of these, for none of them keeps it.
 */
export function createSupportRoutes({ knocks, view, clocks, disk, lines }: WebWire, version: string): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/', async (c) => {
    const now = new Date();
    const files = [
      {
        name: 'README.txt',
        input: `Filmroom ${version}, ${now.toISOString()}\nNo patient data: of images lengths alone, of searches masked values.\n`,
      },
      { name: 'knocks.json', input: jsonText(knocks?.list() ?? []) },
      { name: 'clocks.json', input: jsonText(clocks?.() ?? []) },
      { name: 'disk.json', input: jsonText((await disk?.health()) ?? {}) },
      {
        name: 'log.txt',
        input: (lines?.() ?? []).map(({ at, level, line }) => `${new Date(at).toISOString()} ${level} ${shownLine(line)}\n`).join(''),
      },
      ...timelines(),
    ];
    const name = `filmroom-support-${now.toISOString().slice(0, 10)}.zip`;
    return c.body(makeZip(files.map((file) => ({ ...file, lastModified: now }))), 200, {
      'content-type': 'application/zip',
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="${name}"`,
    });
  });
  return routes;

  function timelines(): readonly { readonly name: string; readonly input: string }[] {
    const associations = (view?.list() ?? []) as readonly { readonly id: number }[];
    return associations.slice(0, MOST_TIMELINES).map(({ id }) => ({ name: `associations/${id}.txt`, input: view?.text(id) ?? '' }));
  }
}
