import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDataRates } from '../../../app/web/data-rate.ts';
import { fakeClock } from '../../support/fake-clock.ts';

describe('data rate of an association', () => {
  it('is the mean since it opened when it is seen first', () => {
    const clock = fakeClock();
    const rates = createDataRates(clock);
    const openedAt = clock.now();
    clock.advance(10_000);
    assert.equal(rates([{ id: 1, bytes: 50_000_000, openedAt }]).get(1), 5_000_000);
  });
  it('is that of the last three seconds afterwards, and falls to nothing when it stalls', () => {
    const clock = fakeClock();
    const rates = createDataRates(clock);
    const openedAt = clock.now();
    rates([{ id: 1, bytes: 0, openedAt }]);
    clock.advance(1000);
    assert.equal(rates([{ id: 1, bytes: 8_000_000, openedAt }]).get(1), 8_000_000);
    let last: number | undefined;
    for (let s = 0; s < 4; s++) {
      clock.advance(1000);
      last = rates([{ id: 1, bytes: 8_000_000, openedAt }]).get(1);
    }
    assert.equal(last, 0);
  });
  it('forgets an association that closed', () => {
    const clock = fakeClock();
    const rates = createDataRates(clock);
    rates([{ id: 1, bytes: 9_000_000, openedAt: clock.now() }]);
    clock.advance(500);
    rates([]);
    clock.advance(500);
    assert.equal(rates([{ id: 1, bytes: 1_000_000, openedAt: clock.now() - 1000 }]).get(1), 1_000_000);
  });
});
