import { createServer, type Server } from 'node:http';
import { hostname } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { type Clock, errnoOf, type Log, type Timer, wordsOf } from '../base/base.ts';
import type { Users } from '../users/users.ts';
import { createWebApp } from './app.ts';
import { WebError } from './errors.ts';
import { WEB_LIMITS, type WebLimits } from './limits.ts';
import { createLive } from './live.ts';
import type { PageFile } from './page-files.ts';
import { problem, rawProblem } from './problem.ts';
import type { BoundDicomAddress, WebSources } from './sources.ts';
import { TEXTS } from './texts.ts';
import { createViews } from './views.ts';

export interface WebServer {
  readonly address: string;
  readonly port: number;
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
  readonly hostNames?: readonly string[];
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
  const { log, clock, sources } = options;
  const limits = { ...WEB_LIMITS, ...options.limits };
  if (!options.page.some(({ path }) => path === 'ui/index.html'))
    throw new WebError('WEB_PAGE_MISSING', 'The page has no ui/index.html: build it again (make binary).');
  const views = createViews({ ...options, archiveDeadlineMs: limits.archiveDeadlineMs });
  const live = createLive({ views, onChange: (listener) => sources.onChange(listener), clock, log, limits });
  const app = createWebApp({
    views,
    live,
    users: options.users,
    aeTable: sources.aeTable,
    page: options.page,
    accepting: () => sources.diskSpace().accepting,
    identify: () => sources.identify(),
    faults: options.faults ?? (() => 0),
    hostNames: new Set([hostname(), ...(options.hostNames ?? [])].map((name) => name.toLowerCase())),
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
  const server = createServer(
    {
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(5000, limits.headersTimeoutMs),
      requireHostHeader: false, // our own answer has words
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  server.maxConnections = limits.maxConnections;
  server.maxHeadersCount = limits.maxHeaders;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else socket.end(rawProblem(error.code), () => socket.destroy());
  });
  server.on('drop', (dropped) => log.warn('web.connection-dropped', { address: dropped?.remoteAddress, limit: limits.maxConnections }));

  const bound = await listen(server, options.host, options.port, log);
  log.info('web.listening', bound);
  return {
    ...bound,
    async close() {
      live.close();
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      const grace = clock.after(limits.closeGraceMs, () => server.closeAllConnections());
      let next: Timer | undefined;
      const sweep = () => {
        server.closeIdleConnections(); // those whose answer has ended since
        next = clock.after(SWEEP_MS, sweep);
      };
      sweep();
      await promise;
      next?.cancel();
      grace.cancel();
    },
  };
}

function listen(server: Server, host: string, port: number, log: Log): Promise<{ address: string; port: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ address: string; port: number }>();
  server.once('error', (error) => reject(listenError(error, host, port)));
  server.listen({ host, port }, () => {
    server.removeAllListeners('error');
    server.on('error', (error) => log.error('web.server-error', { words: error.message }));
    const at = server.address();
    if (at === null || typeof at === 'string') throw new Error('a TCP server has an address');
    resolve({ address: at.address, port: at.port });
  });
  return promise;
}

function listenError(cause: Error, host: string, port: number): WebError {
  switch (errnoOf(cause)) {
    case 'EADDRINUSE':
      return new WebError(
        'WEB_PORT_IN_USE',
        `Port ${port} on ${host} is taken by another program, maybe another Filmroom. Stop that one (ss -ltnp 'sport = :${port}' names it) or give the page another port in the configuration (web.port).`,
        { cause },
      );
    case 'EACCES':
      return new WebError(
        'WEB_PORT_NOT_ALLOWED',
        `This user may not open port ${port}. Take a port above 1023 (web.port), or give the program the capability CAP_NET_BIND_SERVICE.`,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new WebError(
        'WEB_ADDRESS_NOT_OURS',
        `${host} is not an address of this machine. Correct web.host in the configuration; 0.0.0.0 is every address.`,
        {
          cause,
        },
      );
    default:
      return new WebError('WEB_LISTEN_FAILED', `The page cannot listen on ${host}:${port}: ${cause.message}`, { cause });
  }
}
