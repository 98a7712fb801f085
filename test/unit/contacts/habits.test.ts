import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { overdueSince, withContact } from '../../../app/contacts/habits.ts';

/** Local time: 2 November 2026 is a Monday. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();
const calledAt = (...times: readonly number[]) => times.reduce(withContact, [] as ReturnType<typeof withContact>);

describe('a device that usually calls by now', () => {
  const mondays = calledAt(at(2, 8, 10), at(2, 9), at(9, 8, 30));

  it('is overdue an hour after the latest first call of that day of the week', () => {
    assert.equal(overdueSince(mondays, at(16, 9, 30)), undefined);
    assert.equal(overdueSince(mondays, at(16, 9, 31)), 8 * 60 + 30);
  });
  it('is not once it has called', () => assert.equal(overdueSince(withContact(mondays, at(16, 9, 45)), at(16, 12)), undefined));
  it('is not on a day on which it does not call', () => assert.equal(overdueSince(mondays, at(15, 12)), undefined));
  it('is not after one week alone', () => assert.equal(overdueSince(calledAt(at(9, 8)), at(16, 12)), undefined));
  it('is not for ever: a device that is gone for two weeks is no longer expected', () =>
    assert.equal(overdueSince(mondays, at(23, 12)), undefined));

  it('the first call of a day counts, and a fortnight is remembered', () => {
    const days = Array.from({ length: 30 }, (_, day) => [at(1 + day, 8), at(1 + day, 9)]).flat();
    const firsts = calledAt(...days);
    assert.equal(firsts.length, 15);
    assert.ok(firsts.every(({ minute }) => minute === 8 * 60));
  });
});
