import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createActivity } from '../../../app/web/activity.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const HOUR = 3_600_000;
const limits = { shownStudies: 100, growthStudies: 1000 };

describe('how much arrives', () => {
  it('is by day over the time that was looked at', async () => {
    const clock = fakeClock();
    const activity = createActivity(async () => [{ at: clock.now() - 48 * HOUR, studies: 3, bytes: 10e9 }], clock, limits);
    assert.equal((await activity()).bytesPerDay, 5e9);
  });
  it('says nothing of a day before there is one', async () => {
    const clock = fakeClock();
    const activity = createActivity(async () => [{ at: clock.now() - 20 * HOUR, studies: 3, bytes: 10e9 }], clock, limits);
    assert.deepEqual(Object.keys(await activity()), ['hours']);
  });
  it('is read again after a while only, and once for many who ask', async () => {
    const clock = fakeClock();
    const asked: number[] = [];
    const source = async ({ most }: { most: number }) => {
      asked.push(most);
      return [];
    };
    const activity = createActivity(source, clock, limits);
    await Promise.all([activity(), activity()]);
    clock.advance(9000);
    await activity();
    assert.deepEqual(asked, [1000, 100]);
    clock.advance(2000);
    await activity();
    assert.deepEqual(asked, [1000, 100, 100]);
  });
  it('is asked again after it failed', async () => {
    let fails = true;
    const source = async () => {
      if (fails) throw new Error('silent');
      return [];
    };
    const activity = createActivity(source, fakeClock(), limits);
    await assert.rejects(activity(), /silent/);
    fails = false;
    assert.deepEqual(await activity(), { hours: [] });
  });
});
