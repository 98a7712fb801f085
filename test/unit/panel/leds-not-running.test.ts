import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fakeLeds, TRIGGERS } from '../../support/fake-leds.ts';

const SCRIPT = new URL('../../../overlays/common/usr/lib/filmroom/leds-not-running', import.meta.url).pathname;
const TIMER = TRIGGERS.replace('[none]', 'none').replace('timer', '[timer]');

/** What the unit runs before the program and after its death, on LEDs that blink. */
function notRunning(conf: string, ...names: string[]) {
  const leds = fakeLeds(Object.fromEntries(names.map((name) => [name, TIMER])));
  const file = join(leds.folder, 'leds.conf');
  writeFileSync(file, conf);
  const { status, stderr } = spawnSync('/bin/sh', [SCRIPT, file, leds.folder], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return leds;
}

describe('the panel while the program does not run', () => {
  it('POWER beats in red, the rest is dark', () => {
    using leds = notRunning(
      "POWER='green=box:green red=box:red'\nSTORE='one=input*::mail'\nBUTTON='filmroom-button'\n",
      ...['box:green', 'box:red', 'input7::mail', 'mmc0'],
    );
    const triggers = ['box:green', 'box:red', 'input7::mail', 'mmc0'].map((name) => leds.trigger(name).trim());
    assert.deepEqual(triggers, ['none', 'heartbeat', 'none', 'timer']);
  });
  it('a lamp of one colour, shared by all, beats', () => {
    using leds = notRunning("POWER='one=ACT'\nMODALITY='one=ACT' # shared\nHOSPITAL='one=ACT'\nSTORE='one=ACT'\n", 'ACT');
    assert.equal(leds.trigger('ACT').trim(), 'heartbeat');
  });
  it('a board without LEDs, and one whose LEDs are not there, are no fault', () => {
    using none = notRunning('# a PC\n', 'ACT');
    assert.equal(none.trigger('ACT'), 'timer');
    using _ = notRunning("POWER='red=filmroom:red:power'\n", 'ACT');
  });
});
