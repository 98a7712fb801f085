import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { lookOf, partsLit, patternOf, patternUnlessDead } from '../../../app/panel/lamps.ts';
import { parseLedsConf } from '../../../app/panel/leds-conf.ts';
import { BEATS, type Colour, type Rhythm } from '../../../app/panel/look.ts';
import { ALL_WELL, type Health, panelOf } from '../../../app/panel/panel.ts';

const SHARED = "POWER='green=a red=b' # two colours\nMODALITY='one=ACT'\nHOSPITAL='one=ACT'\n\n# nothing for STORE\nBUTTON='gpio-keys'\n";

describe('leds.conf', () => {
  it('gives lamps, the LEDs that each plays, and the button', () =>
    assert.deepEqual(parseLedsConf(SHARED), {
      lamps: [
        {
          plays: ['POWER'],
          parts: [
            { colour: 'green', name: 'a' },
            { colour: 'red', name: 'b' },
          ],
        },
        { plays: ['MODALITY', 'HOSPITAL'], parts: [{ colour: 'one', name: 'ACT' }] },
      ],
      button: 'gpio-keys',
    }));
  it('may be empty', () => assert.deepEqual(parseLedsConf('# none\n'), { lamps: [], button: undefined }));
  for (const [text, why] of [
    ["LIGHT='one=a'", /line 1.*begins with none of POWER=/],
    ['\nPOWER=one=a', /line 2.*no 'quotes'/],
    ["POWER='one=a'\nPOWER='one=b'", /line 2.*sets POWER again/],
    ["POWER='blue=a'", /blue=a is no colour=name/],
    ["POWER='one=../../x'", /is no colour=name/],
    ["POWER='one=a'\nSTORE='one=a red=b'", /a is in two lamps/],
  ] as const)
    it(`says what is wrong with ${JSON.stringify(text)}`, () =>
      assert.throws(
        () => parseLedsConf(text),
        (error: Error & { code?: string }) => error.code === 'PANEL_LEDS_CONF' && why.test(error.message),
      ));
  for (const file of globSync('hardware/boards/*/leds.conf', { cwd: new URL('../../../', import.meta.url) }))
    it(`${file} can be read`, () => void parseLedsConf(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')));
});

describe('a lamp', () => {
  const [own, shared] = parseLedsConf(SHARED).lamps;
  const health = (some: { modality?: Partial<Health['modality']>; hospital?: Partial<Health['hospital']> }): Health => ({
    ...ALL_WELL,
    modality: { ...ALL_WELL.modality, ...some.modality },
    hospital: { ...ALL_WELL.hospital, ...some.hospital },
  });
  const shows = (some: Parameters<typeof health>[0]) => {
    const { colour, rhythm } = lookOf(shared!, panelOf(health(some)));
    return `${colour} ${rhythm}`;
  };
  it('that LEDs share shows the most urgent', () => {
    assert.equal(shows({}), 'green steady');
    assert.equal(shows({ modality: { receiving: true } }), 'green slow');
    assert.equal(shows({ modality: { refusedLately: true }, hospital: { destinationRefuses: true } }), 'red flash-2');
  });
  it('that LEDs share is not dark while one of them is', () =>
    assert.equal(shows({ hospital: { link: 'down' }, modality: { receiving: true } }), 'amber wink'));
  it('mixes amber of red and green, and makes do with what it has', () => {
    const names = (lamp: typeof own, colour: Colour) => partsLit(lamp!, colour).map(({ name }) => name);
    assert.deepEqual(names(own, 'green'), ['a']);
    assert.deepEqual(names(own, 'red'), ['b']);
    assert.deepEqual(names(own, 'amber'), ['a', 'b']);
    assert.deepEqual(names(shared, 'red'), ['ACT']);
  });
});

describe('patterns of the kernel', () => {
  it('are steps: each beat, then the same brightness for 0 ms', () =>
    assert.equal(patternOf(BEATS.slow, 255), '255 1000 255 0 0 1000 0 0'));
  it('turn to the other look after the time of the dead man', () =>
    assert.match(patternUnlessDead('steady', 'heartbeat', 30_000, 1)!, /^1 30000 1 0 1 70 1 0 0 180 0 0 1 70 1 0 0 940 0 0 1 70 /));
  for (const rhythm of Object.keys(BEATS) as Rhythm[])
    if (rhythm !== 'fast' && rhythm !== 'limp')
      it(`${rhythm} with its dead man fits into a page`, () => assert.ok(patternUnlessDead(rhythm, 'heartbeat', 20_000, 255)));
});
