import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createLog } from '../../../app/base/base.ts';
import { openLedClass } from '../../../app/panel/led-class.ts';
import { parseLedsConf } from '../../../app/panel/leds-conf.ts';
import { ALL_WELL, type Health, panelOf } from '../../../app/panel/panel.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeLeds, TRIGGERS } from '../../support/fake-leds.ts';

function driver(folder: string, conf: string) {
  const lines: string[] = [];
  const clock = fakeClock();
  const log = createLog({ level: 'info', style: 'journald', write: (line) => void lines.push(line) });
  const panel = openLedClass({ lamps: parseLedsConf(conf).lamps, folder, deadManMs: 20_000, clock, log });
  const show = (health: Health) => {
    panel.show(panelOf(health));
    return panel.settled();
  };
  return { panel, show, clock, lines };
}

const BOX = "POWER='green=box:green:power red=box:red:power'\nSTORE='one=input*::mail'\n";
const box = () => fakeLeds({ 'box:green:power': TRIGGERS, 'box:red:power': TRIGGERS, 'input7::mail': TRIGGERS });
const store = (disk: Health['store']['disk']): Health => ({ ...ALL_WELL, store: { ...ALL_WELL.store, disk } });

describe('the LED class', () => {
  it('is lit and dark by brightness, without a trigger', async () => {
    using sys = box();
    const { show } = driver(sys.folder, BOX);
    await show(ALL_WELL);
    assert.deepEqual([sys.trigger('input7::mail'), sys.read('input7::mail', 'brightness')], ['none', '255']);
    await show(store('opening'));
    assert.equal(sys.read('input7::mail', 'brightness'), '0');
  });
  it('blinks by the kernel: even beats with timer, counts with pattern', async () => {
    using sys = box();
    const { show } = driver(sys.folder, BOX);
    await show(store('almost-full'));
    assert.deepEqual(
      [sys.trigger('input7::mail'), ...['delay_on', 'delay_off'].map((file) => sys.read('input7::mail', file))],
      ['timer', '1800', '200'],
    );
    await show(store('full'));
    assert.equal(sys.trigger('input7::mail'), 'pattern');
    assert.equal(sys.read('input7::mail', 'pattern'), '255 200 255 0 0 200 0 0 255 200 255 0 0 1200 0 0');
  });
  it('lights red and green for amber', async () => {
    using sys = box();
    const { show } = driver(sys.folder, BOX);
    await show({ ...ALL_WELL, button: 2 });
    for (const led of ['box:green:power', 'box:red:power']) assert.match(sys.read(led, 'pattern'), /^255 200 255 0 0 200/);
    await show({ ...ALL_WELL, identify: true });
    assert.deepEqual([sys.trigger('box:green:power'), sys.read('box:green:power', 'delay_on')], ['timer', '125']);
    assert.deepEqual([sys.trigger('box:red:power'), sys.read('box:red:power', 'brightness')], ['none', '0']);
  });
  it('POWER turns to not-running by itself, and is armed anew while the program lives', async () => {
    using sys = box();
    const { show, clock } = driver(sys.folder, BOX);
    await show(ALL_WELL);
    assert.match(sys.read('box:green:power', 'pattern'), /^255 20000 255 0 0 1000 0 0/, 'lit, then dark');
    assert.match(sys.read('box:red:power', 'pattern'), /^0 20000 0 0 255 70 255 0 0 180 0 0 255 70/, 'dark, then it beats');
    const forget = () => writeFileSync(join(sys.folder, 'box:green:power', 'pattern'), '');
    forget();
    clock.advance(1000);
    await show(ALL_WELL);
    assert.equal(sys.read('box:green:power', 'pattern'), '', 'not yet');
    clock.advance(3000);
    await show(ALL_WELL);
    assert.match(sys.read('box:green:power', 'pattern'), /^255 20000/);
  });
  it('what is shown already is not written again: a blink keeps its phase', async () => {
    using sys = box();
    const { show, clock } = driver(sys.folder, BOX);
    await show(store('almost-full'));
    writeFileSync(join(sys.folder, 'input7::mail', 'delay_on'), 'untouched');
    clock.advance(60_000);
    await show(store('almost-full'));
    assert.equal(sys.read('input7::mail', 'delay_on'), 'untouched');
  });
  it('beats like a heart once closed, and the others are dark', async () => {
    using sys = box();
    const { panel, show } = driver(sys.folder, BOX);
    await show(ALL_WELL);
    await panel.close();
    assert.equal(sys.trigger('box:red:power'), 'heartbeat');
    assert.equal(sys.read('box:green:power', 'brightness'), '0');
    assert.equal(sys.read('input7::mail', 'brightness'), '0');
  });
  it('says once that an LED is not there, lights the others, and tries again', async () => {
    using sys = box();
    const { show, lines } = driver(sys.folder, "POWER='one=gone*'\nSTORE='one=input*::mail'\n");
    await show(ALL_WELL);
    await show(ALL_WELL);
    assert.equal(sys.read('input7::mail', 'brightness'), '255');
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /panel.led-failed led="gone\*" words="there is no such LED"/);
  });
  it('makes do with timer where the kernel has no pattern', async () => {
    using sys = fakeLeds({ old: '[none] timer\n' });
    const { show } = driver(sys.folder, "STORE='one=old'\n");
    await show(store('full'));
    assert.deepEqual([sys.trigger('old'), sys.read('old', 'delay_on')], ['timer', '200']);
  });
});
