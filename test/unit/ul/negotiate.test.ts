import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type NegotiationPolicy, negotiate, refuseUnacceptable } from '../../../app/ul/negotiate.ts';
import type { AssociateRq } from '../../../app/ul/pdu.ts';

const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const JPEG = '1.2.840.10008.1.2.4.70';
const CT = '1.2.840.10008.5.1.4.1.1.2';
const OWN = { maxPduLength: 65536, implementationClassUid: '2.25.1', implementationVersionName: 'FILMROOM' };
const RQ: AssociateRq = {
  kind: 'associate-rq',
  protocolVersion: 1,
  calledAeTitle: 'FILMROOM',
  callingAeTitle: 'CT1',
  applicationContext: '1.2.840.10008.3.1.1.1',
  presentationContexts: [{ id: 1, abstractSyntax: CT, transferSyntaxes: [IMPLICIT] }],
  userInformation: { maximumLength: 16384 },
};
const POLICY: NegotiationPolicy = {
  transferSyntaxPolicy: 'first-acceptable',
  transferSyntaxes: (abstractSyntax) => (abstractSyntax === CT ? (syntax) => [IMPLICIT, EXPLICIT, JPEG].includes(syntax) : undefined),
};
const rq = (changes: Partial<AssociateRq>): AssociateRq => ({ ...RQ, ...changes });
const user = (userInformation: AssociateRq['userInformation']) => rq({ userInformation });
const chosen = (transferSyntaxes: string[], policy = POLICY, abstractSyntax = CT) => {
  const answer = negotiate(rq({ presentationContexts: [{ id: 5, abstractSyntax, transferSyntaxes }] }), policy, OWN);
  return answer.presentationContexts[0];
};

describe('PS3.8 §9.3.3.2 presentation context results', () => {
  it('0: the first acceptable transfer syntax in the order of the requestor', () =>
    assert.deepEqual(chosen(['1.9', IMPLICIT, EXPLICIT]), { id: 5, result: 0, transferSyntax: IMPLICIT }));
  it('3: the abstract syntax is not supported', () => assert.equal(chosen([IMPLICIT], POLICY, '1.2.3')?.result, 3));
  it('4: no transfer syntax is supported', () => assert.equal(chosen(['1.9'])?.result, 4));
  it('4: no transfer syntax is proposed', () => assert.equal(chosen([])?.result, 4));
  it('prefer-explicit: Explicit VR Little Endian before Implicit', () =>
    assert.equal(chosen([IMPLICIT, EXPLICIT], { ...POLICY, transferSyntaxPolicy: 'prefer-explicit' })?.transferSyntax, EXPLICIT));
  it('prefer-explicit: else the order of the requestor', () =>
    assert.equal(chosen([JPEG, IMPLICIT, EXPLICIT], { ...POLICY, transferSyntaxPolicy: 'prefer-explicit' })?.transferSyntax, JPEG));
  it('prefer-explicit: Implicit where there is nothing else', () =>
    assert.equal(chosen([IMPLICIT], { ...POLICY, transferSyntaxPolicy: 'prefer-explicit' })?.transferSyntax, IMPLICIT));
  it('gives the policy what the requestor says of a specialized SOP class (PS3.7 D.3.3.6)', () => {
    const common = { sopClassUid: '1.3.9', serviceClassUid: '1.2.840.10008.4.2', relatedSopClassUids: [CT] };
    const request = rq({
      presentationContexts: [{ id: 1, abstractSyntax: '1.3.9', transferSyntaxes: [IMPLICIT] }],
      userInformation: { commonExtendedNegotiations: [common] },
    });
    const policy: NegotiationPolicy = {
      ...POLICY,
      transferSyntaxes: (_, related) => (related?.relatedSopClassUids.includes(CT) ? () => true : undefined),
    };
    assert.equal(negotiate(request, policy, OWN).presentationContexts[0]?.result, 0);
  });
});

