import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createLog } from '../../../app/base/base.ts';
import type { ButtonEvent } from '../../../app/panel/button.ts';
import { ALL_WELL, createLineDriver, drawPanel, openButtonDevice, panelOf, reportOf, startPanel } from '../../../app/panel/panel.ts';
import { fakeClock } from '../../support/fake-clock.ts';

function gathered() {
  const lines: string[] = [];
  return { lines, log: createLog({ level: 'info', style: 'journald', write: (line) => void lines.push(line.trim()) }) };
}

/** A panel with a button that the test presses, and what it shows as lines. */
function panel(actions: Parameters<typeof startPanel>[0]['actions'] = {}) {
  const clock = fakeClock();
  const shown: string[] = [];
  const { lines, log } = gathered();
  let send = (_: ButtonEvent) => {};
  const started = startPanel({
    ...{ health: () => ALL_WELL, actions, clock, log },
    driver: createLineDriver((line) => void shown.push(line)),
    openButton(onEvent) {
      send = onEvent;
      return { close: () => undefined };
    },
  });
  const press = (ms: number) => {
    send({ kind: 'down', at: clock.monotonicMs() });
    for (let left = ms; left > 0; left -= 100) {
      clock.advance(Math.min(100, left));
      send({ kind: 'tick', at: clock.monotonicMs() });
    }
    send({ kind: 'up', at: clock.monotonicMs() });
  };
  return { started, clock, shown, lines, press, power: () => started.picture().POWER.state };
}

describe('the panel', () => {
  it('a tap makes it blink for half a minute, a second tap ends that', () => {
    const { press, power, clock } = panel();
    press(200);
    assert.equal(power(), 'identify');
    clock.advance(29_700);
    assert.equal(power(), 'identify');
    clock.advance(300);
    assert.equal(power(), 'healthy');
    press(200);
    press(200);
    assert.equal(power(), 'healthy');
  });
  it('shows each stage while the button is held', () => {
    const { press, shown } = panel();
    press(18_500);
    assert.deepEqual(
      shown.map((line) => /\(([^)]*)\)/.exec(line)?.[1]),
      ['healthy', 'held-1', 'held-2', 'held-3', 'held-4', 'held-5', 'healthy'],
    );
  });
  it('runs the action of the stage, and logs that it was asked', () => {
    const done: string[] = [];
    const { press, lines, clock } = panel({ reboot: () => void done.push('reboot'), 'factory-reset': () => void done.push('reset') });
    press(4000);
    assert.deepEqual(done, ['reboot']);
    press(16_000);
    assert.deepEqual(done, ['reboot']);
    clock.advance(1000);
    press(300);
    assert.deepEqual(done, ['reboot', 'reset']);
    assert.deepEqual(lines, [
      '<4>panel.button action=reboot outcome=asked',
      '<4>panel.button action=factory-reset outcome="awaits a second press"',
      '<4>panel.button action=factory-reset outcome=asked',
    ]);
  });
  it('logs what is not possible, what was cancelled, and what failed', async () => {
    const { press, lines } = panel({ reboot: () => Promise.reject(new Error('no systemd here')) });
    press(7000);
    press(19_000);
    press(3500);
    await new Promise(setImmediate);
    assert.deepEqual(lines, [
      '<4>panel.button action=network-fallback outcome="not possible on this machine"',
      '<6>panel.button outcome=cancelled why="held too long"',
      '<4>panel.button action=reboot outcome=asked',
      '<3>panel.button action=reboot outcome=failed words="no systemd here"',
    ]);
  });
});

/** One record of struct input_event of KEY_PROG1. */
function record(atMs: number, value: 0 | 1): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeBigInt64LE(BigInt(Math.floor(atMs / 1000)), 0);
  bytes.writeBigInt64LE(BigInt((atMs % 1000) * 1000), 8);
  bytes.writeUInt16LE(1, 16);
  bytes.writeUInt16LE(148, 18);
  bytes.writeInt32LE(value, 20);
  return bytes;
}

