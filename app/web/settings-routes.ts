import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { BackupSchema, entrySchema, formFields, type Settings, type SettingsState } from '../settings/settings.ts';
import { jsonBody, limitBody } from './body.ts';
import type { Env } from './principal.ts';
import { settingsProblem } from './settings-problem.ts';
import type { WebAddress } from './sources.ts';

const Revision = z.int().check(z.gte(0));
export const ChangeBody = z.strictObject({
  revision: Revision.check(z.describe('What was seen when the change was made: `revision` of GET /api/settings.')),
  set: z.optional(z.record(z.string(), z.unknown())).check(z.describe('New values, by path.')),
  reset: z.optional(z.array(z.string())).check(z.describe('Paths that the page is to set no longer.')),
});
export const UndoBody = z.strictObject({ undoes: Revision.check(z.describe('The revision of one of the last ten changes.')) });
export const CompareBody = z.strictObject({ backup: BackupSchema });
export const RestoreBody = z.strictObject({ revision: Revision, backup: BackupSchema });

const NO_STORE = { 'cache-control': 'no-store' } as const;
const by = (c: Context<Env>) => c.get('principal')!.name;

/** What the page sets. Each answer to a change has the fields as they are after it, so that the page shows what holds. */
export function createSettingsRoutes(
  settings: Settings,
  options: { readonly version: string; readonly maxBytes: number; readonly webAddress: () => WebAddress },
): Hono<Env> {
  const { version, maxBytes, webAddress } = options;
  const routes = new Hono<Env>();
  const limited = limitBody(maxBytes);
  routes.onError((error) => settingsProblem(error));
  const present = ({ revision, changes, leftOut }: SettingsState = settings.state()) => ({
    ...{ revision, leftOut },
    fields: formFields(settings.now(), settings.whence),
    remoteAe: entrySchema(),
    undoable: changes.filter(({ canUndo }) => canUndo).map(({ revision }) => revision),
    web: webAddress(),
  });

  routes.get('/', (c) => c.json(present(), 200, NO_STORE));
  routes.post('/', limited, async (c) => {
    const body = await jsonBody(c, ChangeBody);
    return body instanceof Response ? body : c.json(present(await settings.change({ ...body.given, by: by(c) })), 200, NO_STORE);
  });
  routes.get('/changes', (c) => c.json({ changes: settings.state().changes }, 200, NO_STORE));
  routes.post('/undo', limited, async (c) => {
    const body = await jsonBody(c, UndoBody);
    return body instanceof Response ? body : c.json(present(await settings.undo({ ...body.given, by: by(c) })), 200, NO_STORE);
  });
  routes.get('/backup', (c) => {
    const backup = settings.backup(version);
    const name = `filmroom-settings-${backup.madeAt.slice(0, 10)}.json`;
    return c.body(`${JSON.stringify(backup, null, 2)}\n`, 200, {
      ...NO_STORE,
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="${name}"`,
    });
  });
  routes.post('/compare', limited, async (c) => {
    const body = await jsonBody(c, CompareBody);
    return body instanceof Response ? body : c.json({ differences: settings.compare(body.given.backup) }, 200, NO_STORE);
  });
  routes.post('/restore', limited, async (c) => {
    const body = await jsonBody(c, RestoreBody);
    return body instanceof Response ? body : c.json(present(await settings.restore({ ...body.given, by: by(c) })), 200, NO_STORE);
  });
  return routes;
}
