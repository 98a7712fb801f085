import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAeTable, type RemoteAe } from '../../../app/services/services.ts';

const ae = (title: string, more: Partial<RemoteAe> = {}): RemoteAe => ({ title, host: '127.0.0.1', port: 104, ...more });

describe('the AE table', () => {
  it('finds by title, spaces around it do not count (PS3.5 §6.2)', () => {
    const table = createAeTable([ae('WORKSTATION')]);
    assert.equal(table.get(' WORKSTATION ')?.title, 'WORKSTATION');
    assert.equal(table.get('workstation'), undefined);
  });
  it('a change counts once it is kept, and what is kept leaves out the entries of the configuration file', async () => {
    const kept: (readonly RemoteAe[])[] = [];
    const table = createAeTable([ae('FIXED', { isFixed: true })], { persist: async (entries) => void kept.push(entries) });
    assert.equal(await table.put(ae('NEW')), 'added');
    assert.equal(await table.put(ae('NEW', { port: 11112 })), 'replaced');
    assert.deepEqual(
      kept.map((entries) => entries.map(({ title, port }) => [title, port])),
      [[['NEW', 104]], [['NEW', 11112]]],
    );
    assert.deepEqual(
      table.list().map(({ title }) => title),
      ['FIXED', 'NEW'],
    );
  });
  it('nothing changes where it cannot be kept, and the next change can', async () => {
    let isFull = true;
    const persist = async () => {
      if (isFull) throw new Error('no space');
    };
    const table = createAeTable([], { persist });
    await assert.rejects(table.put(ae('A')), /no space/);
    assert.equal(table.get('A'), undefined);
    isFull = false;
    assert.equal(await table.put(ae('A')), 'added');
  });
  it('changes at once follow one another', async () => {
    const sizes: number[] = [];
    const table = createAeTable([], { persist: async (entries) => void sizes.push(entries.length) });
    await Promise.all(['A', 'B', 'C'].map((title) => table.put(ae(title))));
    assert.deepEqual(sizes, [1, 2, 3]);
  });
  it('an entry of the configuration file is neither replaced nor removed', async () => {
    const table = createAeTable([ae('FIXED', { isFixed: true })]);
    await assert.rejects(table.put(ae('FIXED')), { code: 'AE_TABLE_FIXED' });
    await assert.rejects(table.remove('FIXED'), { code: 'AE_TABLE_FIXED' });
  });
  it('has a limit', async () => {
    const table = createAeTable([ae('A')], { maxEntries: 1 });
    await assert.rejects(table.put(ae('B')), { code: 'AE_TABLE_FULL' });
    assert.equal(await table.put(ae('A', { port: 1 })), 'replaced');
  });
  it('tells of changes, until nobody listens; removing what is not there is false', async () => {
    let changes = 0;
    const table = createAeTable([ae('A')]);
    const stop = table.onChange(() => changes++);
    assert.equal(await table.remove('A'), true);
    stop();
    assert.equal(await table.remove('A'), false);
    assert.equal(changes, 1);
  });
});
