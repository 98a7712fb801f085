import type { Server } from 'node:http';
import type { Http2SecureServer } from 'node:http2';
import { errnoOf, type Log } from '../base/base.ts';
import { WebError } from './errors.ts';

/** @throws WebError where it cannot listen, in words that say what to do */
export function listen(
  server: Server | Http2SecureServer,
  host: string,
  port: number,
  log: Log,
): Promise<{ address: string; port: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ address: string; port: number }>();
  server.on('drop', (dropped) => log.warn('web.connection-dropped', { address: dropped?.remoteAddress, limit: server.maxConnections }));
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
