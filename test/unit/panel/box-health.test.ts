import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { createBoxHealth } from '../../../app/program/box-health.ts';
import { createClaimWindow } from '../../../app/program/claim-window.ts';
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
  const hands = { installing: undefined as unknown };
  const asked: string[] = [];
  const ask = async (verb: string) => {
    asked.push(verb);
    return hands;
  };
  const box = createBoxHealth({ clock, claimWindow, root, ask });
  const health = async () => {
    box.now();
    await box.settled();
    return box.now();
  };
  return { root, set, clock, claimWindow, health, hands, asked, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}

describe('what the box says of itself', () => {
  it('a machine that is no box has an owner and is well', async () => {
    using pc = box({});
    assert.deepEqual(await pc.health(), { claim: 'claimed', degraded: false, updating: false });
  });
  it('unclaimed while it has a claim code; the button opens the window', async () => {
    using fresh = box({ 'var/lib/filmroom-box/identity.json': JSON.stringify({ ...IDENTITY, claimCode: 'K7PX-49TM-HR3C' }) });
    assert.equal((await fresh.health()).claim, 'unclaimed');
    fresh.claimWindow.open();
    assert.equal((await fresh.health()).claim, 'window');
    fresh.claimWindow.close();
    fresh.set('var/lib/filmroom-box/identity.json', JSON.stringify(IDENTITY));
    fresh.clock.advance(5000);
    assert.equal((await fresh.health()).claim, 'claimed');
  });
  it('degraded where the watchdog made the last restart (WDIOF_CARDRESET)', async () => {
    using struck = box({ 'sys/class/watchdog/watchdog0/bootstatus': '32\n' });
    assert.equal((await struck.health()).degraded, true);
    using calm = box({ 'sys/class/watchdog/watchdog0/bootstatus': '0\n' });
    assert.equal((await calm.health()).degraded, false);
  });
  it('degraded while the clock is before the day the image was made', async () => {
    using early = box({ 'etc/filmroom/image': 'VERSION=1\nBOARD=nuc\n', 'sys/class/rtc/rtc0/name': 'rtc_cmos\n' });
    const at = early.clock.now() / 1000;
    utimesSync(join(early.root, 'etc/filmroom/image'), at + 3, at + 3);
    assert.equal((await early.health()).degraded, true);
    early.clock.advance(5000);
    assert.equal((await early.health()).degraded, false);
  });
  it('degraded on a board without a clock until somebody has told the time, whom it asks chrony for once a minute', async () => {
    using pi = box({ 'etc/filmroom/image': 'VERSION=1\nBOARD=rpi4\n' });
    utimesSync(join(pi.root, 'etc/filmroom/image'), 0, 0);
    assert.equal((await pi.health()).degraded, true);
    assert.deepEqual(pi.asked, ['clock.known']);
    pi.clock.advance(55_000);
    await pi.health();
    assert.deepEqual(pi.asked, ['clock.known']);
    pi.clock.advance(5000);
    await pi.health();
    assert.deepEqual(pi.asked, ['clock.known', 'clock.known']);
    pi.set('run/filmroom-network/time-known', '');
    pi.clock.advance(60_000);
    assert.equal((await pi.health()).degraded, false);
    assert.equal(pi.asked.length, 2);
  });
  it('updating while the other slot is written, not while it waits for a restart, and again until the new one is found good', async () => {
    const pending = { from: { slot: 'A', version: '1' }, to: { slot: 'B', version: '2' }, links: [], at: 0 };
    using box1 = box({
      'proc/cmdline': 'quiet rauc.slot=A',
      'var/lib/filmroom-box/update.json': JSON.stringify({ versions: {}, pending }),
    });
    assert.equal((await box1.health()).updating, false);
    box1.hands.installing = { percent: 20, words: 'Copying' };
    box1.clock.advance(5000);
    assert.equal((await box1.health()).updating, true);
    box1.hands.installing = undefined;
    box1.set('proc/cmdline', 'quiet rauc.slot=B');
    box1.clock.advance(5000);
    assert.equal((await box1.health()).updating, true);
  });
  it('degraded after an update from which the box returned, and where GRUB had no slot left', async () => {
    const last = { outcome: 'returned', version: '2', at: 0, words: 'Version 2 did not work.' };
    using returned = box({ 'var/lib/filmroom-box/update.json': JSON.stringify({ versions: {}, last }) });
    assert.equal((await returned.health()).degraded, true);
    using rescued = box({ 'proc/cmdline': 'rauc.slot=A filmroom.rescue' });
    assert.equal((await rescued.health()).degraded, true);
  });
  it('degraded where the self-test of this start failed, not where that of one before did', async () => {
    const fall = {
      slot: 'A',
      version: '1',
      unit: 'filmroom-mark-good.service',
      result: 'exit-code',
      status: '1',
      rung: 'note',
      errors: [],
    };
    using failed = box({ 'proc/uptime': '100.00 200.00' });
    const at = failed.clock.now();
    failed.set('var/lib/filmroom-box/ladder.json', JSON.stringify([{ ...fall, at: at - 99_000 }]));
    assert.equal((await failed.health()).degraded, true);
    using before = box({
      'proc/uptime': '100.00 200.00',
      'var/lib/filmroom-box/ladder.json': JSON.stringify([{ ...fall, at: at - 101_000 }]),
    });
    assert.equal((await before.health()).degraded, false);
  });
});
