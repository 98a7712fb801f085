import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRounds } from '../../../app/base/base.ts';
import { fakeClock } from '../../support/fake-clock.ts';

describe('work that is done in rounds', () => {
  it('is done when the earliest that was asked for is due, and then when the last turn said', async () => {
    const clock = fakeClock();
    const at: number[] = [];
    const rounds = createRounds(clock, async () => {
      at.push(clock.monotonicMs());
      return at.length === 1 ? 50 : undefined;
    });
    const begun = clock.monotonicMs();
    rounds.dueIn(100);
    rounds.dueIn(20);
    rounds.dueIn(400);
    clock.advance(20);
    await new Promise(setImmediate);
    clock.advance(1000);
    assert.deepEqual(
      at.map((ms) => ms - begun),
      [20, 70],
    );
  });
  it('is waited for at the end, and not begun again', async () => {
    const clock = fakeClock();
    const { promise, resolve } = Promise.withResolvers<number>();
    let turns = 0;
    const rounds = createRounds(clock, () => {
      turns++;
      return promise;
    });
    rounds.dueIn(0);
    clock.advance(1);
    let isClosed = false;
    const closing = rounds.close().then(() => {
      isClosed = true;
    });
    await new Promise(setImmediate);
    assert.equal(isClosed, false);
    resolve(10);
    await closing;
    clock.advance(100);
    assert.equal(turns, 1);
  });
});
