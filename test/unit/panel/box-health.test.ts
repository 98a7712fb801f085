import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { createBoxHealth } from '../../../app/box-health.ts';
import { createClaimWindow } from '../../../app/claim-window.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const IDENTITY = { suffix: '7K3F', keyFingerprint: 'ab'.repeat(32) };

function box(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'filmroom-box-'));
  const set = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) set(path, text);
  const clock = fakeClock();
  const claimWindow = createClaimWindow(clock);
  const health = createBoxHealth({ clock, claimWindow, root });
  return { root, set, clock, claimWindow, health, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}

describe('what the box says of itself', () => {
  it('a machine that is no box has an owner and is well', () => {
    using pc = box({});
    assert.deepEqual(pc.health(), { claim: 'claimed', degraded: false });
  });
  it('unclaimed while it has a claim code; the button opens the window', () => {
    using fresh = box({ 'var/lib/filmroom-box/identity.json': JSON.stringify({ ...IDENTITY, claimCode: 'K7PX-49TM-HR3C' }) });
    assert.equal(fresh.health().claim, 'unclaimed');
    fresh.claimWindow.open();
    assert.equal(fresh.health().claim, 'window');
    fresh.claimWindow.close();
    fresh.set('var/lib/filmroom-box/identity.json', JSON.stringify(IDENTITY));
    fresh.clock.advance(5000);
    assert.equal(fresh.health().claim, 'claimed');
  });
  it('degraded where the watchdog made the last restart (WDIOF_CARDRESET)', () => {
    using struck = box({ 'sys/class/watchdog/watchdog0/bootstatus': '32\n' });
    assert.equal(struck.health().degraded, true);
    using calm = box({ 'sys/class/watchdog/watchdog0/bootstatus': '0\n' });
    assert.equal(calm.health().degraded, false);
  });
  it('degraded while the clock is before the day the image was made', () => {
    using early = box({ 'etc/filmroom/image': 'VERSION=1\nBOARD=nuc\n' });
    const at = early.clock.now() / 1000;
    utimesSync(join(early.root, 'etc/filmroom/image'), at + 3, at + 3);
    assert.equal(early.health().degraded, true);
    early.clock.advance(5000);
    assert.equal(early.health().degraded, false);
  });
});
