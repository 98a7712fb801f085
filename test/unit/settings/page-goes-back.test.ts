import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { pageFollower } from '../../../app/program/live-settings.ts';
import { moveGuard } from '../../../app/program/move-guard.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { gatheredLog } from '../../support/gathered-log.ts';
import { testSettings } from '../../support/settings-under-test.ts';

const by = 'anna';

/** A program that has started over a data folder; `again` is the same after a kill: what it has is what the disk has. */
function startedOver(test: ReturnType<typeof testSettings>, settings = test.settings) {
  const clock = fakeClock();
  const places: string[] = [];
  let newestVisitMs = Number.NEGATIVE_INFINITY;
  const refusing = { isOn: false };
  const web = {
    newestVisitMs: () => newestVisitMs,
    move: async ({ host, port }: { host: string; port: number }) => {
      if (refusing.isOn) throw new Error('the port is taken');
      return { commit: () => void places.push(`${host}:${port}`), takeBack: async () => {} };
    },
  };
  const file = join(test.dataFolder, 'page-move.json');
  settings.follow(pageFollower({ web, settings, openPageMs: 90_000, guard: moveGuard(file), clock, log: gatheredLog().log }));
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 100 && settings.state().changes[0]?.by !== 'filmroom'; turn++) await delay(5); // it is written durably
  };
  const visit = () => {
    newestVisitMs = clock.monotonicMs();
  };
  const isGuarded = () => existsSync(file);
  const unguarded = async () => {
    for (let turn = 0; turn < 100 && isGuarded(); turn++) await delay(5);
    assert.equal(isGuarded(), false);
  };
  return { settings, places, clock, pass, visit, refusing, isGuarded, unguarded, again: () => startedOver(test, test.open()) };
}

function started() {
  const test = testSettings();
  return { ...startedOver(test), [Symbol.dispose]: () => test[Symbol.dispose]() };
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
    await test.unguarded();
  });
  it('stays where somebody opens it by a connection of its own', async () => {
    using test = started();
    await test.settings.change({ by, set: { 'web.port': 8043 } });
    test.clock.advance(1000);
    test.visit();
    await test.pass(100_000);
    assert.deepEqual([test.places, test.settings.now().web.port], [['127.0.0.1:8043'], 8043]);
    await test.unguarded();
  });
  it('a further port is no move', async () => {
    using test = started();
    await test.settings.change({ by, set: { 'web.morePorts': [8080] } });
    assert.deepEqual([test.clock.pending, test.isGuarded()], [0, false]);
  });
});

describe('a restart while a move waits to be seen', () => {
  it('begins the wait anew: the page goes back where nobody opens it', async () => {
    using test = started();
    await test.settings.change({ by, set: { 'web.port': 8043 } });
    const after = test.again();
    await after.pass(89_999);
    assert.equal(after.settings.now().web.port, 8043);
    await after.pass(1);
    assert.equal(after.settings.now().web.port, 8042);
    await after.unguarded();
    const last = test.again();
    assert.equal(last.clock.pending, 0);
  });
  it('and it stays where somebody opens it then', async () => {
    using test = started();
    await test.settings.change({ by, set: { 'web.port': 8043 } });
    const after = test.again();
    after.clock.advance(500);
    after.visit();
    await after.pass(100_000);
    assert.equal(after.settings.now().web.port, 8043);
    await after.unguarded();
  });
  it('forgets a move that was never made: refused, or cut off before the settings were kept', async () => {
    using test = started();
    test.refusing.isOn = true;
    await assert.rejects(test.settings.change({ by, set: { 'web.port': 8043 } }), { code: 'SETTINGS_NOT_APPLIED' });
    assert.equal(test.isGuarded(), false);
  });
});
