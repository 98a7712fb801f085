import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { DEFAULT_SETTINGS, editSettings, Network, startNetwork } from '../../../app/network/network.ts';
import { boxTree, putFile } from '../../support/box-tree.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { silentNetwork as system } from '../../support/silent-network.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

it('a change that waits is taken back in its time, also where a second one or the button could not be noted (disk full, read-only)', async () => {
  for (const second of ['set', 'fallback'] as const) {
    const root = boxTree({ hospital: { mac: '02:00:00:00:00:01', device: 'pci0000:00/0000:00:02.0' } });
    const clock = fakeClock();
    await startNetwork({ root, system, clock, log, secondPortMs: 0 });
    const network = new Network({
      root,
      system,
      clock,
      log,
      confirmMs: 90_000,
      uptimeMs: () => clock.monotonicMs(),
      bootId: () => 'first',
    });
    const hospital = () => readFileSync(join(root, 'run/systemd/network/10-hospital.network'), 'utf8');
    await network.set(editSettings(DEFAULT_SETTINGS, ['hospital=10.1.2.3/24']));

    const folder = join(root, 'var/lib/filmroom-box');
    renameSync(folder, `${folder}-away`);
    putFile(root, 'var/lib/filmroom-box', 'a file, where a folder should be');
    const another = editSettings(DEFAULT_SETTINGS, ['hospital=10.9.9.9/24']);
    await assert.rejects(second === 'set' ? network.set(another) : network.fallback());
    rmSync(folder);
    renameSync(`${folder}-away`, folder);

    assert.ok(network.isWaiting);
    assert.match(hospital(), /10\.1\.2\.3/);
    clock.advance(90_000);
    for (let tries = 0; !network.report().lastChange && tries < 500; tries++) await new Promise((later) => setTimeout(later, 2));
    assert.match(hospital(), /DHCP=yes/);
    assert.equal(network.report().lastChange?.outcome, 'not confirmed');
  }
});
