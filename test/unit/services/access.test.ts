import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AccessRules, negotiationPolicyOf, refuse } from '../../../app/services/access.ts';
import { type Service, VERIFICATION_SCP } from '../../../app/services/services.ts';

const open: AccessRules = {
  aeTitles: ['FILMROOM', 'STORE_TOO'],
  calledAePolicy: 'exact',
  callingAePolicy: 'any',
  callingAeTitles: [],
  services: ['verification', 'storage'],
  maxAssociations: 50,
  maxPerRemoteAe: 0,
  transferSyntaxPolicy: 'first-acceptable',
};
const listed: AccessRules = {
  ...open,
  callingAePolicy: 'list',
  callingAeTitles: [
    { aeTitle: 'CT1', addresses: ['192.0.2.7', '2001:db8::1'] },
    { aeTitle: 'MR1', addresses: [] },
  ],
};
const withIp: AccessRules = { ...listed, callingAePolicy: 'list+ip' };

/** The answer as result/source/reason, or `in`. */
function ask(
  rules: AccessRules,
  titles: { called?: string; calling?: string; from?: string; open?: number; openWithSameAe?: number } = {},
) {
  const request = { calledAeTitle: titles.called ?? 'FILMROOM', callingAeTitle: titles.calling ?? 'CT1' };
  const occupancy = { open: titles.open ?? 0, openWithSameAe: titles.openWithSameAe ?? 0 };
  const refusal = refuse(request, titles.from ?? '192.0.2.7', rules, occupancy);
  return refusal === undefined ? 'in' : `${refusal.result}/${refusal.source}/${refusal.reason} ${refusal.words}`;
}

describe('PS3.8 Table 9-21: called AE title', () => {
  it('exact: ours, any of them', () => {
    assert.equal(ask(open), 'in');
    assert.equal(ask(open, { called: 'STORE_TOO' }), 'in');
  });
  it('exact: spaces around it do not count (PS3.5 §6.2), case does', () => {
    assert.equal(ask(open, { called: '  FILMROOM ' }), 'in');
    assert.match(ask(open, { called: 'filmroom' }), /^1\/1\/7 /);
    assert.match(ask(open, { called: 'FILM ROOM' }), /^1\/1\/7 /);
  });
  it('exact: another one → 1/1/7, in words that name both', () =>
    assert.equal(ask(open, { called: 'WRONG' }), '1/1/7 the called AE title "WRONG" is not ours (FILMROOM, STORE_TOO)'));
  it('any: takes all', () => assert.equal(ask({ ...open, calledAePolicy: 'any' }, { called: 'WRONG' }), 'in'));
  it('any: but not a blank one', () =>
    assert.equal(ask({ ...open, calledAePolicy: 'any' }, { called: '   ' }), '1/1/7 the called AE title is blank'));
});

describe('PS3.8 Table 9-21: calling AE title', () => {
  it('any: takes all', () => assert.equal(ask(open, { calling: 'NOBODY' }), 'in'));
  it('any: but not a blank one', () => assert.equal(ask(open, { calling: ' ' }), '1/1/3 the calling AE title is blank'));
  it('list: known ones from anywhere', () => assert.equal(ask(listed, { calling: 'MR1', from: '203.0.113.9' }), 'in'));
  it('list: another one → 1/1/3', () =>
    assert.equal(ask(listed, { calling: 'NOBODY' }), '1/1/3 the calling AE title "NOBODY" is not in the list'));
  it('list: case counts', () => assert.match(ask(listed, { calling: 'ct1' }), /^1\/1\/3 /));
  it('list+ip: known ones from their addresses', () => assert.equal(ask(withIp), 'in'));
  it('list+ip: from another address → 1/1/3, in words that name it and the right ones', () =>
    assert.equal(
      ask(withIp, { from: '192.0.2.8' }),
      '1/1/3 the calling AE title "CT1" may not call from 192.0.2.8: it is listed with 192.0.2.7, 2001:db8::1',
    ));
  it('list+ip: one without an address is not admitted', () =>
    assert.match(ask(withIp, { calling: 'MR1' }), /^1\/1\/3 .*no address is listed/));
  it('list+ip: an address is the same in each of its spellings', () => {
    assert.equal(ask(withIp, { from: '::ffff:192.0.2.7' }), 'in');
    assert.equal(ask(withIp, { from: '2001:0DB8:0:0:0:0:0:1' }), 'in');
    assert.match(ask(withIp, { from: '2001:db8::2' }), /^1\/1\/3 /);
  });
  it('list+ip: one title listed twice has the addresses of both', () => {
    const rules = { ...withIp, callingAeTitles: [...withIp.callingAeTitles, { aeTitle: 'CT1', addresses: ['192.0.2.9'] }] };
    assert.equal(ask(rules, { from: '192.0.2.9' }), 'in');
    assert.equal(ask(rules, { from: '192.0.2.7' }), 'in');
  });
});