describe('the button as evdev has it', () => {
  function machine() {
    const root = mkdtempSync(join(tmpdir(), 'filmroom-button-'));
    const [classFolder, deviceFolder] = [join(root, 'class'), join(root, 'dev')];
    mkdirSync(deviceFolder);
    const plug = (event: string, name: string) => {
      mkdirSync(join(classFolder, event, 'device'), { recursive: true });
      writeFileSync(join(classFolder, event, 'device', 'name'), `${name}\n`);
      writeFileSync(join(deviceFolder, event), '');
    };
    mkdirSync(classFolder);
    plug('event0', 'AT keyboard');
    return { classFolder, deviceFolder, plug, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
  }
  function opened({ classFolder, deviceFolder }: { classFolder: string; deviceFolder: string }) {
    const clock = fakeClock();
    const startsAt = clock.now();
    const events: ButtonEvent[] = [];
    const { log, lines } = gathered();
    const onEvent = (event: ButtonEvent) => void (event.kind !== 'tick' && events.push(event));
    const device = openButtonDevice({ name: 'gpio-keys', classFolder, deviceFolder, clock, log, onEvent });
    return { clock, startsAt, events, lines, device };
  }

  it('is found by its name, and gives the times of the kernel', () => {
    using box = machine();
    box.plug('event3', 'gpio-keys');
    const { clock, startsAt, events, device } = opened(box);
    clock.advance(1000);
    appendFileSync(join(box.deviceFolder, 'event3'), Buffer.concat([record(startsAt + 1010, 1), record(startsAt + 1045, 0)]));
    clock.advance(50);
    assert.deepEqual(events, [
      { kind: 'down', at: 1010 },
      { kind: 'up', at: 1045 },
    ]);
    device.close();
  });
  it('a clock that was set meanwhile moves a time only between two looks', () => {
    using box = machine();
    box.plug('event3', 'gpio-keys');
    const { clock, startsAt, events, device } = opened(box);
    clock.advance(1000);
    appendFileSync(join(box.deviceFolder, 'event3'), Buffer.concat([record(startsAt - 86_400_000, 1), record(startsAt + 86_400_000, 0)]));
    clock.advance(50);
    assert.deepEqual(events, [
      { kind: 'down', at: 1000 },
      { kind: 'up', at: 1050 },
    ]);
    device.close();
  });
  it('is looked for again where it is not there yet', () => {
    using box = machine();
    const { clock, startsAt, events, lines, device } = opened(box);
    clock.advance(25_000);
    assert.equal(lines.length, 1, 'said once');
    assert.match(lines[0]!, /panel.button-missing device=gpio-keys/);
    box.plug('event9', 'gpio-keys');
    clock.advance(5000);
    appendFileSync(join(box.deviceFolder, 'event9'), record(startsAt + 30_010, 1));
    clock.advance(50);
    assert.deepEqual(events, [{ kind: 'down', at: 30_010 }]);
    device.close();
    assert.equal(clock.pending, 0);
  });
});

describe('the panel in a terminal', () => {
  const drawn = (colours: boolean) =>
    drawPanel(reportOf(panelOf({ ...ALL_WELL, degraded: true, store: { ...ALL_WELL.store, disk: 'full' } })), { colours, columns: 80 });
  it('says of each LED how it looks, what it means and what to do', () =>
    assert.equal(
      drawn(false),
      [
        'POWER     ● amber, lit, with short gaps',
        '            It works, but something is not as it should be: the previous system',
        '            runs, a watchdog has struck, or the time is not known.',
        '            Open the page: it says what and what to do.',
        'MODALITY  ● green, lit',
        '            Ready to receive.',
        'HOSPITAL  ● green, lit',
        '            Ready; nothing waits to be sent.',
        'STORE     ● red, flashes twice, pauses',
        '            The disk is full. Images are refused; modalities keep them and send',
        '            again.',
        '            Make room on the page, or put in a larger disk.',
        '',
      ].join('\n'),
    ));
  it('in colours where the terminal has them, blinking where the LED blinks', () => {
    assert.ok(drawn(true).includes('POWER     \u001b[5;33m●\u001b[0m amber'));
    assert.ok(drawn(true).includes('MODALITY  \u001b[32m●\u001b[0m green'));
  });
});
