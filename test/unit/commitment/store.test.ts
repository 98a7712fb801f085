import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { COMMITMENT_LIMITS, type CommitmentLimits } from '../../../app/commitment/limits.ts';
import { WHY } from '../../../app/commitment/model.ts';
import { type CommitmentStore, openStore } from '../../../app/commitment/store.ts';
import { temporaryFolder } from '../../support/archive-under-test.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const references = (count: number) => Array.from({ length: count }, (_, n) => ({ sopClassUid: CT, sopInstanceUid: `1.2.3.${n}` }));
const received = { direction: 'received', peer: 'CT1', own: 'FILMROOM', address: '127.0.0.1', askedBy: '', at: 1000 } as const;

async function openFor(t: TestContext, limits: Partial<CommitmentLimits> = {}, folder = temporaryFolder(t)) {
  const store = await openStore(join(folder, 'commitment.sqlite'), { ...COMMITMENT_LIMITS, ...limits });
  t.after(() => store.close());
  return { store, folder };
}

const add = (store: CommitmentStore, transactionUid: string, count = 3) =>
  store.add({ ...received, transactionUid, state: 'judging', why: WHY.judging, references: references(count) });

describe('the requests, as they are kept', () => {
  it('are there after a restart, with every reference and how far each is', async (t) => {
    const { store, folder } = await openFor(t);
    assert.deepEqual(await add(store, '2.25.1'), { kind: 'added', id: 1 });
    await store.judged(1, [
      [0, 0],
      [2, 0x0112],
    ]);
    await store.close();
    const { store: again } = await openFor(t, {}, folder);
    const [request] = await again.openOnes();
    const { total, committed, failed, state, transactionUid, why } = request!;
    assert.deepEqual([total, committed, failed, state, transactionUid, why], [3, 1, 1, 'judging', '2.25.1', WHY.judging]);
    const positions = async (which: 'all' | 'unjudged' | 'failed') =>
      (await again.references({ id: 1, after: -1, most: 10, which })).map(({ position }) => position);
    assert.deepEqual([await positions('all'), await positions('unjudged'), await positions('failed')], [[0, 1, 2], [1], [2]]);
  });

  it('a Transaction UID that is known already fails every reference with 0131H', async (t) => {
    const { store } = await openFor(t);
    await add(store, '2.25.1');
    assert.deepEqual(await add(store, '2.25.1', 2), { kind: 'duplicate', id: 2 });
    const second = await store.get(2);
    assert.deepEqual([second?.state, second?.failed], ['reporting', 2]);
    assert.deepEqual(
      (await store.references({ id: 2, after: -1, most: 9, which: 'all' })).map(({ outcome }) => outcome),
      [0x0131, 0x0131],
    );
    assert.equal((await store.get(1))?.state, 'judging');
  });

  it('as many as may be open; one more is not taken', async (t) => {
    const { store } = await openFor(t, { maxOpen: 2 });
    await add(store, '2.25.1');
    await add(store, '2.25.2');
    assert.deepEqual(await add(store, '2.25.3'), { kind: 'full' });
    await store.change({ id: 1, from: ['judging'], state: 'given-up', why: WHY.byPerson('a'), at: 2 });
    assert.equal((await add(store, '2.25.3')).kind, 'added');
  });

  it('what is left unjudged fails together', async (t) => {
    const { store } = await openFor(t);
    await add(store, '2.25.1');
    await store.judged(1, [[1, 0]]);
    await store.judgeRest(1, 0x0213);
    const { committed, failed } = (await store.get(1))!;
    assert.deepEqual([committed, failed], [1, 2]);
  });

  it('a change counts only from a state that was named', async (t) => {
    const { store } = await openFor(t);
    await add(store, '2.25.1');
    assert.equal(await store.change({ id: 1, from: ['reporting'], state: 'reported', why: WHY.reported, at: 5 }), false);
    assert.equal(
      await store.change({ id: 1, from: ['judging'], state: 'reporting', why: WHY.ready, at: 5, attempts: 2, waitedMs: 9 }),
      true,
    );
    const { state, attempts, waitedMs, changedAt } = (await store.get(1))!;
    assert.deepEqual([state, attempts, waitedMs, changedAt], ['reporting', 2, 9, 5]);
  });

  it('open ones stand first, then the newest; the oldest that are over are forgotten', async (t) => {
    const { store } = await openFor(t, { maxOver: 2 });
    for (let n = 1; n <= 5; n++) await add(store, `2.25.${n}`);
    for (const id of [1, 2, 3, 4]) await store.change({ id, from: ['judging'], state: 'reported', why: WHY.reported, at: 9 });
    const ids = async () => (await store.list(10)).map(({ id }) => id);
    assert.deepEqual(await ids(), [5, 4, 3, 2, 1]);
    await store.prune();
    assert.deepEqual(await ids(), [5, 4, 3]);
    assert.deepEqual(await store.references({ id: 1, after: -1, most: 9, which: 'all' }), []);
  });

  it('forgets those whose references are too many in all', async (t) => {
    const { store } = await openFor(t, { maxReferencesOver: 5 });
    for (let n = 1; n <= 3; n++) await add(store, `2.25.${n}`);
    for (const id of [1, 2, 3]) await store.change({ id, from: ['judging'], state: 'reported', why: WHY.reported, at: 9 });
    await store.prune();
    assert.deepEqual(
      (await store.list(10)).map(({ id }) => id),
      [3],
    );
  });

  it('ten thousand references come page by page', async (t) => {
    const { store } = await openFor(t);
    await add(store, '2.25.1', 10_000);
    let count = 0;
    for await (const { position } of store.allReferences(1)) assert.equal(position, count++);
    assert.equal(count, 10_000);
  });
});

describe('what others say of our images', () => {
  const sent = { ...received, direction: 'sent', peer: 'ARCHIVE', askedBy: 'root' } as const;

  it('is found by any Transaction UID under which we asked', async (t) => {
    const { store } = await openFor(t);
    await store.add({ ...sent, transactionUid: '2.25.7', state: 'asking', why: WHY.ready, references: references(3) });
    await store.newUid(1, '2.25.8');
    assert.equal((await store.sentWith('2.25.7'))?.id, 1);
    assert.equal((await store.sentWith('2.25.8'))?.transactionUid, '2.25.8');
    assert.equal(await store.sentWith('2.25.9'), undefined);
    await store.answered(1, [
      [CT, '1.2.3.0', 0],
      ['1.9', '1.2.3.1', 0],
      [CT, '9.9.9', 0],
    ]);
    const { committed, failed, total } = (await store.get(1))!;
    assert.deepEqual([committed, failed, total], [1, 1, 3]);
    const said = await store.outcomesOf(['1.2.3.0', '1.2.3.1', '1.2.3.2', '9.9.9']);
    assert.deepEqual(said.map(({ sopInstanceUid, peer, outcome }) => [sopInstanceUid, peer, outcome]).sort(), [
      ['1.2.3.0', 'ARCHIVE', 0],
      ['1.2.3.1', 'ARCHIVE', 0x0119],
      ['1.2.3.2', 'ARCHIVE', null],
    ]);
  });
});
