import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorkerPool, systemClock, type TaskFailure, type WorkerPool, type WorkerPoolOptions } from '../../../app/base/base.ts';

class Failed extends Error {
  readonly kind: TaskFailure['kind'];
  constructor(failure: TaskFailure) {
    super('words' in failure ? failure.words : failure.kind);
    this.kind = failure.kind;
  }
}

async function withPool(options: Partial<WorkerPoolOptions>, work: (pool: WorkerPool) => Promise<void>): Promise<void> {
  const pool = createWorkerPool({
    ...{ script: '../test/support/pool-worker.ts', maxWorkers: 1, maxWaiting: 2, deadlineMs: 20_000, idleMs: 60_000 },
    ...{ maxHeldBytes: 1000, maxHeapMiB: 32, clock: systemClock, errorOf: (failure: TaskFailure) => new Failed(failure) },
    ...options,
  });
  try {
    await work(pool);
  } finally {
    await pool.close();
  }
}
const kind = (name: string) => (error: unknown) => error instanceof Failed && error.kind === name;

describe('a pool of worker threads', () => {
  it('starts none before it is needed, and no more than it may', () =>
    withPool({ maxWorkers: 2, maxWaiting: 8 }, async (pool) => {
      assert.equal(pool.workers, 0);
      const results = await Promise.all([1, 2, 3, 4].map((value) => pool.run({ do: 'wait', value })));
      assert.deepEqual(results, [1, 2, 3, 4]);
      assert.equal(pool.workers, 2);
    }));
  it('what the worker refuses is its word, and the worker stays', () =>
    withPool({}, async (pool) => {
      await assert.rejects(pool.run({ do: 'refuse' }), { kind: 'refused', message: 'not this one' });
      assert.equal(await pool.run({ do: 'give', value: 7 }), 7);
    }));
  it('a task that does not end loses its worker; the next has another', () =>
    withPool({ deadlineMs: 1500 }, async (pool) => {
      const slow = pool.run({ do: 'hang' });
      const next = pool.run({ do: 'give', value: 7 });
      await assert.rejects(slow, kind('slow'));
      assert.equal(await next, 7);
    }));
  it('a worker that dies is replaced; its task fails, the one that waits does not', () =>
    withPool({}, async (pool) => {
      const dies = pool.run({ do: 'die' });
      const next = pool.run({ do: 'give', value: 7 });
      await assert.rejects(dies, kind('died'));
      assert.equal(await next, 7);
    }));
  it('a task that takes all memory takes its worker alone', () =>
    withPool({}, async (pool) => {
      await assert.rejects(pool.run({ do: 'eat' }), kind('died'));
      assert.equal(await pool.run({ do: 'give', value: 7 }), 7);
    }));
  it('one more than may wait is refused at once', () =>
    withPool({}, async (pool) => {
      const under = [50, 51, 52].map((value) => pool.run({ do: 'wait', value }));
      await assert.rejects(pool.run({ do: 'wait', value: 1 }), kind('busy'));
      assert.deepEqual(await Promise.all(under), [50, 51, 52]);
    }));
  it('a task that is given up leaves the queue, with the reason of its signal', () =>
    withPool({}, async (pool) => {
      const under = pool.run({ do: 'wait', value: 100 });
      const controller = new AbortController();
      const waits = pool.run({ do: 'give', value: 1 }, { signal: controller.signal });
      assert.equal(pool.waiting, 1);
      controller.abort(new Error('gone'));
      await assert.rejects(waits, { message: 'gone' });
      assert.equal(pool.waiting, 0);
      await under;
    }));
  it('a worker that keeps too much is replaced after its task', () =>
    withPool({ maxHeldBytes: -1 }, async (pool) => {
      assert.equal(await pool.run({ do: 'give', value: 1 }), 1);
      assert.equal(pool.workers, 0);
      assert.equal(await pool.run({ do: 'give', value: 2 }), 2);
    }));
  it('a worker without work ends', () =>
    withPool({ idleMs: 20 }, async (pool) => {
      await pool.run({ do: 'give' });
      const until = Date.now() + 5000;
      while (pool.workers > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(pool.workers, 0);
    }));
  it('closed, it refuses; what is under way and what waits fails', async () => {
    let all: PromiseSettledResult<unknown>[] = [];
    await withPool({}, async (pool) => {
      const tasks = Promise.allSettled([pool.run({ do: 'hang' }), pool.run({ do: 'give' })]);
      await pool.close();
      all = await tasks;
      await assert.rejects(pool.run({ do: 'give' }), kind('closed'));
    });
    for (const one of all) assert.ok(one.status === 'rejected' && kind('closed')(one.reason));
  });
});
