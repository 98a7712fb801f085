import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Association, AssociationEnd, RefusedInfo } from '../../../app/dimse/dimse.ts';
import { createAssociations } from '../../../app/services/services.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { createDouble, createTestLog, settle } from '../dimse/double.ts';

function begin() {
  const log = createTestLog();
  const clock = fakeClock(1000);
  return { log, clock, associations: createAssociations({ clock, log }) };
}

/** An association that can be closed; its traffic can grow. */
function openOne(id: number, callingAeTitle = 'CT1', listener = 'main') {
  const closed = Promise.withResolvers<AssociationEnd>();
  const traffic = { receivedBytes: 0, sentBytes: 0 };
  const association: Association = { ...createDouble().association, id, callingAeTitle, listener, closed: closed.promise, traffic };
  return { association, traffic, close: (end: AssociationEnd) => closed.resolve(end) };
}

const refusedInfo = (callingAeTitle: string): RefusedInfo => ({
  ...{ result: 1, source: 1, reason: 3, words: 'not in the list' },
  ...{ listener: 'main', callingAeTitle, calledAeTitle: 'FILMROOM', address: '192.0.2.7', at: 5 },
});

describe('associations: who is here', () => {
  it('knows the open ones, with what they brought so far', () => {
    const { associations } = begin();
    const one = openOne(1);
    associations.opened(one.association);
    associations.count(1, 'stored');
    associations.count(1, 'stored');
    associations.count(1, 'failed');
    one.traffic.receivedBytes = 1234;
    assert.deepEqual(associations.openAssociations(), [
      {
        ...{ id: 1, listener: 'main', callingAeTitle: 'CT1', calledAeTitle: 'FILMROOM', address: '127.0.0.1', openedAt: 0 },
        ...{ instances: 2, failures: 1, bytes: 1234 },
      },
    ]);
  });

  it('moves one that has ended to the lately closed, newest first, with how it ended', async () => {
    const { associations, clock } = begin();
    const [one, two] = [openOne(1), openOne(2)];
    associations.opened(one.association);
    associations.opened(two.association);
    clock.advance(500);
    one.close({ how: 'released', words: 'released' });
    await settle();
    assert.deepEqual(
      associations.openAssociations().map(({ id }) => id),
      [2],
    );
    two.close({ how: 'lost', words: 'connection reset' });
    await settle();
    assert.deepEqual(
      associations.recentAssociations().map(({ id, closedAt, end }) => [id, closedAt, end]),
      [
        [2, 1500, 'connection reset'],
        [1, 1500, 'released'],
      ],
    );
  });

  it('counts nothing more for one that is gone', async () => {
    const { associations } = begin();
    const one = openOne(1);
    associations.opened(one.association);
    one.close({ how: 'lost', words: 'reset' });
    await settle();
    associations.count(1, 'stored');
    assert.equal(associations.recentAssociations()[0]?.instances, 0);
  });

  it('counts those of one calling AE title on one listener', () => {
    const { associations } = begin();
    associations.opened(openOne(1, 'CT1').association);
    associations.opened(openOne(2, 'CT1').association);
    associations.opened(openOne(3, 'CT1', 'other').association);
    associations.opened(openOne(4, 'MR1').association);
    assert.equal(associations.openWith('main', 'CT1 '), 2);
    assert.equal(associations.openWith('main', 'XX'), 0);
  });
});

describe('associations: who was turned away', () => {
  it('keeps reason and words, newest first', () => {
    const { associations } = begin();
    associations.refused(refusedInfo('A'));
    associations.refused(refusedInfo('B'));
    const [newest, older] = associations.recentRefusals();
    assert.equal(older?.callingAeTitle, 'A');
    assert.deepEqual(newest, {
      ...{ at: 5, listener: 'main', callingAeTitle: 'B', calledAeTitle: 'FILMROOM', address: '192.0.2.7' },
      ...{ rejection: { result: 1, source: 1, reason: 3 }, words: 'not in the list' },
    });
  });

  it('keeps a bounded number', () => {
    const { associations } = begin();
    for (let count = 0; count < 1000; count++) associations.refused(refusedInfo(`AE${count}`));
    assert.equal(associations.recentRefusals().length, 100);
    assert.equal(associations.recentRefusals()[0]?.callingAeTitle, 'AE999');
  });
});

describe('associations: changes', () => {
  it('are told for opening, each instance, refusal and end, until unsubscribed', async () => {
    const { associations } = begin();
    let changes = 0;
    const stop = associations.onChange(() => changes++);
    const one = openOne(1);
    associations.opened(one.association);
    associations.count(1, 'stored');
    associations.refused(refusedInfo('A'));
    assert.equal(changes, 3);
    one.close({ how: 'released', words: 'released' });
    await settle();
    assert.equal(changes, 4);
    stop();
    associations.refused(refusedInfo('A'));
    assert.equal(changes, 4);
  });

  it('a listener that throws harms nobody', () => {
    const { associations, log } = begin();
    let changes = 0;
    associations.onChange(() => assert.fail('oops'));
    associations.onChange(() => changes++);
    associations.refused(refusedInfo('A'));
    assert.equal(changes, 1);
    assert.equal(log.lines[0]?.level, 'error');
  });
});
