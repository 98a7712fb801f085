import assert from 'node:assert/strict';
import { it } from 'node:test';
import { clockVerbs } from '../../../app/network/network.ts';

it('clock.set tells chrony the time of a browser, to the second, in UTC, and has it stepped', async () => {
  const calls: string[] = [];
  const [verb] = clockVerbs(async (program, args) => {
    calls.push([program, ...args].join(' '));
    return '';
  });
  assert.equal(verb!.name, 'clock.set');
  await verb!.run({ at: Date.UTC(2026, 10, 21, 22, 45, 12, 600) } as never);
  assert.deepEqual(calls, ['chronyc -n manual on', 'chronyc -n settime 2026-11-21 22:45:12 UTC', 'chronyc -n makestep']);
  for (const at of [0, Date.UTC(2023, 0, 1), Date.UTC(2200, 0, 1), 1.5, '2026-11-21'])
    assert.equal(verb!.args.safeParse({ at }).success, false, String(at));
});
