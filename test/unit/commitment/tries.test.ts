import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backOffMs, createTries, type Tried } from '../../../app/commitment/tries.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));
const why = { code: 'UNREACHABLE', values: {}, words: 'no' };
const OVER: Tried = { kind: 'over' };
const AGAIN: Tried = { kind: 'again', why };

function start(attempt: (id: number, signal: AbortSignal) => Promise<Tried>, goesOn: (attempts: number) => boolean = () => true) {
  const clock = fakeClock();
  const { log, lines } = gatheredLog();
  const tried: (readonly [number, number])[] = [];
  const failed: (readonly [number, number, number])[] = [];
  const tries = createTries({
    attempt(id, signal) {
      tried.push([id, clock.monotonicMs()]);
      return attempt(id, signal);
    },
    async failed(id, _, attempts, waitMs) {
      failed.push([id, attempts, waitMs]);
      return goesOn(attempts);
    },
    ...{ mostMs: () => 600_000, firstMs: 5000, mostPeers: 2, clock, log },
  });
  const advance = async (ms: number, step = 1000) => {
    for (let left = ms; left > 0; left -= step) {
      clock.advance(Math.min(step, left));
      await settle();
    }
  };
  return { tries, tried, failed, clock, lines, advance };
}

describe('the wait between two attempts', () => {
  it('doubles from 5 s to 600 s', () =>
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 200].map((attempts) => backOffMs(attempts, 5000, 600_000) / 1000),
      [5, 10, 20, 40, 80, 160, 320, 600, 600, 600],
    ));
});

describe('attempts', () => {
  it('are repeated until one succeeds, ever more seldom', async () => {
    let left = 3;
    const { tries, tried, failed, advance } = start(async () => (left-- > 0 ? AGAIN : OVER));
    tries.add(1, 'CT');
    await settle();
    await advance(60_000);
    assert.deepEqual(
      tried.map(([, at]) => at),
      [0, 5000, 15_000, 35_000],
    );
    assert.deepEqual(failed.at(-1), [1, 3, 20_000]);
    assert.equal(tries.dueInMs(1), undefined);
  });

  it('go on as often as before after a restart', async () => {
    const { tries, tried, advance } = start(async () => AGAIN);
    tries.add(1, 'CT', 6);
    await settle();
    await advance(320_000);
    assert.deepEqual(
      tried.map(([, at]) => at),
      [0, 320_000],
    );
  });

  it('of one peer are made one after the other, and a silent peer holds up no other', async () => {
    const silent = Promise.withResolvers<Tried>();
    const { tries, tried } = start((id) => (id === 1 ? silent.promise : Promise.resolve(OVER)));
    tries.add(1, 'SILENT');
    tries.add(2, 'SILENT');
    tries.add(3, 'OTHER');
    await settle();
    assert.deepEqual(
      tried.map(([id]) => id),
      [1, 3],
    );
    silent.resolve(OVER);
    await settle();
    await settle();
    assert.deepEqual(
      tried.map(([id]) => id),
      [1, 3, 2],
    );
  });

  it('at a better moment do not count', async () => {
    let isFirst = true;
    const { tries, tried, failed, advance } = start(async () => {
      const tried: Tried = isFirst ? { kind: 'again', why, soonMs: 1000 } : OVER;
      isFirst = false;
      return tried;
    });
    tries.add(1, 'CT');
    await settle();
    await advance(1000, 500);
    assert.deepEqual([tried.length, failed.length], [2, 0]);
  });

  it('are made at once where somebody asks, or where something changed while one ran', async () => {
    const { tries, tried, advance } = start(async () => AGAIN);
    tries.add(1, 'CT');
    await settle();
    tries.wake('MR');
    await settle();
    assert.equal(tried.length, 1);
    tries.wake('CT');
    await settle();
    assert.equal(tried.length, 2);
    await advance(1);
    const slow = Promise.withResolvers<Tried>();
    const other = start(() => slow.promise);
    other.tries.add(1, 'CT');
    other.tries.wake();
    slow.resolve(AGAIN);
    await settle();
    await other.advance(2, 1);
    assert.equal(other.tried.length, 2);
  });

  it('end where the caller says that it was long enough', async () => {
    const { tries, tried, advance } = start(
      async () => AGAIN,
      (attempts) => attempts < 2,
    );
    tries.add(1, 'CT');
    await settle();
    await advance(100_000);
    assert.equal(tried.length, 2);
  });

  it('a fault of ours is logged, and tried again', async () => {
    let isFirst = true;
    const { tries, tried, lines, advance } = start(async () => {
      if (!isFirst) return OVER;
      isFirst = false;
      throw new TypeError('ours');
    });
    tries.add(1, 'CT');
    await settle();
    await advance(5000);
    assert.equal(tried.length, 2);
    assert.ok(JSON.stringify(lines).includes('commitment.attempt-failed'));
  });

  it('one that is removed is cut short and not repeated; so are all when it closes', async () => {
    const signals: AbortSignal[] = [];
    const { tries, advance, failed } = start((_, signal) => {
      signals.push(signal);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    tries.add(1, 'CT');
    tries.add(2, 'MR');
    tries.remove(1);
    await tries.close();
    await advance(10_000);
    assert.ok(signals.every(({ aborted }) => aborted));
    assert.deepEqual([signals.length, failed.length], [2, 0]);
  });
});
