import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Hl7Place, MovedPorts } from '../../../app/network/network.ts';
import { followers } from '../../../app/program/live-settings.ts';
import { moveFirewallHl7, moveFirewallPorts } from '../../../app/program/web-network.ts';
import { gatheredLog } from '../../support/gathered-log.ts';
import { testSettings } from '../../support/settings-under-test.ts';

function started() {
  const test = testSettings();
  const moves: MovedPorts[] = [];
  const hl7: (Hl7Place | undefined)[] = [];
  const parts = {
    aeTable: { replace() {} },
    panel: { change: async () => {} },
    sayWhere: async () => {},
    announce: async () => {},
    moveHl7: async (place: Hl7Place | undefined) => void hl7.push(place),
    movePorts: async (moved: MovedPorts) => void (moved.closed.length + moved.opened.length > 0 && moves.push(moved)),
  };
  for (const part of followers(parts)) test.settings.follow(part);
  return { settings: test.settings, moves, hl7, [Symbol.dispose]: () => test[Symbol.dispose]() };
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

  it('follows the HL7 port: opened, moved, shut', async () => {
    using test = started();
    const set = (values: Readonly<Record<string, unknown>>) => test.settings.change({ by: 'anna', set: values });
    await set({ 'hl7.port': 2576 });
    assert.deepEqual(test.hl7, [], 'nobody listens');
    await set({ 'hl7.listen': true });
    await set({ 'hl7.port': 2577 });
    await set({ 'hl7.tls': true });
    await set({ 'hl7.host': '192.168.104.1' });
    await set({ 'hl7.listen': false });
    assert.deepEqual(test.hl7, [
      { host: '0.0.0.0', port: 2576 },
      { host: '0.0.0.0', port: 2577 },
      { host: '192.168.104.1', port: 2577 },
      undefined,
    ]);
  });

  it('of HL7 is told on a box alone, and what it refuses is said', async () => {
    const asked: unknown[] = [];
    const { log, lines } = gatheredLog();
    const refuse = async (verb: string, args: unknown) => {
      asked.push([verb, args]);
      throw new Error('nft failed');
    };
    const place = { host: '::', port: 2575 };
    await moveFirewallHl7(place, log, { isBox: () => false, ask: refuse });
    assert.deepEqual(asked, []);
    await moveFirewallHl7(place, log, { isBox: () => true, ask: refuse });
    await moveFirewallHl7(undefined, log, { isBox: () => true, ask: refuse });
    assert.deepEqual(asked, [
      ['network.hl7', { place }],
      ['network.hl7', {}],
    ]);
    assert.match(lines.join(), /nft failed/);
  });
});