describe('PS3.7 Annex D.3.3 user information of the answer', () => {
  const answer = (request: AssociateRq, policy = POLICY) => negotiate(request, policy, OWN).userInformation;
  it('holds our maximum length and implementation, and nothing that was not proposed', () =>
    assert.deepEqual(answer(RQ), { maximumLength: 65536, implementationClassUid: '2.25.1', implementationVersionName: 'FILMROOM' }));
  it('answers an asynchronous operations window with 1/1', () =>
    assert.deepEqual(answer(user({ asynchronousOperationsWindow: { invoked: 5, performed: 5 } })).asynchronousOperationsWindow, {
      invoked: 1,
      performed: 1,
    }));
  it('grants roles that were proposed and the policy allows, no others', () => {
    const request = user({
      roleSelections: [
        { sopClassUid: CT, scu: false, scp: true },
        { sopClassUid: '1.2.3', scu: true, scp: true },
      ],
    });
    const policy: NegotiationPolicy = {
      ...POLICY,
      roles: ({ sopClassUid }) => (sopClassUid === CT ? { scu: true, scp: true } : undefined),
    };
    assert.deepEqual(answer(request, policy).roleSelections, [{ sopClassUid: CT, scu: false, scp: true }]);
  });
  it('answers extended negotiation where the policy does', () => {
    const request = user({ extendedNegotiations: [{ sopClassUid: CT, applicationInformation: Uint8Array.of(1, 1) }] });
    assert.equal(answer(request).extendedNegotiations, undefined);
    const policy: NegotiationPolicy = { ...POLICY, extendedNegotiation: (_, asked) => asked.map((byte, at) => (at === 0 ? byte : 0)) };
    assert.deepEqual(answer(request, policy).extendedNegotiations, [{ sopClassUid: CT, applicationInformation: Uint8Array.of(1, 0) }]);
  });
  it('answers a user identity only where a response is requested', () => {
    const identity = { type: 1, primaryField: Uint8Array.of(1), secondaryField: new Uint8Array(0) };
    const policy: NegotiationPolicy = { ...POLICY, userIdentityResponse: () => new Uint8Array(0) };
    assert.equal(answer(user({ userIdentity: { ...identity, positiveResponseRequested: false } }), policy).userIdentityResponse, undefined);
    assert.deepEqual(
      answer(user({ userIdentity: { ...identity, positiveResponseRequested: true } }), policy).userIdentityResponse,
      new Uint8Array(0),
    );
  });
});

describe('PS3.8 Table 9-21 refusals by the service-provider', () => {
  const refused = (changes: Partial<AssociateRq>) => {
    const refusal = refuseUnacceptable(rq(changes));
    return refusal && [refusal.result, refusal.source, refusal.reason];
  };
  const contexts = (...ids: number[]) => ids.map((id) => ({ id, abstractSyntax: CT, transferSyntaxes: [IMPLICIT] }));
  it('none for a proper request', () => assert.equal(refused({}), undefined));
  it('1/2/2 without protocol version bit 0', () => assert.deepEqual(refused({ protocolVersion: 2 }), [1, 2, 2]));
  it('none with further version bits beside bit 0', () => assert.equal(refused({ protocolVersion: 0x8001 }), undefined));
  it('1/1/2 with another application context', () => assert.deepEqual(refused({ applicationContext: '1.2.3' }), [1, 1, 2]));
  it('1/1/7 with a blank called AE title', () => assert.deepEqual(refused({ calledAeTitle: '' }), [1, 1, 7]));
  it('1/1/3 with a blank calling AE title', () => assert.deepEqual(refused({ callingAeTitle: '' }), [1, 1, 3]));
  it('1/2/1 without any context', () => assert.deepEqual(refused({ presentationContexts: [] }), [1, 2, 1]));
  it('1/2/1 with an even context id', () => assert.deepEqual(refused({ presentationContexts: contexts(2) }), [1, 2, 1]));
  it('1/2/1 with a context id twice', () => assert.deepEqual(refused({ presentationContexts: contexts(1, 3, 1) }), [1, 2, 1]));
  it('none with 128 contexts', () => {
    assert.equal(refused({ presentationContexts: contexts(...Array.from({ length: 128 }, (_, at) => 2 * at + 1)) }), undefined);
  });
  it('1/2/1 where no PDV fits the maximum length', () => assert.deepEqual(refused({ userInformation: { maximumLength: 7 } }), [1, 2, 1]));
  it('none where the maximum length is 0, unlimited', () => assert.equal(refused({ userInformation: { maximumLength: 0 } }), undefined));
});
