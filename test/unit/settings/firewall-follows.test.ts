import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { followers } from '../../../app/live-settings.ts';
import type { MovedPorts } from '../../../app/network/network.ts';
import { moveFirewallPorts } from '../../../app/web-network.ts';
import { gatheredLog } from '../../support/gathered-log.ts';
import { testSettings } from '../../support/settings-under-test.ts';

function started() {
  const test = testSettings();
  const moves: MovedPorts[] = [];
  const parts = {
    aeTable: { replace() {} },
    panel: { change: async () => {} },
    sayWhere: async () => {},
    announce: async () => {},
    movePorts: async (moved: MovedPorts) => void (moved.closed.length + moved.opened.length > 0 && moves.push(moved)),
  };
  for (const part of followers(parts)) test.settings.follow(part);
  return { settings: test.settings, moves, [Symbol.dispose]: () => test[Symbol.dispose]() };
}

describe('the firewall of a box', () => {
  it('follows the listeners: what is listened on no longer, and what now', async () => {
    using test = started();
    const [first] = test.settings.now().listeners;
    const at = (port: number, name = 'dicom') => ({ ...first, name, port });
    await test.settings.change({ by: 'anna', set: { listeners: [at(4242), at(4001, 'worklist')] } });
    const before = test.moves.length;
    await test.settings.change({ by: 'anna', set: { listeners: [at(104), at(4001, 'worklist')] } });
    assert.deepEqual(test.moves.slice(before), [{ closed: [4242], opened: [104] }]);
    await test.settings.change({ by: 'anna', set: { ownAeTitle: 'NEW' } });
    assert.equal(test.moves.length, before + 1);
  });

  it('is not asked on a computer; on a box it is, and what it refuses is said', async () => {
    const asked: unknown[] = [];
    const { log, lines } = gatheredLog();
    const refuse = async (verb: string, args: unknown) => {
      asked.push([verb, args]);
      throw new Error('nft failed');
    };
    const moved = { closed: [104], opened: [4001] };
    await moveFirewallPorts(moved, log, { isBox: () => false, ask: refuse });
    assert.deepEqual(asked, []);
    await moveFirewallPorts(moved, log, { isBox: () => true, ask: refuse });
    assert.deepEqual(asked, [['network.ports', moved]]);
    assert.match(lines.join(), /nft failed.*Settings/);
  });
});
