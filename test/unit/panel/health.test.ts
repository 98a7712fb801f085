import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { ALL_WELL } from '../../../app/panel/panel.ts';
import { createHealth, createLinks, diskOf, type Watched } from '../../../app/program/panel-health.ts';
import { fakeClock } from '../../support/fake-clock.ts';

type Disk = ReturnType<Watched['archive']['diskSpace']>;
const DISK: Disk = { totalBytes: 1000, freeBytes: 500, reserveBytes: 50, accepting: true };

function watching() {
  const clock = fakeClock();
  const world = {
    disk: DISK,
    faults: 0,
    silent: false,
    judgedAtMs: undefined as number | undefined,
    refusals: [] as { at: number }[],
    open: [] as { bytes: number }[],
    stored: () => {},
    counts: () => Promise.resolve({}) as Promise<unknown>,
  };
  const watched = {
    archive: {
      diskSpace: () => world.disk,
      counts: () => world.counts(),
      onStored(listener: () => void) {
        world.stored = listener;
        return () => undefined;
      },
    },
    associations: { openAssociations: () => world.open, recentRefusals: () => world.refusals },
    faults: () => world.faults,
    isSilent: () => world.silent,
    judgedAtMs: () => world.judgedAtMs,
  } as unknown as Watched;
  return { clock, world, health: createHealth(watched, () => ALL_WELL, clock) };
}

describe('the health of the program', () => {
  it('is well', () => {
    assert.deepEqual({ ...ALL_WELL, ...watching().health() }, ALL_WELL);
  });
  it('a device that usually calls by now and has not is shown', () => {
    const { world, health } = watching();
    assert.equal(health().modality.silent, false);
    world.silent = true;
    assert.equal(health().modality.silent, true);
  });
  it('a refusal is shown for a minute', () => {
    const { clock, world, health } = watching();
    world.refusals = [{ at: clock.now() }];
    assert.equal(health().modality.refusedLately, true);
    clock.advance(60_000);
    assert.equal(health().modality.refusedLately, false);
  });
  it('receiving: for three seconds after an image, and while many bytes come', () => {
    const { clock, world, health } = watching();
    world.stored();
    assert.equal(health().modality.receiving, true);
    clock.advance(3000);
    assert.equal(health().modality.receiving, false);
    world.open = [{ bytes: 1000 }];
    assert.equal(health().modality.receiving, false, 'a C-ECHO');
    world.open = [{ bytes: 1000 }, { bytes: 10_000_000 }];
    assert.equal(health().modality.receiving, true);
  });
  it('committing: while images are read again for a storage commitment, and for three seconds after', () => {
    const { clock, world, health } = watching();
    assert.equal(health().store.committing, false, 'none yet');
    world.judgedAtMs = clock.monotonicMs();
    assert.equal(health().store.committing, true);
    clock.advance(2999);
    assert.equal(health().store.committing, true, 'one image is judged before anybody could see it');
    clock.advance(1);
    assert.equal(health().store.committing, false);
  });
  it('a fault that nobody caught', () => {
    const { world, health } = watching();
    world.faults = 1;
    assert.equal(health().fault, true);
  });
  it('an index that fails, hangs, and comes back', async () => {
    const { clock, world, health } = watching();
    const settle = () => new Promise(setImmediate);
    world.counts = () => Promise.reject(new Error('malformed'));
    clock.advance(30_000);
    health();
    await settle();
    assert.equal(health().store.indexFault, true);
    world.counts = () => Promise.resolve({});
    clock.advance(30_000);
    health();
    await settle();
    assert.equal(health().store.indexFault, false);
    world.counts = () => new Promise(() => {});
    clock.advance(30_000);
    health();
    clock.advance(10_000);
    assert.equal(health().store.indexFault, true);
  });
  for (const [about, some, disk] of [
    ['room', {}, 'usual'],
    ['79 %', { freeBytes: 210 }, 'usual'],
    ['80 %', { freeBytes: 200 }, 'almost-full'],
    ['the reserve reached', { freeBytes: 50, accepting: false }, 'full'],
    ['no writes although there is room', { accepting: false }, 'failed'],
    ['not looked at yet', { totalBytes: 0, freeBytes: 0 }, 'usual'],
  ] as const)
    it(`disk: ${about} is ${disk}`, () => assert.equal(diskOf({ ...DISK, ...some }), disk));
});

describe('cables', () => {
  function machine(carriers: Readonly<Record<string, string>>, files: readonly string[] = []) {
    const root = mkdtempSync(join(tmpdir(), 'filmroom-net-'));
    const put = (file: string) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), 'VERSION=1\nBOARD=nuc\n');
    };
    for (const file of files) put(file);
    const set = (name: string, carrier: string) => {
      mkdirSync(join(root, 'sys/class/net', name), { recursive: true });
      writeFileSync(join(root, 'sys/class/net', name, 'carrier'), `${carrier}\n`);
    };
    for (const [name, carrier] of Object.entries(carriers)) set(name, carrier);
    const clock = fakeClock();
    const config = { modalityInterface: 'eth-modality', hospitalInterface: 'eth-hospital' } as Parameters<typeof createLinks>[0];
    const links = createLinks(config, clock, root);
    return {
      ...{ root, set, put, clock },
      links: () => [links().modality.link, links().hospital.link],
      [Symbol.dispose]: () => rmSync(root, { recursive: true }),
    };
  }
  it('each shows its own, a second later', () => {
    using box = machine({ 'eth-modality': '1', 'eth-hospital': '0' });
    assert.deepEqual(box.links(), ['up', 'down']);
    box.set('eth-hospital', '1');
    box.clock.advance(1000);
    assert.deepEqual(box.links(), ['up', 'up']);
  });
  it('a box with one port shows it twice', () => {
    using box = machine({ 'eth-hospital': '0' });
    assert.deepEqual(box.links(), ['down', 'down']);
  });
  it('a port that the box gave its role to, and that is gone, has no cable', () => {
    using box = machine({ 'eth-hospital': '1' });
    box.put('run/systemd/network/10-eth-modality.link');
    assert.deepEqual(box.links(), ['down', 'up']);
    rmSync(join(box.root, 'run/systemd/network/10-eth-modality.link')); // the network fallback forgets it
    box.clock.advance(1000);
    assert.deepEqual(box.links(), ['up', 'up']);
  });
  it('nor has a box without any port', () => {
    using box = machine({}, ['etc/filmroom/image']);
    assert.deepEqual(box.links(), ['down', 'down']);
  });
  it('a PC with neither is not unplugged', () => {
    using box = machine({});
    assert.deepEqual(box.links(), ['unknown', 'unknown']);
  });
});
