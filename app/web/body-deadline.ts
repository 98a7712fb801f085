import type { IncomingMessage } from 'node:http';
import type { Clock } from '../base/base.ts';
import type { WebLimits } from './limits.ts';
import type { Incoming, RequestListener } from './port.ts';
import { rawProblem } from './problem.ts';

/** What may take as long as its bytes take to arrive. */
const UPLOAD = /^\/(api\/(uploads|box\/update|ohif)|dicom-web\/studies(\/[^/?]+)?)(\?|$)/;

/**
 * How long the body of an HTTP/1.1 request may take: all of it `requestTimeoutMs`, as Node's own `requestTimeout` would have it; an upload as long
 * as its bytes keep arriving. (A stream of HTTP/2 has a deadline of its own.)
 */
export function withBodyDeadline(
  listener: RequestListener,
  { limits, clock }: { readonly limits: WebLimits; readonly clock: Clock },
): RequestListener {
  return (incoming, outgoing) => {
    if (incoming.httpVersionMajor < 2 && !isEmpty(incoming)) watch(incoming as IncomingMessage);
    listener(incoming, outgoing);
  };

  function watch(incoming: IncomingMessage): void {
    const { socket } = incoming;
    const cut = () => void socket.end(rawProblem('ERR_HTTP_REQUEST_TIMEOUT'), () => socket.destroy());
    if (UPLOAD.test(incoming.url ?? '')) {
      incoming.setTimeout(limits.requestTimeoutMs, cut);
      incoming.once('end', () => incoming.setTimeout(0));
      return;
    }
    const timer = clock.after(limits.requestTimeoutMs, () => {
      if (!incoming.complete) cut();
    });
    incoming.once('end', () => timer.cancel());
    incoming.once('close', () => timer.cancel());
  }
}

function isEmpty({ headers }: Incoming): boolean {
  return headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';
}
