import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from '../../../app/base/base.ts';
import type { Association, ConnectOptions } from '../../../app/dimse/dimse.ts';
import { createScuAssociations, type RemoteAe } from '../../../app/services/services.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const ae = (title: string, maxAssociations?: number): RemoteAe => ({ title, host: '127.0.0.1', port: 104, maxAssociations });
const contexts = [{ abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] }];

/** Associations that open at once, and end when told. */
function setUp(maxAssociations: number) {
  const clock = fakeClock();
  const opened: { readonly to: string; end(): Promise<void> }[] = [];
  let refuses = false;
  const connect = async ({ calledAeTitle }: ConnectOptions): Promise<Association> => {
    if (refuses) throw new Error('refused');
    const { promise, resolve } = Promise.withResolvers<void>();
    opened.push({ to: calledAeTitle, end: () => Promise.resolve(resolve()) });
    return { closed: promise } as unknown as Association;
  };
  const associations = createScuAssociations({
    ...{ connect, clock, maxAssociations, connectTimeoutMs: 1000, responseTimeoutMs: 5000, ownAeTitle: 'FILMROOM', maxPduLength: 16384 },
    log: createLog({ level: 'error', style: 'console', write: () => undefined }),
    identity: { implementationClassUid: '1.2', implementationVersionName: 'TEST' },
  });
  return { associations, opened, clock, refuse: () => (refuses = true) };
}
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('associations that we ask for', () => {
  it('no more than the limit: the next waits until one has ended', async () => {
    const { associations, opened } = setUp(2);
    await associations.open(ae('A'), { contexts });
    await associations.open(ae('B'), { contexts });
    const third = associations.open(ae('C'), { contexts });
    await settle();
    assert.equal(opened.length, 2);
    await opened[0]!.end();
    await third;
    assert.deepEqual(
      opened.map(({ to }) => to),
      ['A', 'B', 'C'],
    );
  });
  it('no more than its own limit with one AE, and others do not wait for it', async () => {
    const { associations, opened } = setUp(10);
    await associations.open(ae('SLOW', 1), { contexts });
    const waiting = associations.open(ae('SLOW', 1), { contexts });
    await associations.open(ae('OTHER'), { contexts });
    assert.equal(opened.length, 2);
    await opened[0]!.end();
    await waiting;
    assert.equal(opened.length, 3);
  });
  it('SCU_NO_SLOT where none ends in time; the place is not lost', async () => {
    const { associations, opened, clock } = setUp(1);
    await associations.open(ae('A'), { contexts });
    const second = associations.open(ae('B'), { contexts });
    const rejected = assert.rejects(second, { code: 'SCU_NO_SLOT' });
    clock.advance(5000);
    await rejected;
    await opened[0]!.end();
    await associations.open(ae('C'), { contexts });
    assert.equal(opened.length, 2);
  });
  it('SCU_CANCELLED where the caller gives up while it waits', async () => {
    const { associations } = setUp(1);
    await associations.open(ae('A'), { contexts });
    const giveUp = new AbortController();
    const second = associations.open(ae('B'), { contexts }, { signal: giveUp.signal });
    giveUp.abort();
    await assert.rejects(second, { code: 'SCU_CANCELLED' });
  });
  it('one that could not be opened makes room again', async () => {
    const { associations, refuse } = setUp(1);
    refuse();
    await assert.rejects(associations.open(ae('A'), { contexts }), /refused/);
    await assert.rejects(associations.open(ae('A'), { contexts }), /refused/);
  });
});
