import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';

/**
 * Asks the page of this very machine. Who it is, its certificate need not prove: it may be that of a hospital's CA, for a name that is not asked for
 * here, and whoever could take its port could read its key.
 */
export function fetchHere(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
    readonly body?: string;
  } = {},
): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const { body, ...asked } = options;
  const to = new URL(url);
  const more = { ...asked, agent: false, rejectUnauthorized: false } as const;
  const asking = to.protocol === 'https:' ? requestTls(to, more) : requestPlain(to, more);
  asking.on('error', reject);
  asking.on('response', (answer) => {
    const pieces: Buffer[] = [];
    answer.on('data', (piece: Buffer) => pieces.push(piece));
    answer.on('error', reject);
    answer.on('end', () => {
      const { statusCode: status = 500 } = answer;
      const hasBody = status !== 204 && status !== 304;
      resolve(
        new Response(hasBody ? Buffer.concat(pieces) : null, { status, headers: { 'content-type': answer.headers['content-type'] ?? '' } }),
      );
    });
  });
  asking.end(body);
  return promise;
}
