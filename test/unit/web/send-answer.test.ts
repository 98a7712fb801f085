import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { sendAnswer } from '../../../app/web/send-answer.ts';

/** A server that answers with this; what comes back over a plain socket, in the pieces that it came in. */
async function answered(
  make: () => Response,
  { readMs = 200 } = {},
): Promise<{ readonly pieces: readonly string[]; readonly closed: boolean }> {
  const listener = getRequestListener((_request, bindings) => sendAnswer(make(), (bindings as HttpBindings).outgoing), {
    overrideGlobalObjects: false,
  });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  const pieces: string[] = [];
  let closed = false;
  socket.on('data', (piece) => pieces.push(piece.toString('latin1')));
  socket.on('close', () => {
    closed = true;
  });
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  try {
    await delay(readMs);
    return { pieces, closed };
  } finally {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  }
}

/** A body of these pieces, with so long before each. */
const streamed = (pieces: readonly (string | Uint8Array)[], ms = 0): ReadableStream<Uint8Array> => {
  const left = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
  return new ReadableStream(
    {
      async pull(controller) {
        if (ms > 0) await delay(ms);
        const piece = left.shift();
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
};
const headOf = ([first = '']: readonly string[]) => first.slice(0, first.indexOf('\r\n\r\n'));

describe('what is sent', () => {
  it('a body that is there goes with its header and its length, in one piece', async () => {
    for (const body of ['hello', Buffer.from('hello'), streamed(['hel', 'lo'])]) {
      const { pieces } = await answered(() => new Response(body, { status: 201, headers: { 'content-type': 'text/plain' } }));
      assert.equal(pieces.length, 1);
      assert.match(pieces[0]!, /^HTTP\/1\.1 201 Created\r\n/);
      assert.match(headOf(pieces), /content-length: 5/i);
      assert.ok(pieces[0]!.endsWith('\r\n\r\nhello'));
    }
  });
  it('a header whose body takes its time goes ahead', async () => {
    const { pieces } = await answered(() => new Response(streamed(['later'], 50), { headers: { 'content-type': 'text/plain' } }));
    assert.ok(pieces.length >= 2, JSON.stringify(pieces));
    assert.match(headOf(pieces), /transfer-encoding: chunked/i);
    assert.match(pieces.slice(1).join(''), /later/);
  });
  it('a long body comes whole, whoever reads how fast', async () => {
    const parts = Array.from({ length: 40 }, (_, at) => Buffer.alloc(100_000, at));
    const length = String(4_000_000);
    const { pieces } = await answered(() => new Response(streamed(parts), { headers: { 'content-length': length } }), { readMs: 1000 });
    const all = Buffer.from(pieces.join(''), 'latin1');
    assert.ok(all.subarray(all.indexOf('\r\n\r\n') + 4).equals(Buffer.concat(parts)));
  });
  it('nothing, where there is no body; several cookies, each in a line of its own', async () => {
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]);
    const { pieces } = await answered(() => new Response(null, { status: 204, headers }));
    assert.match(headOf(pieces), /set-cookie: a=1\r\nset-cookie: b=2/i);
  });
});

describe('what goes wrong', () => {
  it('a body that fails in the middle cuts the connection', async () => {
    const failing = (): ReadableStream<Uint8Array> => {
      let isFirst = true;
      return new ReadableStream({
        pull(controller) {
          if (isFirst) controller.enqueue(Buffer.from('half'));
          else controller.error(new Error('no more'));
          isFirst = false;
        },
      });
    };
    const { closed, pieces } = await answered(() => new Response(failing()));
    assert.equal(closed, true);
    assert.equal(pieces.join('').endsWith('0\r\n\r\n'), false);
  });
  it('a body that nobody waits for any more is cancelled', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      await delay(1);
      controller.enqueue(Buffer.alloc(1000));
    };
    const endless = new ReadableStream<Uint8Array>({ pull, cancel: () => resolve() }, { highWaterMark: 0 });
    await answered(() => new Response(endless), { readMs: 50 });
    await promise;
  });
});
