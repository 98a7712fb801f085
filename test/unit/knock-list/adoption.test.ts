import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adoptionOf, type Knock, type ListenerRules } from '../../../app/knock-list/knock-list.ts';

const KNOCK: Knock = {
  ...{ id: 'a', listener: 'main', address: '192.0.2.7', callingAeTitle: 'CT1', calledAeTitle: 'FILMROOM', code: 'CALLING_NOT_LISTED' },
  ...{ values: { calling: 'CT1' }, words: 'not in the list', firstAt: 1, lastAt: 1, times: 1 },
};
const RULES: ListenerRules = { name: 'main', aeTitles: ['FILMROOM', 'STORE2'], callingAePolicy: 'list' };
const codes = (knock: Knock, given: Parameters<typeof adoptionOf>[1] = { port: 104 }, rules = RULES) =>
  adoptionOf(knock, given, rules).needs.map(({ code }) => code);

describe('what a knock becomes in the AE table', () => {
  it('its calling AE title and address; nothing more is needed where the port asks for a known title', () => {
    const { entry, needs } = adoptionOf(KNOCK, { port: 11112 }, RULES);
    assert.deepEqual(entry, { title: 'CT1', host: '192.0.2.7', port: 11112 });
    assert.deepEqual(needs, [
      { code: 'NOTHING', values: { title: 'CT1' }, words: 'CT1 is let in the next time it calls: send again from the device.' },
    ]);
  });
  it('a port that nobody named is assumed, and said', () => {
    assert.equal(adoptionOf(KNOCK, {}, RULES).entry.port, 104);
    assert.deepEqual(codes(KNOCK, {}), ['PORT_ASSUMED', 'NOTHING']);
  });
  it('a wrong called AE title stays wrong: both ways out are named', () => {
    const { needs } = adoptionOf({ ...KNOCK, code: 'CALLED_NOT_OURS', calledAeTitle: 'FILMROM' }, { port: 104 }, RULES);
    assert.deepEqual(
      needs.map(({ code, values }) => [code, values]),
      [['CALLED_TITLE', { title: 'CT1', called: 'FILMROM', ours: 'FILMROOM, STORE2', listener: 'main' }]],
    );
  });
  it('a limit stays a limit', () => assert.deepEqual(codes({ ...KNOCK, code: 'LIMIT_OF_ALL' }), ['LIMIT']));
  it('a port that compares addresses wants one, no name', () => {
    const strict = { ...RULES, callingAePolicy: 'list+ip' } as const;
    assert.deepEqual(codes(KNOCK, { port: 104, host: 'ct1.local' }, strict), ['ADDRESS']);
    assert.deepEqual(codes(KNOCK, { port: 104, host: 'fe80::1' }, strict), ['NOTHING']);
    assert.deepEqual(codes(KNOCK, { port: 104 }, strict), ['NOTHING']);
  });
});
