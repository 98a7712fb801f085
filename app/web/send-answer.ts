import type { OutgoingHttpHeaders } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

type Outgoing = HttpBindings['outgoing'];
type Read = ReadableStreamReadResult<Uint8Array>;

/** So much is waited for, while it comes without delay, to go out with the header. */
const GATHERED_BYTES = 64 * 1024;
const GATHERED_PIECES = 3;

const written = new WeakMap<Outgoing, number>();

/** How many bytes of the body that `sendAnswer` sends have left the process. */
export function leftBytes(outgoing: Outgoing): number {
  return Math.max(0, (written.get(outgoing) ?? 0) - outgoing.writableLength);
}

function write(piece: Uint8Array, outgoing: Outgoing): boolean {
  written.set(outgoing, (written.get(outgoing) ?? 0) + piece.byteLength);
  return outgoing.write(piece);
}

/**
 * Sends an answer in as few writes as it takes: what is there at once goes with the header, and a body that is whole by then with its length. Hono's
 * own sender waits for a timer, a millisecond or more, before each body that is a stream.
 *
 * @returns what tells Hono that it was sent
 */
export async function sendAnswer(answer: Response, outgoing: Outgoing): Promise<Response> {
  const headers = headersOf(answer.headers);
  if (!answer.body) {
    outgoing.writeHead(answer.status, headers);
    outgoing.end();
    return RESPONSE_ALREADY_SENT;
  }
  const reader = answer.body.getReader();
  const stop = () => void reader.cancel().catch(() => undefined); // nobody listens any more
  outgoing.once('close', stop);
  outgoing.once('error', stop);
  try {
    await send(reader, answer.status, headers, outgoing);
  } catch {
    outgoing.destroy(); // half an answer must not look like a whole one; who made the body has logged why it ends
  }
  return RESPONSE_ALREADY_SENT;
}

async function send(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  status: number,
  headers: OutgoingHttpHeaders,
  outgoing: Outgoing,
): Promise<void> {
  const pieces: Uint8Array[] = [];
  let gathered = 0;
  let reading = reader.read();
  let isWhole = false;
  while (!isWhole && gathered < GATHERED_BYTES && pieces.length < GATHERED_PIECES) {
    const read = await atOnce(reading);
    if (!read) break;
    if (read.done) isWhole = true;
    else {
      pieces.push(read.value);
      gathered += read.value.byteLength;
      reading = reader.read();
    }
  }
  if (isWhole) headers['content-length'] ??= gathered;
  const isCorked = 'cork' in outgoing;
  if (isCorked) outgoing.cork();
  outgoing.writeHead(status, headers);
  if (pieces.length === 0 && !isWhole) outgoing.flushHeaders();
  for (const piece of pieces) write(piece, outgoing);
  if (isWhole) outgoing.end();
  if (isCorked) outgoing.uncork();
  if (isWhole) return;
  if (outgoing.writableNeedDrain) await drained(outgoing);
  for (let read: Read = await reading; !read.done; read = await reader.read()) if (!write(read.value, outgoing)) await drained(outgoing);
  outgoing.end();
}

/** @returns undefined where it does not come before the next turn of the event loop */
async function atOnce(reading: Promise<Read>): Promise<Read | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  setImmediate(resolve, undefined);
  return Promise.race([reading, promise]);
}

/** Resolves where nothing can be written any more too. */
function drained(outgoing: Outgoing): Promise<void> {
  if (outgoing.destroyed) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => {
    outgoing.off('drain', done).off('close', done);
    resolve();
  };
  outgoing.once('drain', done).once('close', done);
  return promise;
}

function headersOf(headers: Headers): OutgoingHttpHeaders {
  const out: OutgoingHttpHeaders = Object.fromEntries(headers);
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) out['set-cookie'] = cookies;
  return out;
}
