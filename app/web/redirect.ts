import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestListener } from './port.ts';
import { PROBLEM_TYPE, problemText } from './problem.ts';
import { TEXTS } from './texts.ts';

const HTTPS = 443;

/**
 * Answers HTTP without TLS: sends a person to the same page over HTTPS. Whoever would change something is told instead, since a redirect would
 * make it look well although the secret has crossed the network. /healthz answers as it is, for monitors.
 */
export function redirect(
  healthz: RequestListener,
  { tlsPorts, isOurs }: { readonly tlsPorts: () => readonly number[]; readonly isOurs: (host: string | undefined) => boolean },
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    const { method = '', url = '/', headers } = incoming;
    const isSafe = method === 'GET' || method === 'HEAD';
    if (isSafe && url === '/healthz') return healthz(incoming, outgoing);
    const refuse = (words: typeof TEXTS.problem.tlsOnly | typeof TEXTS.problem.badHost) => {
      const body = problemText(403, words);
      outgoing.writeHead(403, { 'content-type': PROBLEM_TYPE, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
      outgoing.end(method === 'HEAD' ? '' : body);
    };
    if (!isOurs(headers.host)) return refuse(TEXTS.problem.badHost);
    if (!isSafe || !url.startsWith('/')) return refuse(TEXTS.problem.tlsOnly);
    const location = `https://${tlsHost(headers.host ?? '', tlsPorts())}${url}`;
    outgoing.writeHead(307, { location, 'cache-control': 'no-store', 'content-length': 0 }); // not for ever: TLS may be switched off
    outgoing.end();
  };
}

/** The same port, which a forward in between may have changed; for the port of HTTP, which a browser does not say, one that speaks TLS. */
function tlsHost(host: string, ports: readonly number[]): string {
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  if (port !== undefined) return host;
  const [first] = ports;
  return ports.includes(HTTPS) || first === undefined ? name : `${name}:${first}`;
}
