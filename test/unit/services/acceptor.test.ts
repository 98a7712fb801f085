import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AssociateRq, type Association, encodeCommandSet, type Peer } from '../../../app/dimse/dimse.ts';
import { type AccessRules, createAcceptor, createAssociations, type Service, VERIFICATION_SCP } from '../../../app/services/services.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { commandPiece, createDouble, createTestLog } from '../dimse/double.ts';

const rules: AccessRules = {
  aeTitles: ['FILMROOM'],
  calledAePolicy: 'exact',
  callingAePolicy: 'any',
  callingAeTitles: [],
  services: ['verification'],
  maxAssociations: 2,
  maxPerRemoteAe: 1,
  transferSyntaxPolicy: 'first-acceptable',
};
const ct = '1.2.840.10008.5.1.4.1.1.2';
const storage: Service = {
  name: 'storage',
  serves: (uid) => uid === ct,
  takes: () => true,
  handlers: new Map([[0x0001, async () => ({ status: 0 })]]),
};
const request: AssociateRq = {
  kind: 'associate-rq',
  protocolVersion: 1,
  calledAeTitle: 'FILMROOM',
  callingAeTitle: 'CT1',
  applicationContext: '1.2.840.10008.3.1.1.1',
  presentationContexts: [],
  userInformation: {},
};
const peer: Peer = { address: '192.0.2.7', port: 1, listener: 'main', openAssociations: 0 };

function begin(changes: Partial<AccessRules> = {}) {
  const log = createTestLog();
  const associations = createAssociations({ clock: fakeClock(), log });
  const acceptor = createAcceptor({ ...rules, ...changes }, { services: [VERIFICATION_SCP, storage], associations, log });
  return { associations, acceptor, log };
}

describe('acceptor: one listener, its rules, its services', () => {
  it('offers the services of its list and no other', () => {
    for (const [services, verification, stores] of [
      [['verification'], true, false],
      [['storage'], false, true],
      [['verification', 'storage'], true, true],
    ] as const) {
      const decision = begin({ services }).acceptor.decide(request, peer);
      assert.ok('transferSyntaxes' in decision);
      assert.equal(decision.transferSyntaxes('1.2.840.10008.1.1', undefined) !== undefined, verification);
      assert.equal(decision.transferSyntaxes(ct, undefined) !== undefined, stores);
    }
  });

  it('refuses by its rules', () => {
    const decision = begin().acceptor.decide({ ...request, calledAeTitle: 'WRONG' }, peer);
    assert.ok('result' in decision);
    assert.equal(decision.reason, 7);
  });

  it('refuses at its own limit, as the upper layer counts', () => {
    const decision = begin().acceptor.decide(request, { ...peer, openAssociations: 2 });
    assert.ok('result' in decision);
    assert.deepEqual([decision.result, decision.source, decision.reason], [2, 3, 2]);
  });

  it('refuses a second association of one AE while the first is open', async () => {
    const { acceptor } = begin();
    const ended = Promise.withResolvers<{ how: 'released'; words: string }>();
    const double = createDouble();
    const association: Association = { ...double.association, closed: ended.promise };
    assert.ok('transferSyntaxes' in acceptor.decide(request, peer));
    const served = acceptor.onAssociation(association);
    assert.ok('result' in acceptor.decide(request, peer));
    assert.ok('transferSyntaxes' in acceptor.decide({ ...request, callingAeTitle: 'MR1' }, peer));
    double.endByRelease();
    await served;
    ended.resolve({ how: 'released', words: 'released' });
    await ended.promise;
    assert.ok('transferSyntaxes' in acceptor.decide(request, peer));
  });

  it('PS3.4 Annex A: answers C-ECHO with 0000H', async () => {
    const { acceptor } = begin();
    const double = createDouble();
    const echo = { commandField: 0x0030, messageId: 1, commandDataSetType: 0x0101, affectedSopClassUid: '1.2.840.10008.1.1' };
    double.feed(
      commandPiece(1, encodeCommandSet(echo)),
      commandPiece(1, encodeCommandSet({ ...echo, commandField: 0x0020, messageId: 2 })),
    );
    double.endByRelease();
    await acceptor.onAssociation(double.association);
    assert.deepEqual(
      double.sentMessages().map(({ command }) => command.status),
      [0x0000, 0x0122],
    );
    assert.equal(double.releases, 1);
  });

  it('remembers whom the upper layer refused', () => {
    const { acceptor, associations } = begin();
    const titles = { callingAeTitle: 'X', calledAeTitle: 'WRONG' };
    acceptor.onRefused({ ...titles, listener: 'main', address: '192.0.2.7', at: 1, result: 1, source: 1, reason: 7, words: 'not ours' });
    assert.equal(associations.recentRefusals()[0]?.words, 'not ours');
  });
});
