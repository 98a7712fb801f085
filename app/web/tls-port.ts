import { createServer, type Server } from 'node:http';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Certificates } from '../tls/tls.ts';
import { listen } from './listen.ts';
import { answerBadRequest, http1Options, type Incoming, type Outgoing, type Port, type TlsPortOptions } from './port.ts';

/** TLS record of a handshake (RFC 8446 §5.1): no request of HTTP begins so. */
const HANDSHAKE = 22;
/** TLS 1.2 with forward secrecy and AEAD only (RFC 9325 §4.2); all that TLS 1.3 has. Whose device has no AES instructions asks for ChaCha20 first. */
const CIPHERS = [
  ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ...['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
].join(':');

const contextOf = (certificates: Certificates) => {
  const { key, certificate } = certificates.current();
  return { key, cert: certificate, minVersion: 'TLSv1.2', ciphers: CIPHERS, honorCipherOrder: false } as const;
};

/**
 * HTTPS (HTTP/2, or HTTP/1.1 for who has no other) and, on the same port, an answer for who speaks HTTP without TLS: the first byte tells them apart.
 * A new certificate holds for every connection from then on; open ones stay as they are.
 */
export async function openTlsPort(options: TlsPortOptions): Promise<Port> {
  const { host, port, listener, plainListener, certificates, log, clock, limits } = options;
  const plain = createServer(http1Options(limits), (incoming, outgoing) => {
    outgoing.shouldKeepAlive = false;
    plainListener(incoming, outgoing);
  });
  plain.maxHeadersCount = limits.maxHeaders;
  plain.on('clientError', answerBadRequest);
  const server: Http2SecureServer & Partial<Pick<Server, 'closeIdleConnections' | 'maxHeadersCount'>> = createSecureServer(
    {
      ...contextOf(certificates),
      ...http1Options(limits),
      allowHTTP1: true,
      handshakeTimeout: limits.handshakeMs,
      maxHeaderListPairs: limits.maxHeaders,
      settings: { maxConcurrentStreams: limits.maxStreams, maxHeaderListSize: limits.maxHeaderBytes },
    },
    (incoming, outgoing) => answer(incoming, outgoing),
  );
  server.maxConnections = limits.maxConnections;
  server.maxHeadersCount = limits.maxHeaders; // of HTTP/1.1, as closeIdleConnections; @types/node knows neither here
  server.on('clientError', answerBadRequest);
  server.removeAllListeners('tlsClientError'); // Node's own would have it answered in words, over TLS that is not there yet
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    log.debug('web.tls-failed', { code: error.code, words: error.message });
    socket.destroy();
  });
  server.on('sessionError', (error) => log.debug('web.http2-failed', { words: error.message }));
  server.on('session', (session) => session.setTimeout(limits.keepAliveTimeoutMs, () => session.close()));

  function answer(incoming: Incoming, outgoing: Outgoing): void {
    if (incoming.httpVersionMajor >= 2 && !takeHttp2(incoming as Http2ServerRequest, outgoing as Http2ServerResponse)) return;
    listener(incoming, outgoing);
  }

  /** The Host that the rest of the program looks at (RFC 9113 §8.3.1), and a deadline for the body. */
  function takeHttp2(incoming: Http2ServerRequest, outgoing: Http2ServerResponse): boolean {
    const { authority, headers, rawHeaders } = incoming;
    if (headers.host !== undefined && authority && headers.host !== authority) {
      outgoing.writeHead(400).end();
      return false;
    }
    if (headers.host === undefined && authority) rawHeaders.push('host', authority);
    const { stream } = incoming;
    if (!stream.endAfterHeaders) {
      stream.setTimeout(limits.requestTimeoutMs, () => stream.close());
      incoming.once('end', () => stream.setTimeout(0));
    }
    return true;
  }

  const [asTls] = server.listeners('connection') as [(socket: Duplex) => void];
  const waiting = new Set<Duplex>(); // have not said a word
  const open = new Set<Duplex>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Duplex) => {
    open.add(socket);
    waiting.add(socket);
    const deadline = clock.after(limits.firstByteMs, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      deadline.cancel();
      waiting.delete(socket);
      open.delete(socket);
    });
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return socket.destroy();
      deadline.cancel();
      waiting.delete(socket);
      socket.unshift(first);
      if (first[0] === HANDSHAKE) return asTls.call(server, socket);
      const cut = clock.after(limits.requestTimeoutMs, () => socket.destroy()); // one question, one answer
      socket.once('close', () => cut.cancel());
      plain.emit('connection', socket);
    });
  });

  const unsubscribe = certificates.onChange(() => server.setSecureContext(contextOf(certificates)));
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  const bound = await listen(server, host, port, log).catch((error) => {
    unsubscribe();
    throw error;
  });
  return {
    ...bound,
    close() {
      unsubscribe();
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      for (const socket of waiting) socket.destroy();
      return promise;
    },
    closeIdle: () => server.closeIdleConnections?.(),
    cut() {
      for (const session of sessions) session.destroy();
      for (const socket of open) socket.destroy();
    },
  };
}
