import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import type { Certificates } from '../tls/tls.ts';
import type { Users } from '../users/users.ts';
import { createWebApp } from './app.ts';
import { WebError } from './errors.ts';
import { isOwnHost } from './host-check.ts';
import { WEB_LIMITS, type WebLimits } from './limits.ts';
import { createLive } from './live.ts';
import type { PageFile } from './page-files.ts';
import { openPlainPort, type Port, type RequestListener } from './port.ts';
import { problem } from './problem.ts';
import { redirect } from './redirect.ts';
import type { BoundDicomAddress, WebSources } from './sources.ts';
import { TEXTS } from './texts.ts';
import { openTlsPort } from './tls-port.ts';
import { createViews } from './views.ts';

export interface WebServer {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
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
  /** With them the page is served over TLS, and who comes without is sent there. */
  readonly certificates?: Certificates | undefined;
  /** Further ports of the page; one that cannot be opened is said in the log. */
  readonly morePorts?: readonly number[] | undefined;
  readonly limits?: Partial<WebLimits>;
}

/** While closing: a kept-alive connection is closed at most so long after its last answer. */
const SWEEP_MS = 20;

/**
 * Opens the web server.
 *
 * @throws WebError where it cannot listen, in words that say what to do
 */
export async function startWeb(options: WebOptions): Promise<WebServer> {
  const { log, clock, sources, certificates } = options;
  const limits = { ...WEB_LIMITS, ...options.limits };
  if (!options.page.some(({ path }) => path === 'ui/index.html'))
    throw new WebError('WEB_PAGE_MISSING', 'The page has no ui/index.html: build it again (make binary).');
  const views = createViews({ ...options, archiveDeadlineMs: limits.archiveDeadlineMs, limits });
  const live = createLive({ views, onChange: (listener) => sources.onChange(listener), clock, log, limits });
  const isOurs = (host: string | undefined) =>
    isOwnHost(
      host,
      (name) =>
        [hostname(), ...(options.hostNames?.() ?? [])].some((ours) => ours.toLowerCase() === name) || certificates?.isNamed(name) === true,
    );
  const app = createWebApp({
    views,
    live,
    users: options.users,
    aeTable: sources.aeTable,
    wire: sources.wire,
    settings: sources.settings,
    network: sources.network,
    version: options.version,
    webAddress: () => bound,
    page: options.page,
    accepting: () => sources.diskSpace().accepting,
    identify: () => sources.identify(),
    faults: options.faults ?? (() => 0),
    isOurs,
    certificates,
    log,
    limits,
  });
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      log.debug('web.bad-request', { words: wordsOf(error) });
      return problem(400, TEXTS.problem.malformed);
    },
  });
  const serve: RequestListener = (incoming, outgoing) => void listener(incoming as IncomingMessage, outgoing as ServerResponse);
  const ports: Port[] = [];
  const openPort = async (port: number): Promise<Port> => {
    const at = { host: options.host, port, listener: serve, log, clock, limits };
    const opened = certificates
      ? await openTlsPort({
          ...at,
          certificates,
          plainListener: redirect(serve, { tlsPorts: () => ports.map(({ port }) => port), isOurs }),
        })
      : await openPlainPort(at);
    ports.push(opened);
    return opened;
  };
  const { address, port } = await openPort(options.port);
  const bound = { address, port, tls: certificates !== undefined };
  log.info('web.listening', bound);
  for (const more of options.morePorts ?? [])
    if (more !== port) await openPort(more).catch((error) => log.error('web.port-not-open', { port: more, words: wordsOf(error) }));
  return {
    ...bound,
    async close() {
      live.close();
      const closed = Promise.all(ports.map((each) => each.close()));
      const grace = clock.after(limits.closeGraceMs, () => {
        for (const each of ports) each.cut();
      });
      let next: Timer | undefined;
      const sweep = () => {
        for (const each of ports) each.closeIdle(); // those whose answer has ended since
        next = clock.after(SWEEP_MS, sweep);
      };
      sweep();
      await closed;
      next?.cancel();
      grace.cancel();
    },
  };
}
