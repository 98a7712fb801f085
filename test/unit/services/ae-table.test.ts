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
  it('has what it was given last, by title', () => {
    const table = createAeTable([ae('A')]);
    table.replace([ae('C'), ae('B', { port: 11112 })]);
    assert.deepEqual(
      table.list().map(({ title }) => title),
      ['B', 'C'],
    );
    assert.deepEqual([table.get('A'), table.get('B')?.port], [undefined, 11112]);
  });
  it('tells of changes, until nobody listens, whatever a listener throws', () => {
    let changes = 0;
    const table = createAeTable([ae('A')]);
    table.onChange(() => {
      throw new Error('ours');
    });
    const stop = table.onChange(() => changes++);
    table.replace([]);
    stop();
    table.replace([ae('A')]);
    assert.equal(changes, 1);
  });
});