describe('PS3.8 Table 9-21: local limits', () => {
  it('the last one that fits, and one more → 2/3/2', () => {
    assert.equal(ask(open, { open: 49 }), 'in');
    assert.equal(ask(open, { open: 50 }), '2/3/2 local limit exceeded: 50 associations are open');
  });
  it('per remote AE: the last one that fits, and one more → 2/3/2', () => {
    const rules = { ...open, maxPerRemoteAe: 2 };
    assert.equal(ask(rules, { open: 9, openWithSameAe: 1 }), 'in');
    assert.match(ask(rules, { open: 9, openWithSameAe: 2 }), /^2\/3\/2 local limit exceeded: 2 of "CT1" open/);
  });
  it('0 is no limit per remote AE', () => assert.equal(ask(open, { open: 49, openWithSameAe: 49 }), 'in'));
  it('who may never come in hears that first', () => {
    assert.match(ask(open, { called: 'WRONG', open: 50 }), /^1\/1\/7 /);
    assert.match(ask(listed, { calling: 'NOBODY', open: 50 }), /^1\/1\/3 /);
    assert.match(ask(listed, { called: 'WRONG', calling: 'NOBODY' }), /^1\/1\/7 /);
  });
});

describe('PS3.8 §9.3.3.2: presentation contexts', () => {
  const policy = negotiationPolicyOf([VERIFICATION_SCP], { transferSyntaxPolicy: 'prefer-explicit' });
  it('Verification with the three uncompressed syntaxes', () => {
    const accepts = policy.transferSyntaxes('1.2.840.10008.1.1', undefined);
    for (const uncompressed of ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2'])
      assert.equal(accepts?.(uncompressed), true);
    assert.equal(accepts?.('1.2.840.10008.1.2.4.50'), false);
  });
  it('no abstract syntax of a service that is not offered (result 3)', () =>
    assert.equal(policy.transferSyntaxes('1.2.840.10008.5.1.4.1.1.2', undefined), undefined));
  it('hands on the transfer syntax policy', () => assert.equal(policy.transferSyntaxPolicy, 'prefer-explicit'));
  it('PS3.7 D.3.3.4: we are SCP and not SCU', () => {
    const proposed = { sopClassUid: '1.2.840.10008.1.1', scu: true, scp: true };
    assert.deepEqual(policy.roles?.(proposed), { scu: true, scp: false });
    assert.equal(policy.roles?.({ ...proposed, sopClassUid: '1.2.3' }), undefined);
  });
  it('PS3.7 D.3.3.4: a class of which we are SCU alone only for a requestor that offers to be its SCP', () => {
    const ct = '1.2.840.10008.5.1.4.1.1.2';
    const getting: Service = {
      name: 'retrieve',
      serves: () => false,
      takes: () => false,
      invokes: (abstractSyntax) => abstractSyntax === ct,
      handlers: new Map(),
    };
    const { transferSyntaxes } = negotiationPolicyOf([getting], { transferSyntaxPolicy: 'first-acceptable' });
    assert.equal(transferSyntaxes(ct, undefined), undefined);
    assert.equal(transferSyntaxes(ct, undefined, { sopClassUid: ct, scu: true, scp: false }), undefined);
    assert.equal(transferSyntaxes(ct, undefined, { sopClassUid: ct, scu: false, scp: true })?.('1.2.840.10008.1.2'), true);
  });
});
