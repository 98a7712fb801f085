import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startPulse } from '../../../app/self-test/self-test.ts';
import { type LoggedEvent, logInto } from '../../support/archive-under-test.ts';
import { fakeClock } from '../../support/fake-clock.ts';

/** A watchdog of 60 s, and what it was fed. */
function pulseOf(look: () => Promise<void>) {
  const clock = fakeClock();
  const events: LoggedEvent[] = [];
  let fed = 0;
  const stop = startPulse({ look, feed: () => void fed++, watchdogMs: 60_000, clock, log: logInto(events) });
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 10; turn++) await null;
  };
  return { pass, stop, fed: () => fed, events: () => events.map(({ event }) => event) };
}

describe('the food of the watchdog (sd_notify(3))', () => {
  it('comes at once, then three times in the time that the service manager waits', async () => {
    const { pass, fed, events } = pulseOf(async () => {});
    await pass(0);
    assert.equal(fed(), 1);
    for (let third = 0; third < 3; third++) await pass(20_000);
    assert.equal(fed(), 4);
    assert.deepEqual(events(), []);
  });
  it('stops while a look hangs, which is logged once, and comes again after it', async () => {
    let release = () => {};
    const { pass, fed, events } = pulseOf(() => new Promise((resolve) => (release = resolve)));
    release();
    await pass(0);
    await pass(20_000);
    assert.equal(fed(), 1);
    await pass(20_000);
    await pass(60_000);
    assert.deepEqual([fed(), events()], [1, ['watchdog.starved']]);
    release();
    await pass(0);
    assert.deepEqual([fed(), events()], [2, ['watchdog.starved', 'watchdog.fed-again']]);
  });
  it('stops while a look fails', async () => {
    let isBroken = true;
    const { pass, fed, events } = pulseOf(async () => {
      if (isBroken) throw new Error('the disk gave an error');
    });
    await pass(0);
    await pass(20_000);
    assert.deepEqual([fed(), events()], [0, ['watchdog.starved']]);
    isBroken = false;
    await pass(20_000);
    assert.equal(fed(), 1);
  });
  it('is not given where no service manager waits', () => {
    const look = () => assert.fail('nobody asked');
    startPulse({ look, feed: look, watchdogMs: undefined, clock: fakeClock(), log: logInto([]) })();
  });
  it('ends with the program', async () => {
    const { pass, stop, fed } = pulseOf(async () => {});
    await pass(0);
    stop();
    await pass(60_000);
    assert.equal(fed(), 1);
  });
});
