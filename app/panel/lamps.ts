import { type Picture, type Row, URGENCIES } from './grammar.ts';
import type { Lamp, LampPart } from './leds-conf.ts';
import { BEATS, type Beat, type Colour, type Look, type Rhythm } from './look.ts';

/** What a lamp shows: what its LED says, or the most urgent of those that share it (the first of them, where two are alike). */
export function lookOf(lamp: Lamp, picture: Picture): Look {
  const [first, ...others] = lamp.plays.map((led) => picture[led]);
  if (!first) throw new Error('a lamp plays at least one LED');
  const shown = others.reduce((most, row) => (urgencyOf(row) > urgencyOf(most) ? row : most), first);
  if (lamp.plays.length === 1 || shown.look.rhythm !== 'off') return shown.look;
  // dark would look like all LEDs of the lamp without power: where one of them alone is dark, the lamp says "look at the page"
  return shown.urgency === 'work' ? { colour: 'green', rhythm: 'slow' } : { colour: 'amber', rhythm: 'wink' };
}

function urgencyOf(row: Row): number {
  return URGENCIES.indexOf(row.urgency);
}

/** Which parts of a lamp are lit for a colour: that colour, red and green together for amber, else whatever there is. */
export function partsLit({ parts }: Lamp, colour: Colour): readonly LampPart[] {
  const wanted = colour === 'amber' && !parts.some((part) => part.colour === 'amber') ? ['red', 'green'] : [colour];
  const lit = parts.filter((part) => wanted.includes(part.colour));
  return lit.length > 0 ? lit : parts.slice(0, 1);
}

/** Longest text that an attribute of sysfs takes, a page, with some room. */
const MAX_PATTERN_CHARACTERS = 4000;

/** A rhythm as the kernel's `pattern` trigger takes it: `brightness ms brightness 0` for each beat, which is a step and no fading. */
export function patternOf(beats: readonly Beat[], maxBrightness: number): string {
  return beats
    .map(({ isLit, ms }) => {
      const brightness = isLit ? maxBrightness : 0;
      return `${brightness} ${ms} ${brightness} 0`;
    })
    .join(' ');
}

/**
 * A pattern that turns into another look by itself unless it is written anew in time: a program that hangs shows as not running, with nobody's help.
 * It begins again after minutes; the watchdog has acted by then.
 *
 * @param rhythm of this part of the lamp, while the program lives
 * @param dead of this part, once it does not
 * @returns undefined where it does not fit into what the kernel takes
 */
export function patternUnlessDead(rhythm: Rhythm, dead: Rhythm, deadManMs: number, maxBrightness: number): string | undefined {
  const alive =
    rhythm === 'off' || rhythm === 'steady' ? [{ isLit: rhythm === 'steady', ms: deadManMs }] : repeated(BEATS[rhythm], deadManMs);
  const before = patternOf(alive, maxBrightness);
  const cycle = patternOf(BEATS[dead], maxBrightness);
  const cycleMs = BEATS[dead].reduce((sum, { ms }) => sum + ms, 0);
  const times = Math.floor((2 * deadManMs) / cycleMs);
  const text = [before, ...Array.from({ length: times }, () => cycle)].join(' ');
  return text.length <= MAX_PATTERN_CHARACTERS ? text : undefined;
}

function repeated(beats: readonly Beat[], leastMs: number): Beat[] {
  const cycleMs = beats.reduce((sum, { ms }) => sum + ms, 0);
  return Array.from({ length: Math.ceil(leastMs / cycleMs) }, () => beats).flat();
}
