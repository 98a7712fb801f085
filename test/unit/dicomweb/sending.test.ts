import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inTurn } from '../../../app/dicomweb/ahead.ts';
import { DICOMWEB_LIMITS } from '../../../app/dicomweb/limits.ts';
import { received } from '../../../app/dicomweb/receiving.ts';
import type { DicomwebRequest, Outlet } from '../../../app/dicomweb/route.ts';
import { createSending, type SendBuffers, type Sending } from '../../../app/dicomweb/sending.ts';
import { createTurns } from '../../../app/dicomweb/turns.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

/** A connection of which the test says what has left. */
function fakeOutlet() {
  const listeners: (() => void)[] = [];
  const state = { leftBytes: 0, isCut: false };
  const close = () => {
    for (const listener of listeners.splice(0)) listener();
  };
  const outlet: Outlet = {
    leftBytes: () => state.leftBytes,
    cut() {
      state.isCut = true;
      close();
    },
    onClose: (listener) => void listeners.push(listener),
  };
  return { state, outlet, close };
}

function sendingWith(limits = {}) {
  const clock = fakeClock();
  const { log, lines } = gatheredLog();
  return { clock, lines, sending: createSending({ clock, log, limits: { ...DICOMWEB_LIMITS, ...limits } }) };
}
const requestBy = (outlet?: Outlet) => ({ outlet }) as DicomwebRequest;
const answer = (
  sending: Sending,
  outlet: Outlet | undefined,
  pieces: (buffers: SendBuffers) => AsyncGenerator<Uint8Array, void, undefined>,
) => sending.answer(requestBy(outlet), { headers: {} }, pieces);

/** Pieces that fill a whole buffer each, and the memory that they were in. */
function wholePieces(count: number) {
  const memory: ArrayBufferLike[] = [];
  const pieces = async function* (buffers: SendBuffers) {
    for (let n = 0; n < count; n++) {
      const piece = buffers.take();
      memory.push(piece.buffer);
      yield piece;
    }
  };
  return { memory, pieces };
}

const PIECE_BYTES = 1024 * 1024;

async function* failing(words: string): AsyncGenerator<Uint8Array, void, undefined> {
  await Promise.reject(new Error(words));
  yield new Uint8Array();
}

async function readAll(response: Response, beforeEach: () => void = () => undefined): Promise<number> {
  let count = 0;
  for await (const _ of response.body!) {
    count++;
    beforeEach();
  }
  return count;
}

describe('the buffers of an answer', () => {
  it('are used again once what was in them has left, and not before', async () => {
    const { sending } = sendingWith();
    const [kept, { state, outlet }] = [wholePieces(5), fakeOutlet()];
    const response = await answer(sending, outlet, kept.pieces);
    let read = 0;
    await readAll(response, () => {
      if (++read === 3) state.leftBytes = 3 * PIECE_BYTES - 1;
    });
    const [first, second, third, fourth, fifth] = kept.memory;
    assert.equal(new Set([first, second, third, fourth]).size, 4);
    assert.ok(fifth === first || fifth === second, 'the third has a byte to go');
  });
  it('are always new where nobody knows what has left', async () => {
    const kept = wholePieces(3);
    await readAll(await answer(sendingWith().sending, undefined, kept.pieces));
    assert.equal(new Set(kept.memory).size, 3);
  });
  it('go to the next answer when the connection is closed', async () => {
    const { sending } = sendingWith();
    const memory: ArrayBufferLike[] = [];
    for (let n = 0; n < 2; n++) {
      const [kept, { outlet, close }] = [wholePieces(1), fakeOutlet()];
      await readAll(await answer(sending, outlet, kept.pieces));
      close();
      await new Promise(setImmediate);
      memory.push(...kept.memory);
    }
    assert.equal(memory[0], memory[1]);
  });
  it('are smaller where there are many answers', async () => {
    const { sending } = sendingWith({ answerBytes: 6 * 256 * 1024 });
    const sizes: number[] = [];
    for (let n = 0; n < 3; n++)
      await answer(sending, fakeOutlet().outlet, async function* (buffers) {
        sizes.push(buffers.bytes);
        yield buffers.take();
      });
    assert.deepEqual(
      sizes,
      [256, 128, 64].map((kib) => kib * 1024),
    );
  });
});

