import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Clock, Log } from '../base/base.ts';
import type { Certificates } from '../tls/tls.ts';
import type { WebLimits } from './limits.ts';
import { listen } from './listen.ts';
import { rawProblem } from './problem.ts';

export type Incoming = IncomingMessage | Http2ServerRequest;
export type Outgoing = ServerResponse | Http2ServerResponse;
export type RequestListener = (incoming: Incoming, outgoing: Outgoing) => void;

/** A port on which the page is served. */
export interface Port {
  readonly address: string;
  readonly port: number;
  /** Takes no new connections; resolves when the last has ended. */
  close(): Promise<void>;
  /** Ends those connections whose last answer has gone. */
  closeIdle(): void;
  /** Ends all. */
  cut(): void;
}

export interface PortOptions {
  readonly host: string;
  readonly port: number;
  readonly listener: RequestListener;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits: WebLimits;
}

export interface TlsPortOptions extends PortOptions {
  readonly certificates: Certificates;
  /** Answers who speaks HTTP without TLS here. */
  readonly plainListener: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
}

/** What both kinds of port demand of HTTP/1.1. */
export const http1Options = (limits: WebLimits) => ({
  maxHeaderSize: limits.maxHeaderBytes,
  headersTimeout: limits.headersTimeoutMs,
  requestTimeout: 0, // withBodyDeadline
  keepAliveTimeout: limits.keepAliveTimeoutMs,
  connectionsCheckingInterval: Math.min(5000, limits.headersTimeoutMs),
  requireHostHeader: false, // our own answer has words
});

/** Says in words what was wrong with a request that Node's parser refused. */
export function answerBadRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else socket.end(rawProblem(error.code), () => socket.destroy());
}

/** HTTP without TLS, for programs of this machine. */
export async function openPlainPort({ host, port, listener, log, limits }: PortOptions): Promise<Port> {
  const server = createServer(http1Options(limits), listener);
  server.maxConnections = limits.maxConnections;
  server.maxHeadersCount = limits.maxHeaders;
  server.on('clientError', answerBadRequest);
  const bound = await listen(server, host, port, log);
  return {
    ...bound,
    close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      return promise;
    },
    closeIdle: () => server.closeIdleConnections(),
    cut: () => server.closeAllConnections(),
  };
}
