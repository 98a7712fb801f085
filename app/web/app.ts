import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { type Clock, type Log, wordsOf } from '../base/base.ts';
import type { Certificates } from '../tls/tls.ts';
import type { Users } from '../users/users.ts';
import { PAGES } from './access.ts';
import { AE_TABLE_PATH, createAeTableRoutes } from './ae-table-routes.ts';
import { createBoxRoutes } from './box-routes.ts';
import { createCertificateRoutes } from './certificate-routes.ts';
import { createCommitmentRoutes } from './commitment-routes.ts';
import { crossOrigin } from './cross-origin.ts';
import { DICOMWEB_BASE, mountDicomweb } from './dicomweb-mount.ts';
import { WebError } from './errors.ts';
import { accessOnly, ownPagesOnly } from './gatekeeper.ts';
import { createHl7Routes } from './hl7-routes.ts';
import { languageOf, VARY } from './language.ts';
import type { WebLimits } from './limits.ts';
import type { Live } from './live.ts';
import { createNetworkRoutes } from './network-routes.ts';
import { createOhifRoutes } from './ohif-routes.ts';
import { openApiDocument } from './openapi.ts';
import { overTls } from './over-tls.ts';
import { createPageAnswers, type PageFile } from './page-files.ts';
import { plainPage } from './plain.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { createReconcileRoutes } from './reconcile-routes.ts';
import { securityHeaders } from './security-headers.ts';
import { createSessionRoutes } from './session-routes.ts';
import { createSettingsRoutes } from './settings-routes.ts';
import { createSetupRoutes } from './setup-routes.ts';
import type { WebSetup } from './setup-sources.ts';
import { createSignInRoutes } from './sign-in-routes.ts';
import type { BoundDicomAddress, WebAddress, WebAeTable, WebSources } from './sources.ts';
import { createStepsRoutes } from './steps-routes.ts';
import { createStudiesRoutes } from './studies-routes.ts';
import { TEXTS } from './texts.ts';
import { createTransferRoutes } from './transfer-routes.ts';
import { createUsersRoutes } from './users-routes.ts';
import type { Views } from './views.ts';
import type { Visits } from './visits.ts';
import { createWireRoutes } from './wire-routes.ts';
import { createWorklistDeskRoutes } from './worklist-desk-routes.ts';
import { createWorklistRoutes } from './worklist-routes.ts';

const { problem: words, health } = TEXTS;

const NO_STORE = { 'cache-control': 'no-store' } as const; // patient data

/**
 * Every route. Data goes only to our own pages under our own names, and to whom `access.ts` allows it; /healthz says nothing about patients and is
 * open to monitors under any name.
 */
