import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClockSkew, type ObjectTimes, objectTimeOf } from '../../../app/clock-skew/clock-skew.ts';

const NOTHING: ObjectTimes = { InstanceCreationDate: '', InstanceCreationTime: '', AcquisitionDateTime: '', TimezoneOffsetFromUTC: '' };

describe('when an object was made', () => {
  it('its creation, in our time zone where it names none', () =>
    assert.equal(
      objectTimeOf({
        ...NOTHING,
        InstanceCreationDate: '20261121',
        InstanceCreationTime: '101502.123',
        AcquisitionDateTime: '20200101000000',
      }),
      new Date(2026, 10, 21, 10, 15, 2).getTime(),
    ));
  it('in its own time zone (0008,0201)', () =>
    assert.equal(
      objectTimeOf({ ...NOTHING, InstanceCreationDate: '20261121', InstanceCreationTime: '101502', TimezoneOffsetFromUTC: '+0900' }),
      Date.UTC(2026, 10, 21, 1, 15, 2),
    ));
  it('else its acquisition, with the offset of the value itself', () =>
    assert.equal(objectTimeOf({ ...NOTHING, AcquisitionDateTime: '20261121101502.5-0330' }), Date.UTC(2026, 10, 21, 13, 45, 2)));
  for (const [why, times] of [
    ['nothing', {}],
    ['a date alone', { InstanceCreationDate: '20261121' }],
    ['no time', { InstanceCreationDate: '20261121', InstanceCreationTime: 'noon' }],
    ['a date as before 1993', { InstanceCreationDate: '2026.11.21', InstanceCreationTime: '10' }],
  ] as const)
    it(`${why}: it does not say`, () => assert.equal(objectTimeOf({ ...NOTHING, ...times }), undefined));
});

describe('the skew of a clock', () => {
  it('is the median of the last few, so that one old image does not count', () => {
    const skew = createClockSkew({ maxAes: 10, samples: 5, sampleEveryMs: 1 });
    for (const delay of [9e9, 300_000, 301_000, 302_000, 9e9, 299_000]) skew.add('CT1', 1e12, 1e12 - delay);
    const [ct1] = skew.list();
    assert.deepEqual([ct1!.medianMs, ct1!.leastMs, ct1!.samples], [301_000, 299_000, 5]);
  });
  it('of a series one image is enough', () => {
    const skew = createClockSkew();
    assert.ok(skew.wants('CT1', 1000));
    skew.add('CT1', 1000, 0);
    assert.ok(!skew.wants('CT1', 10_999));
    assert.ok(skew.wants('CT1', 11_000));
  });
  it('forgets who was not heard for longest', () => {
    const skew = createClockSkew({ maxAes: 2, samples: 5, sampleEveryMs: 1 });
    for (const title of ['A', 'B', 'A', 'C']) skew.add(title, 1, 0);
    assert.deepEqual(
      skew.list().map(({ aeTitle }) => aeTitle),
      ['C', 'A'],
    );
  });
});