describe('an answer that is made while it is sent', () => {
  it('fails in words where its first piece does, and counts no longer', async () => {
    const { sending } = sendingWith({ maxAnswers: 1 });
    for (let n = 0; n < 2; n++)
      await assert.rejects(
        answer(sending, fakeOutlet().outlet, () => failing('no file')),
        /no file/,
      );
  });
  it('is cut where a later one does', async () => {
    const { sending, lines } = sendingWith();
    const { state, outlet } = fakeOutlet();
    const response = await answer(sending, outlet, async function* (buffers) {
      yield buffers.take();
      throw new Error('disk');
    });
    assert.equal(await readAll(response), 1);
    assert.ok(state.isCut);
    assert.match(lines.join(''), /dicomweb\.cut/);
  });
  it('is cut where no piece is taken in the time, and its source is left', async () => {
    const { sending, clock, lines } = sendingWith({ slowMs: 1000 });
    const { state, outlet } = fakeOutlet();
    let isLeft = false;
    const response = await answer(sending, outlet, async function* (buffers) {
      try {
        while (true) yield buffers.take();
      } finally {
        isLeft = true;
      }
    });
    const reader = response.body!.getReader();
    await reader.read();
    clock.advance(999);
    assert.equal(state.isCut, false);
    clock.advance(1);
    assert.equal(state.isCut, true);
    await new Promise(setImmediate);
    assert.equal(isLeft, true);
    assert.match(lines.join(''), /dicomweb\.too-slow/);
  });
  it('503: one more than may be, until one is over', async () => {
    const { sending } = sendingWith({ maxAnswers: 1 });
    const { outlet, close } = fakeOutlet();
    await answer(sending, outlet, wholePieces(1).pieces);
    await assert.rejects(answer(sending, fakeOutlet().outlet, wholePieces(1).pieces), { code: 'DICOMWEB_BUSY' });
    close();
    await answer(sending, fakeOutlet().outlet, wholePieces(1).pieces);
  });
});

describe('a body that is received', () => {
  const limits = { slowMs: 1000, slowBytes: 100 };
  const read = async (pieces: readonly { readonly bytes: number; readonly afterMs: number }[], workMs = 0) => {
    let nowMs = 0;
    const clock = { monotonicMs: () => nowMs };
    async function* body() {
      for (const { bytes, afterMs } of pieces) {
        nowMs += afterMs;
        yield new Uint8Array(bytes);
      }
    }
    let sum = 0;
    for await (const piece of received(body(), { clock, limits })) {
      sum += piece.byteLength;
      nowMs += workMs;
    }
    return sum;
  };
  it('is cut where it drips', async () =>
    await assert.rejects(read(Array(20).fill({ bytes: 1, afterMs: 100 })), { code: 'DICOMWEB_TOO_SLOW' }));
  it('is taken where it is slow, and comes', async () => assert.equal(await read(Array(20).fill({ bytes: 20, afterMs: 100 })), 400));
  it('our own time is not counted', async () => assert.equal(await read(Array(20).fill({ bytes: 1, afterMs: 1 }), 5000), 20));
  it('what its source throws is that the sender broke off', async () =>
    await assert.rejects(received(failing('aborted'), { clock: { monotonicMs: () => 0 }, limits }).next(), { code: 'DICOMWEB_CUT' }));
});

describe('turns', () => {
  const never = new AbortController().signal;
  it('are given in order, each once', async () => {
    const turns = createTurns({ atOnce: 1, waitMs: 1000, clock: fakeClock() });
    const given: number[] = [];
    const first = await turns.take(never);
    const [second, third] = [2, 3].map(async (n) => {
      const giveBack = await turns.take(never);
      given.push(n);
      return giveBack;
    });
    await new Promise(setImmediate);
    assert.deepEqual(given, []);
    first();
    first(); // harmless
    (await second!)();
    (await third!)();
    assert.deepEqual(given, [2, 3]);
    (await turns.take(never))();
  });
  it('are refused where none comes in time, or whoever waits has gone; those behind wait on', async () => {
    const clock = fakeClock();
    const turns = createTurns({ atOnce: 1, waitMs: 1000, clock });
    const first = await turns.take(never);
    const late = assert.rejects(turns.take(never), { code: 'DICOMWEB_BUSY' });
    const gone = new AbortController();
    const left = assert.rejects(turns.take(gone.signal), /gone/);
    gone.abort(new Error('gone'));
    await left;
    clock.advance(1000);
    await late;
    const next = turns.take(never);
    first();
    (await next)();
  });
});

describe('bodies in turn', () => {
  it('are begun ahead, and come whole and in their order', async () => {
    const begun: number[] = [];
    const body = (n: number) =>
      async function* () {
        begun.push(n);
        yield Uint8Array.of(n);
        yield Uint8Array.of(n + 100);
      };
    const seen: number[] = [];
    for await (const [value] of inTurn([0, 1, 2, 3, 4, 5].map(body))) {
      if (seen.length === 0) assert.deepEqual(begun, [0, 1, 2, 3]);
      seen.push(value!);
    }
    assert.deepEqual(seen, [0, 100, 1, 101, 2, 102, 3, 103, 4, 104, 5, 105]);
  });
  it('fail in their turn, and end those that were begun', async () => {
    const ended: string[] = [];
    const ending = async function* () {
      try {
        yield Uint8Array.of(1);
      } finally {
        ended.push('ended');
      }
    };
    const bodies = inTurn([ending, () => failing('gone'), ending]);
    await bodies.next();
    await assert.rejects(bodies.next(), /gone/);
    assert.deepEqual(ended, ['ended', 'ended']);
  });
});