export function createWebApp(options: {
  readonly views: Views;
  readonly live: Live;
  readonly users: Users;
  readonly aeTable?: WebAeTable | undefined;
  readonly studies?: WebSources['archived'];
  readonly wire?: WebSources['wire'];
  readonly settings?: WebSources['settings'];
  readonly network?: WebSources['network'];
  readonly dicomweb?: WebSources['dicomweb'];
  readonly box?: WebSources['box'];
  readonly ohif?: WebSources['ohif'];
  readonly worklist?: WebSources['worklist'];
  readonly steps?: WebSources['steps'];
  readonly inbox?: WebSources['inbox'];
  readonly hl7?: WebSources['hl7'];
  readonly commitments?: WebSources['commitments'];
  readonly setup?:
    | {
        readonly setup: WebSetup;
        readonly dicomAddresses: () => readonly BoundDicomAddress[];
        readonly sources: Pick<WebSources, 'network' | 'settings' | 'diskSpace' | 'recentStudies' | 'contacts' | 'wire'>;
      }
    | undefined;
  readonly version: string;
  readonly visits: Pick<Visits, 'note'>;
  /** Where the page is opened now. */
  readonly webAddress: () => WebAddress;
  readonly page: readonly PageFile[];
  readonly accepting: () => boolean;
  readonly support: WebSources['support'];
  readonly identify: () => void;
  readonly faults: () => number;
  /** Whether a Host is a name of ours. */
  readonly isOurs: (host: string | undefined) => boolean;
  /** Where the page is served over TLS. */
  readonly certificates: () => Certificates | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: WebLimits;
}): Hono<Env> {
  const { views, live, users, log, limits } = options;
  const pageFile = createPageAnswers(options.page);
  const pathOf = (ending: string) => options.page.map(({ path }) => `/${path}`).find((path) => path.endsWith(ending));
  const [stylesheet, icon] = [pathOf('.css'), pathOf('.svg')];
  const limitQuery = z.pipe(
    z.string().check(z.regex(/^\d{1,4}$/)),
    z.pipe(z.transform(Number), z.number().check(z.minimum(1), z.maximum(limits.maxRecentStudies))),
  );
  const openApi = () => openApiDocument(options.version);
  const app = new Hono<Env>();

  app.use(securityHeaders());
  app.use(overTls(options.certificates, limits.hstsSeconds));
  app.get('/healthz', async (c) => {
    if (options.faults() > 0) return c.json({ status: 'failing', words: health.faulty }, 503, NO_STORE);
    if (!options.accepting()) return c.json({ status: 'failing', words: health.notAccepting }, 503, NO_STORE);
    try {
      await views.counts();
    } catch (error) {
      log.warn('web.healthz-failed', { words: wordsOf(error) });
      return c.json({ status: 'failing', words: health.archiveSilent }, 503, NO_STORE);
    }
    return c.json({ status: health.ok }, 200, NO_STORE);
  });

  app.use(async (c, next) => (options.isOurs(c.req.header('host')) ? await next() : problem(403, words.badHost)));
  const fileOr404 = (c: Context<Env>, path: string) => pageFile(path, c.req.raw.headers) ?? problem(404, words.notFound);
  const htmlIn = (c: Context<Env>, name: string, headers: Headers) => {
    const answer =
      pageFile(`ui/${name}.${languageOf(c)}.html`, headers) ?? pageFile(`ui/${name}.html`, headers) ?? problem(404, words.notFound);
    answer.headers.set('vary', VARY);
    return answer;
  };
  const indexIn = (c: Context<Env>, headers: Headers) => htmlIn(c, 'index', headers); // `startWeb` has looked that it is there
  app.use(async (c, next) => {
    await next();
    if (!isStray(c)) return;
    const headers = new Headers(c.req.raw.headers);
    headers.delete('if-none-match');
    const { body, headers: shown } = indexIn(c, headers);
    const { status } = c.res;
    c.res = undefined;
    c.res = new Response(body, { status, headers: shown });
  });
  const { dicomweb } = options;
  const corsOrigins = () => dicomweb?.corsOrigins() ?? [];
  if (dicomweb) app.use(`${DICOMWEB_BASE}/*`, crossOrigin(corsOrigins));
  app.use(ownPagesOnly(corsOrigins));
  app.use(accessOnly(users, options.visits));

  app.route('/', createSignInRoutes({ users, support: options.support, stylesheet, icon, maxBytes: limits.maxFormBytes }));
  app.route(
    '/api',
    createSessionRoutes(users, limits.maxFormBytes, () => ({
      hasOhif: options.ohif?.installed() !== undefined,
      support: options.support(),
    })),
  );
  app.route('/api', createUsersRoutes(users, limits.maxFormBytes));
  app.get('/api/status', async (c) => c.json(await views.status(), 200, NO_STORE));
  app.get('/api/studies', async (c) => {
    const limit = z.safeParse(limitQuery, c.req.query('limit') ?? String(limits.recentStudies));
    if (!limit.success) return problem(400, words.limit(1, limits.maxRecentStudies));
    return c.json({ studies: await views.studies(limit.data) }, 200, NO_STORE);
  });
  if (options.studies) {
    const transfer = { studies: options.studies, clock: options.clock, log, limits };
    app.route('/api', createStudiesRoutes(transfer));
    app.route('/api', createTransferRoutes(transfer));
  }
  app.post('/api/identify', (c) => {
    options.identify();
    return c.body(null, 204, NO_STORE);
  });
  if (options.aeTable) app.route(AE_TABLE_PATH, createAeTableRoutes(options.aeTable, log));
  app.get('/api/openapi.json', (c) => c.json(openApi(), 200, NO_STORE));
  if (options.network) app.route('/api/network', createNetworkRoutes(options.network, limits.maxFormBytes));
  if (options.worklist) {
    app.route('/api', createWorklistDeskRoutes({ worklist: options.worklist, studies: options.studies, log, limits }));
    app.route('/api/worklist', createWorklistRoutes(options.worklist, log, limits.maxFormBytes));
  }
  if (options.commitments) app.route('/api/commitments', createCommitmentRoutes(options.commitments, log, limits.maxFormBytes));
  else app.get('/api/commitments/of/:study', (c) => c.json({ destinations: [] }, 200, NO_STORE)); // the page of a study asks whatever there is
  if (options.steps) app.route('/api/steps', createStepsRoutes({ steps: options.steps, clock: options.clock, limits }));
  if (options.inbox) app.route('/api/reconcile', createReconcileRoutes({ inbox: options.inbox, clock: options.clock, limits }));
  if (options.hl7) app.route('/api/hl7', createHl7Routes(options.hl7, log, limits.maxFormBytes));
  if (options.box) app.route('/api/box', createBoxRoutes(options.box, limits.maxFormBytes));
  if (options.settings) {
    const { version, webAddress } = options;
    app.route('/api/settings', createSettingsRoutes(options.settings, { version, webAddress, maxBytes: limits.maxSettingsBytes }));
  }
  if (options.setup) {
    const { version, clock, setup } = options;
    app.route('/api/setup', createSetupRoutes({ ...setup, version, now: () => clock.now(), log }, limits.maxFormBytes));
  }
  if (dicomweb) mountDicomweb(app, dicomweb.routes, log);
  if (options.wire) app.route('/api', createWireRoutes(options.wire, options.aeTable, log, limits.maxFormBytes, options.version));
  app.route('/api/certificate', createCertificateRoutes(options.certificates, limits.maxPemBytes));
  app.get('/api/events', (c) => {
    if (c.req.method === 'HEAD') return c.body(null, 200, EVENT_STREAM);
    const cut = () => void c.env.outgoing?.destroy();
    const body = live.open(cut);
    if (!body) return problem(503, words.tooManyLive, { 'retry-after': '30' });
    const { ended, hold } = c.get('principal')!;
    const letGo = hold(); // the page watches only while it is seen
    ended.addEventListener('abort', cut, { once: true });
    c.env.outgoing?.once('close', () => {
      ended.removeEventListener('abort', cut);
      letGo();
    });
    return c.body(body, 200, EVENT_STREAM);
  });

  app.get('/plain', async (c) => {
    const [status, studies] = await Promise.all([views.status(), views.studies(limits.recentStudies).catch(() => [])]);
    return c.html(plainPage(status, studies, { stylesheet, renews: c.req.query('renew') !== undefined, language: languageOf(c) }), 200, {
      ...NO_STORE,
      vary: VARY,
    });
  });
  for (const [, path] of PAGES) app.get(path, (c) => indexIn(c, c.req.raw.headers));
  app.get('/view/:study', (c) => htmlIn(c, 'viewer', c.req.raw.headers));
  if (options.ohif) app.route('/', createOhifRoutes(options.ohif));
  app.get('/favicon.ico', (c) => fileOr404(c, icon?.slice(1) ?? ''));
  app.get('/ui/*', (c) => fileOr404(c, c.req.path.slice(1)));

  app.notFound(() => problem(404, words.notFound));
  app.onError((error) => {
    if (error instanceof WebError && error.code === 'WEB_ARCHIVE_SILENT') {
      log.warn('web.archive-silent', { words: error.message });
      return problem(503, words.archiveSilent, { 'retry-after': '5' });
    }
    log.error('web.failed', { words: wordsOf(error) });
    return problem(500, words.ours);
  });
  return app;
}

const EVENT_STREAM = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } as const;

/** Who is signed in and opens what is not there, or not for them, is shown the page: it says so in their language. */
function isStray(c: Context<Env>): boolean {
  const { method, path } = c.req;
  const isPerson = method === 'GET' && (c.req.header('accept') ?? '').includes('text/html') && !/^\/(api|ui|dicom-web)\//.test(path);
  return isPerson && c.get('principal') !== undefined && (c.res.status === 403 || c.res.status === 404);
}
