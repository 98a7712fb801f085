import assert from 'node:assert/strict';
import { it } from 'node:test';
import { clockVerbs, isTimeKnown } from '../../../app/network/network.ts';
import { boxTree } from '../../support/box-tree.ts';

it('clock.set tells chrony the time of a browser, to the second, in UTC, and has it stepped', async () => {
  const calls: string[] = [];
  const root = boxTree();
  const [verb] = clockVerbs(async (program, args) => {
    calls.push([program, ...args].join(' '));
    return '';
  }, root);
  assert.equal(verb!.name, 'clock.set');
  await verb!.run({ at: Date.UTC(2026, 10, 21, 22, 45, 12, 600) } as never);
  assert.deepEqual(calls, [
    'chronyc -n manual on',
    'chronyc -n settime 2026-11-21 22:45:12 UTC',
    'chronyc -n makestep',
    'chronyc -n local stratum 10',
  ]);
  assert.ok(isTimeKnown(root));
  for (const at of [0, Date.UTC(2023, 0, 1), Date.UTC(2200, 0, 1), 1.5, '2026-11-21'])
    assert.equal(verb!.args.safeParse({ at }).success, false, String(at));
});

it('clock.known is true once chrony follows somebody else than its own clock, and stays so', async () => {
  const root = boxTree();
  let said = '';
  const known = clockVerbs(async () => said, root).find(({ name }) => name === 'clock.known')!;
  for (const [words, is] of [
    ['00000000,,0,0.000000000,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Not synchronised', false],
    ['7F7F0101,,10,1795000000.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Normal', false],
    ['C0000202,192.0.2.2,3,1795000000.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,64.4,Normal', true],
    ['00000000,,0,0.000000000,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Not synchronised', true],
  ] as const) {
    said = words;
    assert.deepEqual(await known.run({} as never), { known: is });
  }
});
