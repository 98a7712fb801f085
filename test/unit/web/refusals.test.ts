import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shownRefusals } from '../../../app/web/refusals.ts';
import type { RecentRefusal } from '../../../app/web/web.ts';
import { fakeRefusals } from '../../support/fake-sources.ts';

describe('lately refused associations', () => {
  it('are one line for a device that tries again and again, the newest first', () => {
    const shown = shownRefusals(fakeRefusals(1_000_000));
    assert.deepEqual(
      shown.map(({ callingAeTitle, times, lastAt }) => [callingAeTitle, times, lastAt]),
      [
        ['US_EMERGENCY', 14, 1_000_000],
        ['LAPTOP', 1, 700_000],
        ['', 1, 100_000],
      ],
    );
  });
  const refused = (rejection?: RecentRefusal['rejection']) =>
    shownRefusals([{ at: 1, callingAeTitle: 'CT', calledAeTitle: 'X', address: '10.0.0.1', words: 'w', rejection }])[0]!.whatToDo;
  // PS3.8 Table 9-21
  it('1/1/7 called-AE-title-not-recognized: says to correct the called AE title', () =>
    assert.match(refused({ result: 1, source: 1, reason: 7 }), /called AE title/));
  it('1/1/3 calling-AE-title-not-recognized: says to add the sender', () =>
    assert.match(refused({ result: 1, source: 1, reason: 3 }), /calling AE title/));
  it('2/3/2 local-limit-exceeded: says what the limit is about', () =>
    assert.match(refused({ result: 2, source: 3, reason: 2 }), /Too many connections/));
  it('2/3/1 temporary-congestion: says that the device tries again', () =>
    assert.match(refused({ result: 2, source: 3, reason: 1 }), /try again/));
  it('1/2/2 protocol-version-not-supported', () => assert.match(refused({ result: 1, source: 2, reason: 2 }), /protocol/));
  it('no rejection: the peer did not speak DICOM', () => assert.match(refused(), /does not speak DICOM/));
  it('anything else points at the log', () => assert.match(refused({ result: 1, source: 1, reason: 1 }), /log/));
});
