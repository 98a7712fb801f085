import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { pageFollower } from '../../../app/live-settings.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { gatheredLog } from '../../support/gathered-log.ts';
import { testSettings } from '../../support/settings-under-test.ts';

const by = 'anna';

function started() {
  const test = testSettings();
  const { settings } = test;
  const clock = fakeClock();
  const places: string[] = [];
  let newestVisitMs = Number.NEGATIVE_INFINITY;
  const web = {
    newestVisitMs: () => newestVisitMs,
    move: async ({ host, port }: { host: string; port: number }) => ({
      commit: () => void places.push(`${host}:${port}`),
      takeBack: async () => {},
    }),
  };
  settings.follow(pageFollower({ web, settings, openPageMs: 90_000, clock, log: gatheredLog().log }));
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 100 && settings.state().changes[0]?.by !== 'filmroom'; turn++) await delay(5); // it is written durably
  };
  const visit = () => {
    newestVisitMs = clock.monotonicMs();
  };
  return { settings, places, clock, pass, visit, [Symbol.dispose]: () => test[Symbol.dispose]() };
}

describe('a page that has moved', () => {
  it('goes back where nobody opens it, once, and that is in the log of changes', async () => {
    using test = started();
    await test.settings.change({ by, set: { 'web.host': '192.0.2.1', ownAeTitle: 'NEW' } });
    await test.pass(89_999);
    assert.deepEqual(test.places, ['192.0.2.1:8042']);
    await test.pass(1);
    assert.deepEqual(test.places, ['192.0.2.1:8042', '127.0.0.1:8042']);
    const { web, ownAeTitle } = test.settings.now();
    assert.deepEqual([web.host, ownAeTitle, test.settings.whence('web.host')], ['127.0.0.1', 'NEW', 'default']);
    assert.equal(test.settings.state().changes[0]!.by, 'filmroom');
    test.clock.advance(1_000_000);
    await nextTurn();
    assert.equal(test.places.length, 2, 'it stays there');
  });
  it('stays where somebody opens it by a connection of its own', async () => {
    using test = started();
    await test.settings.change({ by, set: { 'web.port': 8043 } });
    test.clock.advance(1000);
    test.visit();
    await test.pass(100_000);
    assert.deepEqual([test.places, test.settings.now().web.port], [['127.0.0.1:8043'], 8043]);
  });
  it('a further port is no move', async () => {
    using test = started();
    await test.settings.change({ by, set: { 'web.morePorts': [8080] } });
    assert.equal(test.clock.pending, 0);
  });
});
