import assert from 'node:assert/strict';
import { mkdtemp, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as z from 'zod/mini';
import { CodedError, type Log, systemClock } from '../../../app/base/base.ts';
import { askHands, BOX_LIMITS, type BoxLimits, defineVerb, type HandsOptions, serveHands } from '../../../app/box/box.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const ADD = defineVerb({
  name: 'sum.add',
  args: z.strictObject({ a: z.int(), b: z.int() }),
  run: async ({ a, b }) => a + b,
});
const FULL = defineVerb({
  name: 'disk.fill',
  args: z.strictObject({}),
  run: async () => {
    throw new CodedError('DISK_FULL', 'The disk is full.');
  },
});
const BROKEN = defineVerb({
  name: 'fault.ours',
  args: z.strictObject({}),
  run: async () => {
    throw new Error('secret path of ours');
  },
});

/** The real hands on a real unix socket, for as long as `use` runs. */
async function withHands(use: (at: { socket: string; lines: string[] }) => Promise<void>, options: Partial<HandsOptions> = {}) {
  const socket = join(await mkdtemp(join(tmpdir(), 'filmroom-hands-')), 'hands.sock');
  const lines: string[] = [];
  const line = (event: string, fields = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`);
  const log: Log = { debug: line, info: line, warn: line, error: line };
  const stop = new AbortController();
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const ended = serveHands({
    ...{ verbs: [ADD, FULL, BROKEN], socket, log, clock: systemClock, signal: stop.signal, ready: resolve },
    ...options,
  });
  await ready;
  try {
    await use({ socket, lines });
  } finally {
    stop.abort();
    await ended;
  }
}

/** What comes back for these very bytes, until the hands close. */
function raw(socket: string, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const connection = connect(socket, () => connection.write(bytes));
    connection.on('data', (data) => {
      text += data;
    });
    connection.on('error', () => {}); // cut off in the middle of what we write
    connection.on('close', () => resolve(text));
  });
}

const limits = (some: Partial<BoxLimits>): BoxLimits => ({ ...BOX_LIMITS, ...some });

describe('the hands on a unix socket', () => {
  it('do what a verb says and answer with its result', () =>
    withHands(async ({ socket }) => assert.equal(await askHands('sum.add', { a: 2, b: 3 }, { socket }), 5)));

  it('write each call to the journal, with who asked', () =>
    withHands(async ({ socket, lines }) => {
      await askHands('sum.add', { a: 2, b: 3 }, { socket });
      const [line = ''] = lines.filter((each) => each.startsWith('hands.call'));
      assert.match(line, /"verb":"sum\.add","outcome":"ok"/);
      assert.match(line, new RegExp(`"uid":${process.getuid!()},"pid":${process.pid},"program":"\\w`));
    }));

  it('give the error of a verb its own code and words', () =>
    withHands(({ socket }) =>
      assert.rejects(askHands('disk.fill', {}, { socket }), (error: CodedError) => {
        assert.equal(error.code, 'DISK_FULL');
        assert.equal(error.message, 'The disk is full.');
        return true;
      }),
    ));

  it('keep a fault of ours to the journal', () =>
    withHands(async ({ socket, lines }) => {
      await assert.rejects(askHands('fault.ours', {}, { socket }), { code: 'BOX_FAULT', message: /^(?!.*secret)/ });
      assert.ok(lines.some((line) => line.startsWith('hands.fault') && line.includes('secret path of ours')));
    }));

  it('refuse a verb that they do not know', () =>
    withHands(({ socket }) =>
      assert.rejects(askHands('sum.subtract', {}, { socket }), { code: 'BOX_BAD_REQUEST', message: /sum\.subtract/ }),
    ));

  it('refuse arguments that are none, naming which', () =>
    withHands(async ({ socket }) => {
      await assert.rejects(askHands('sum.add', { a: 2, b: 'x' }, { socket }), { code: 'BOX_BAD_REQUEST', message: /sum\.add: b:/ });
      await assert.rejects(askHands('sum.add', { a: 2, b: 3, c: 4 }, { socket }), { code: 'BOX_BAD_REQUEST' });
      await assert.rejects(askHands('sum.add', undefined, { socket }), { code: 'BOX_BAD_REQUEST' });
    }));

  for (const bytes of ['{"verb":"sum.add"\n', '[]\n', 'null\n', '\n', '{"verb":1}\n', '{"verb":"sum.add","args":{},"more":1}\n'])
    it(`refuse ${JSON.stringify(bytes)}`, () =>
      withHands(async ({ socket }) =>
        assert.match(await raw(socket, bytes), /^\{"error":\{"code":"BOX_BAD_REQUEST","words":"[^\n]+\}\n$/),
      ));

  it('do not take a line beyond the limit', () =>
    withHands(
      async ({ socket }) => {
        const line = `{"verb":"sum.add","args":{"a":1,"b":${' '.repeat(200_000)}2}}\n`;
        assert.match(await raw(socket, line), /"BOX_TOO_LONG"/);
        assert.equal(await askHands('sum.add', { a: 1, b: 1 }, { socket }), 2);
      },
      { limits: limits({ maxRequestBytes: 1000 }) },
    ));

  it('take a request that arrives byte by byte', () =>
    withHands(async ({ socket }) => {
      const answer = new Promise<string>((resolve) => {
        const connection = connect(socket, async () => {
          for (const byte of '{"verb":"sum.add","args":{"a":1,"b":2}}\n') await new Promise((done) => connection.write(byte, done));
        });
        connection.on('data', (data) => resolve(String(data)));
      });
      assert.equal(await answer, '{"ok":3}\n');
    }));

  it('cut off who says nothing', () =>
    withHands(async ({ socket }) => assert.equal(await raw(socket, ''), ''), { limits: limits({ requestTimeoutMs: 50 }) }));

  it('serve others while as many as may ask have their answer and keep their half open', () =>
    withHands(
      async ({ socket }) => {
        const rude = Array.from({ length: 4 }, () => {
          const connection = connect({ path: socket, allowHalfOpen: true }, () =>
            connection.write('{"verb":"sum.add","args":{"a":1,"b":2}}\n'),
          );
          connection.on('data', () => {});
          connection.on('error', () => {});
          return connection;
        });
        await Promise.all(rude.map((connection) => new Promise((ended) => connection.once('end', ended))));
        assert.equal(await askHands('sum.add', { a: 2, b: 3 }, { socket }), 5);
        for (const connection of rude) connection.destroy();
      },
      { limits: limits({ maxConnections: 4 }) },
    ));

  it('take the socket from who keeps its half open, or does not read, so that they can rest', async () => {
    const clock = fakeClock();
    const long = defineVerb({ name: 'say.much', args: z.strictObject({}), run: async () => 'x'.repeat(8_000_000) });
    const socket = join(await mkdtemp(join(tmpdir(), 'filmroom-hands-')), 'hands.sock');
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    let calls = 0;
    const log: Log = { debug() {}, info: () => void calls++, warn() {}, error() {} };
    const ended = serveHands({ verbs: [ADD, long], socket, log, clock, idleMs: 60_000, ready: resolve });
    await ready;
    const lines = ['{"verb":"sum.add","args":{"a":1,"b":2}}\n', '{"verb":"say.much","args":{}}\n'];
    const rude = lines.map((line) => {
      const connection = connect({ path: socket, allowHalfOpen: true }, () => connection.write(line));
      connection.on('error', () => {});
      return connection;
    });
    rude[0]!.resume(); // it reads its answer, the other one does not
    await new Promise((over) => rude[0]!.once('end', over));
    while (calls < 2) await new Promise(setImmediate);
    clock.advance(BOX_LIMITS.answerTimeoutMs);
    await new Promise(setImmediate);
    clock.advance(BOX_LIMITS.idleMs);
    await new Promise(setImmediate);
    clock.advance(BOX_LIMITS.idleMs);
    await ended;
    for (const connection of rude) connection.destroy();
  });

  it('say that too many ask at once', async () => {
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const wait = defineVerb({ name: 'wait', args: z.strictObject({}), run: () => enough });
    await withHands(
      async ({ socket }) => {
        const asked = askHands('wait', {}, { socket });
        await new Promise((later) => setTimeout(later, 20));
        await assert.rejects(askHands('wait', {}, { socket }), { code: 'BOX_BUSY' });
        resolve();
        await asked;
      },
      { verbs: [wait], limits: limits({ maxConnections: 1 }) },
    );
  });

  it('may be asked by owner and group alone', () =>
    withHands(async ({ socket }) => assert.equal((await stat(socket)).mode & 0o777, 0o660)));
});

describe('hands without work', () => {
  const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
  const socketPath = async () => join(await mkdtemp(join(tmpdir(), 'filmroom-hands-')), 'hands.sock');

  it('end after their time', async () => {
    const clock = fakeClock();
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    const ended = serveHands({ verbs: [], socket: await socketPath(), log: silent, clock, idleMs: 60_000, ready: resolve });
    await ready;
    clock.advance(60_000);
    await ended;
  });

  it('stay while a change waits', async () => {
    const clock = fakeClock();
    let isBusy = true;
    let isOver = false;
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    const options = { verbs: [], socket: await socketPath(), log: silent, clock, idleMs: 60_000, ready: resolve, isBusy: () => isBusy };
    const ended = serveHands(options).then(() => {
      isOver = true;
    });
    await ready;
    clock.advance(90_000);
    await new Promise(setImmediate);
    assert.equal(isOver, false);
    isBusy = false;
    clock.advance(60_000);
    await ended;
  });
});

describe('a machine without hands', () => {
  it('is told so', () =>
    assert.rejects(askHands('sum.add', {}, { socket: '/nowhere/hands.sock' }), { code: 'BOX_NO_HANDS', message: /no Filmroom box/ }));

  it('an answer that does not come is not waited for', async () => {
    const never = defineVerb({ name: 'sleep', args: z.strictObject({}), run: () => new Promise<void>(() => {}) });
    await withHands(({ socket }) => assert.rejects(askHands('sleep', {}, { socket, answerMs: 50 }), { code: 'BOX_NO_ANSWER' }), {
      verbs: [never],
    });
  });
});
