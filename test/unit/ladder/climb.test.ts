import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Climbing, climb, MOST_FALLS, readFalls } from '../../../app/ladder/ladder.ts';
import { logInto } from '../../support/archive-under-test.ts';

function boxOf(t: TestContext, { hasState = true } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'filmroom-ladder-'));
  t.after(() => rmSync(root, { recursive: true }));
  if (hasState) mkdirSync(join(root, 'var/lib/filmroom-box'), { recursive: true });
  const done: string[] = [];
  const action = (name: string) => async () => void done.push(name);
  const fall = (more: Partial<Climbing> = {}) =>
    climb({
      situation: { slot: 'A', isProven: true, otherIsOk: true, isRescueBoot: false },
      version: '1.0.0',
      failed: { unit: 'filmroom.service', result: 'watchdog', status: 'ABRT' },
      errors: async () => ['disk: error'],
      actions: { note: action('note'), restart: action('restart'), 'other-slot': action('other-slot'), rescue: action('rescue') },
      say: () => {},
      ...{ clock: { now: () => 1000 }, log: logInto([]), root },
      ...more,
    });
  return { root, done, fall };
}

describe('a box that falls again and again', () => {
  it('restarts twice, takes the other slot, and remembers why', async (t) => {
    const { root, done, fall } = boxOf(t);
    for (let times = 0; times < 3; times++) await fall();
    assert.deepEqual(done, ['restart', 'restart', 'other-slot']);
    const [first] = await readFalls(root);
    assert.deepEqual([first?.result, first?.rung, first?.errors], ['watchdog', 'restart', ['disk: error']]);
  });
  it('says which rung it is before a restart leaves no time for it', async (t) => {
    const { done, fall } = boxOf(t);
    await fall({ say: (rung) => done.push(`says ${rung}`) });
    assert.deepEqual(done, ['says restart', 'restart']);
  });
  it('does not restart for a self-test that fails where it passed before, and gives GRUB its try back', async (t) => {
    const { done, fall } = boxOf(t);
    await fall({ failed: { unit: 'filmroom-mark-good.service', result: 'exit-code', status: '1' } });
    assert.deepEqual(done, ['note']);
  });
  it('goes on where nothing can be written down, and where the journal says nothing', async (t) => {
    const { done, fall } = boxOf(t, { hasState: false });
    await fall({ errors: () => Promise.reject(new Error('no journal')) });
    assert.deepEqual(done, ['restart']);
  });
  it('remembers a bounded number', async (t) => {
    const { root, fall } = boxOf(t);
    for (let times = 0; times < MOST_FALLS + 3; times++) await fall();
    assert.equal((await readFalls(root)).length, MOST_FALLS);
  });
});
