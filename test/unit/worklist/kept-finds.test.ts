import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WorklistQuery } from '../../../app/worklist/item-find.ts';
import { KeptFinds } from '../../../app/worklist/kept-finds.ts';
import type { WorklistItem } from '../../../app/worklist/worklist.ts';
import { allOf, anOrder, worklistUnderTest } from '../../support/worklist-under-test.ts';

const LIMITS = { maxKeptFinds: 2, maxKeptItemsEach: 3, maxKeptItems: 4 };
const asked = (text: string): WorklistQuery => ({ keys: [], text });
const items = (count: number) => Array.from({ length: count }, (_, id) => ({ id }) as WorklistItem);

function keeping() {
  const kept = new KeptFinds(LIMITS);
  let looked = 0;
  const find = async (text: string, pages: readonly (readonly WorklistItem[])[], meanwhile = () => {}) => {
    const found: WorklistItem[] = [];
    async function* look() {
      looked++;
      meanwhile();
      yield* pages;
    }
    for await (const page of kept.find(asked(text), look)) found.push(...page);
    return found;
  };
  return { kept, find, looked: () => looked };
}

describe('answers that are kept', () => {
  it('are given again, also those without items', async () => {
    const { find, looked } = keeping();
    const page = items(2);
    assert.deepEqual(await find('a', [page]), page);
    assert.equal((await find('a', [items(1)]))[0], page[0], 'the same items, so that what was made of them can be kept too');
    await find('b', []);
    assert.deepEqual(await find('b', [items(1)]), []);
    assert.equal(looked(), 2);
  });
  it('are forgotten where an item was written, also while they were looked for', async () => {
    const { kept, find, looked } = keeping();
    await find('a', [items(1)]);
    kept.forget();
    await find('a', [items(1)], () => kept.forget());
    await find('a', [items(1)]);
    assert.equal(looked(), 3);
    await find('a', [items(1)]);
    assert.equal(looked(), 3);
  });
  it('are bounded: one answer, their number, and all items', async () => {
    const { find, looked } = keeping();
    await find('long', [items(2), items(2)]);
    await find('long', [items(2), items(2)]);
    assert.equal(looked(), 2, 'too long');
    for (const text of ['a', 'b', 'c']) await find(text, [items(1)]);
    await find('a', [items(1)]);
    assert.equal(looked(), 6, 'a made room for c');
    await find('b', [items(3)]); // with c's and a's item that would be five
    await find('a', [items(1)]);
    assert.equal(looked(), 7);
    await find('c', [items(1)]);
    assert.equal(looked(), 8, 'c made room');
  });
  it('are never older than what was written, by whatever way', async () => {
    await using test = await worklistUnderTest();
    const { worklist } = test;
    const by = { source: 'typed', who: 'ann' } as const;
    const status = async () => (await allOf(worklist)).map((each) => `${each.attributes.PatientName} ${each.status}`);
    assert.deepEqual(await status(), []);
    const { item } = await worklist.take({ attributes: anOrder() }, by);
    assert.deepEqual(await status(), ['Garcia^Ana SCHEDULED']);
    await worklist.change(item.id, { attributes: { PatientName: 'Garcia^Anna' } }, by);
    assert.deepEqual(await status(), ['Garcia^Anna SCHEDULED']);
    await worklist.setStatus(item.id, 'ARRIVED', by);
    assert.deepEqual(await status(), ['Garcia^Anna ARRIVED']);
    await worklist.updatePatient({ patientId: 'P1' }, { PatientName: 'Corrected^Ana' }, by);
    assert.deepEqual(await status(), ['Corrected^Ana ARRIVED']);
    await worklist.mergePatient({ patientId: 'P1' }, { patientId: 'P2' }, { PatientName: 'Merged^Ana' }, by);
    assert.deepEqual(await status(), ['Merged^Ana ARRIVED']);
    await worklist.withdraw([item.id], by);
    assert.deepEqual(await status(), []);
    await worklist.prune('20270101');
    assert.deepEqual(await allOf(worklist, { keys: [], withdrawn: true }), []);
  });
});
