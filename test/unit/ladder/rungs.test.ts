import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Fall, rescuePage, rungFor, type Situation } from '../../../app/ladder/ladder.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 2);
const fall = (slot: 'A' | 'B', hoursAgo: number, more: Partial<Fall> = {}): Fall => ({
  ...{
    at: NOW - hoursAgo * HOUR,
    slot,
    version: '1.0.0',
    unit: 'filmroom.service',
    result: 'exit-code',
    status: '4',
    rung: 'restart',
    errors: [],
  },
  ...more,
});
const PROVEN: Situation = { slot: 'A', isProven: true, otherIsOk: true, isRescueBoot: false, isSelfTest: false, now: NOW };
const NEW: Situation = { ...PROVEN, slot: 'B', isProven: false };

describe('the ladder', () => {
  const rows: readonly [string, readonly Fall[], Situation, string][] = [
    ['a slot that has worked: the first time, restart', [], PROVEN, 'restart'],
    ['the second time, restart', [fall('A', 1)], PROVEN, 'restart'],
    ['the third time in a day, the other slot', [fall('A', 2), fall('A', 1)], PROVEN, 'other-slot'],
    ['what was longer ago than a day does not count', [fall('A', 30), fall('A', 25)], PROVEN, 'restart'],
    ['what the clock has in the future does', [fall('A', -5000), fall('A', -5000)], PROVEN, 'other-slot'],
    ['no other slot: rescue', [fall('A', 2), fall('A', 1)], { ...PROVEN, otherIsOk: false }, 'rescue'],
    ['the other slot has failed as often: rescue', ['A', 'A', 'A', 'B', 'B', 'B'].map((slot) => fall(slot as 'A', 1)), PROVEN, 'rescue'],
    ['a new slot gives way at once', [], NEW, 'other-slot'],
    ['a new slot whose self-test fails too', [], { ...NEW, isSelfTest: true }, 'other-slot'],
    ['a new slot without another restarts first', [], { ...NEW, otherIsOk: false }, 'restart'],
    ['GRUB had nothing left: rescue', [], { ...PROVEN, isRescueBoot: true }, 'rescue'],
    ['the self-test of a slot that has worked is noted, no more', [fall('A', 1), fall('A', 1)], { ...PROVEN, isSelfTest: true }, 'note'],
    ['and does not count', [fall('A', 1, { rung: 'note' }), fall('A', 1, { rung: 'note' })], PROVEN, 'restart'],
  ];
  for (const [words, falls, situation, rung] of rows) it(words, () => assert.equal(rungFor(falls, situation), rung));
});

describe('the rescue page', () => {
  it('says what is wrong by the exit code, and what to do', () => {
    const page = rescuePage({ falls: [fall('B', 2, { version: '1.1.0' }), fall('A', 1)], name: 'filmroom-7F3K' });
    assert.match(page, /The disk for images cannot be used/);
    assert.match(page, /tried version 1\.1\.0 \(slot B\) and version 1\.0\.0 \(slot A\)/);
    assert.match(page, /Pull the plug/);
  });
  it('does not take a note for the reason', () =>
    assert.match(rescuePage({ falls: [fall('A', 1), fall('A', 0, { status: '1', rung: 'note' })], name: 'x' }), /disk for images/));
  it('says it where nothing is known', () => assert.match(rescuePage({ falls: [], name: 'filmroom' }), /ended by itself/));
  it('shows errors as text, never as markup', () =>
    assert.match(rescuePage({ falls: [fall('A', 1, { errors: ['<script>'] })], name: 'x' }), /<code>&lt;script&gt;<\/code>/));
});
