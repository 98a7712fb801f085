import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Clock, type Log, wordsOf } from '../base/base.ts';
import type { Certificates } from '../tls/tls.ts';
import type { Users } from '../users/users.ts';
import { createWebApp } from './app.ts';
import { withBodyDeadline } from './body-deadline.ts';
import { WebError } from './errors.ts';
import { isOwnHost } from './host-check.ts';
import { WEB_LIMITS, type WebLimits } from './limits.ts';
import { createLive } from './live.ts';
import type { PageFile } from './page-files.ts';
import { openPorts, type Place, type Ports } from './ports.ts';
import { problem } from './problem.ts';
import { redirect } from './redirect.ts';
import { sendAnswer } from './send-answer.ts';
import type { BoundDicomAddress, WebSources } from './sources.ts';
import { TEXTS } from './texts.ts';
import { createViews } from './views.ts';
import { createVisits } from './visits.ts';

export interface WebServer extends Pick<Ports, 'now' | 'move'> {
  /** When somebody who is signed in came last by a new connection, in milliseconds of the monotonic clock. */
  newestVisitMs(): number;
  /** Ends the live streams, lets answers under way finish for `closeGraceMs`, then cuts. */
  close(): Promise<void>;
}

export interface WebOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly sources: WebSources;
  readonly users: Users;
  readonly version: string;
  /** Read anew for each status, so that a listener that moved is shown. */
  readonly dicomAddresses: () => readonly BoundDicomAddress[];
  /** `embeddedPage()` in the single executable, else `buildPage()` of `ui/build-page.ts`. */
  readonly page: readonly PageFile[];
  /** Faults of the program itself since it started: with one, /healthz fails until a restart. */
  readonly faults?: () => number;
  /** Names besides localhost, IP addresses, `.local` and the machine's own name under which the page is opened. */
  readonly hostNames?: () => readonly string[];
  /** Over TLS; who comes without is sent there. */
  readonly tls?: boolean;
  readonly openCertificates?: () => Promise<Certificates>;
  /** Further ports of the page; one that cannot be opened is said in the log. */
  readonly morePorts?: readonly number[];
  readonly limits?: Partial<WebLimits>;
}

/**
 * Opens the web server.
 *
 * @throws WebError where it cannot listen, in words that say what to do
 */
export async function startWeb(options: WebOptions): Promise<WebServer> {
  const { log, clock, sources } = options;
  const limits = { ...WEB_LIMITS, ...options.limits };
  if (!options.page.some(({ path }) => path === 'ui/index.html'))
    throw new WebError('WEB_PAGE_MISSING', 'The page has no ui/index.html: build it again (make binary).');
  const views = createViews({ ...options, archiveDeadlineMs: limits.archiveDeadlineMs, limits });
  const live = createLive({ views, onChange: (listener) => sources.onChange(listener), clock, log, limits });
  const isOurs = (host: string | undefined) =>
    isOwnHost(
      host,
      (name) =>
        [hostname(), ...(options.hostNames?.() ?? [])].some((ours) => ours.toLowerCase() === name) ||
        ports.certificates()?.isNamed(name) === true,
    );
  const visits = createVisits(clock);
  const app = createWebApp({
    views,
    live,
    users: options.users,
    aeTable: sources.aeTable,
    studies: sources.archived,
    wire: sources.wire,
    settings: sources.settings,
    network: sources.network,
    dicomweb: sources.dicomweb,
    box: sources.box,
    ohif: sources.ohif,
    worklist: sources.worklist,
    steps: sources.steps,
    inbox: sources.inbox,
    hl7: sources.hl7,
    commitments: sources.commitments,
    setup: sources.setup && { setup: sources.setup, sources, dicomAddresses: options.dicomAddresses },
    version: options.version,
    webAddress: () => ports.now(),
    visits,
    page: options.page,
    accepting: () => sources.diskSpace().accepting,
    support: () => sources.support(),
    identify: () => sources.identify(),
    faults: options.faults ?? (() => 0),
    isOurs,
    certificates: () => ports.certificates(),
    clock,
    log,
    limits,
  });
  const answer = async (request: Request, bindings: HttpBindings) => sendAnswer(await app.fetch(request, bindings), bindings.outgoing);
  const listener = getRequestListener((request, bindings) => answer(request, bindings as HttpBindings), {
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      log.debug('web.bad-request', { words: wordsOf(error) });
      return problem(400, TEXTS.problem.malformed);
    },
  });
  const serve = withBodyDeadline((incoming, outgoing) => void listener(incoming as IncomingMessage, outgoing as ServerResponse), {
    limits,
    clock,
  });
  const ports = await openPorts(placeOf(options), {
    listener: serve,
    plainListener: (tlsPorts) => redirect(serve, { tlsPorts, isOurs }),
    ...{ log, clock, limits },
    openCertificates() {
      if (!options.openCertificates) throw new Error('TLS is asked for without certificates');
      return options.openCertificates();
    },
  });
  log.info('web.listening', { ...ports.now() });
  return {
    now: ports.now,
    move: ports.move,
    newestVisitMs: visits.newestMs,
    async close() {
      live.close();
      await ports.close();
    },
  };
}

const placeOf = ({ host, port, morePorts = [], tls = false }: WebOptions): Place => ({ host, port, morePorts, tls });
