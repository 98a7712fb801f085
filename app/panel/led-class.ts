import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, errnoOf, type Log, wordsOf } from '../base/base.ts';
import type { Picture } from './grammar.ts';
import { lookOf, partsLit, patternOf, patternUnlessDead } from './lamps.ts';
import type { Lamp, LampPart } from './leds-conf.ts';
import { BEATS, type Rhythm } from './look.ts';

/** Lights a panel. `show` returns at once and is called often: what is shown already costs nothing. */
export interface PanelDriver {
  show(picture: Picture): void;
  /** What was asked for last has been shown. */
  settled(): Promise<void>;
  /** Leaves the panel as it looks without the program. */
  close(): Promise<void>;
}

export interface LedClassOptions {
  readonly lamps: readonly Lamp[];
  /** `/sys/class/leds`. */
  readonly folder: string;
  /** POWER turns to `not-running` by itself where `show` was not called for so long. */
  readonly deadManMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** The attributes of a trigger appear with it, and udev gives them to our group a moment later. */
const TRY_AGAIN_MS = 50;
const MOST_TRIES = 40;

/** The kernel's LED class (Documentation/leds/leds-class.rst): the kernel does the blinking. */
export function openLedClass({ lamps, folder, deadManMs, clock, log }: LedClassOptions): PanelDriver {
  const written = new Map<string, { readonly key: string; readonly at: number }>();
  const failing = new Set<string>();
  let wanted: Picture | undefined;
  let working: Promise<void> | undefined;

  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

  async function write(path: string, text: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        const file = await open(path, 'r+'); // an attribute that is not there is not made
        try {
          await file.truncate(0).catch(() => undefined); // for files that stand in for sysfs
          await file.writeFile(text);
        } finally {
          await file.close();
        }
        return;
      } catch (error) {
        const errno = errnoOf(error);
        if ((errno !== 'EACCES' && errno !== 'ENOENT') || tries >= MOST_TRIES) throw error;
        await wait(TRY_AGAIN_MS);
      }
    }
  }

  /** Shows `rhythm` on one LED; `dead` is what it turns to unless shown again. */
  async function light(led: string, rhythm: Rhythm, dead: Rhythm | undefined): Promise<void> {
    const text = await readFile(join(led, 'trigger'), 'utf8');
    const triggers = triggersOf(led, text);
    const attribute = (name: string) => join(led, name);
    const choose = async (trigger: string): Promise<void> => {
      // the kernel makes the attributes of a trigger anew even where it is the same again, and udev has to give them to us once more
      if (!text.includes(`[${trigger}]`)) await write(attribute('trigger'), trigger);
    };
    const most = Number(await readFile(attribute('max_brightness'), 'utf8')) || 1;
    const beats = BEATS[rhythm];
    const pattern = dead && patternUnlessDead(rhythm, dead, deadManMs, most);
    if (pattern && triggers.includes('pattern')) {
      await choose('pattern');
      await write(attribute('pattern'), pattern);
    } else if (rhythm === 'off' || rhythm === 'steady') {
      await choose('none');
      await write(attribute('brightness'), String(rhythm === 'off' ? 0 : most));
    } else if (rhythm === 'heartbeat' && triggers.includes('heartbeat')) {
      await choose('heartbeat');
    } else if (beats.length > 2 && triggers.includes('pattern')) {
      await choose('pattern');
      await write(attribute('pattern'), patternOf(beats, most));
    } else {
      await choose('timer'); // a count of flashes is lost on a kernel without the pattern trigger
      await write(attribute('delay_on'), String(beats[0]?.ms));
      await write(attribute('delay_off'), String(beats[1]?.ms));
    }
  }

  const known = new Map<string, readonly string[]>();
  function triggersOf(led: string, text: string): readonly string[] {
    const found = known.get(led) ?? text.replaceAll(/[[\]]/g, '').trim().split(/\s+/);
    known.set(led, found);
    return found;
  }

  async function lightPart(part: LampPart, rhythm: Rhythm, dead: Rhythm | undefined): Promise<void> {
    const key = `${rhythm} ${dead}`;
    const before = written.get(part.name);
    const isFresh = !dead || clock.monotonicMs() - (before?.at ?? 0) < deadManMs / 6;
    if (before?.key === key && isFresh) return;
    try {
      const led = await folderOf(folder, part.name);
      if (!led) throw new Error('there is no such LED');
      await light(led, rhythm, dead);
      written.set(part.name, { key, at: clock.monotonicMs() });
      if (failing.delete(part.name)) log.info('panel.led-back', { led: part.name });
    } catch (error) {
      written.delete(part.name);
      if (!failing.has(part.name)) log.warn('panel.led-failed', { led: part.name, words: wordsOf(error) });
      failing.add(part.name);
    }
  }

  async function work(): Promise<void> {
    while (wanted) {
      const picture = wanted;
      wanted = undefined;
      for (const lamp of lamps) {
        const look = lookOf(lamp, picture);
        const isWatched = lamp.plays.includes('POWER') && picture.POWER.urgency !== 'hand';
        const lit = partsLit(lamp, look.colour);
        const litWhenDead = partsLit(lamp, 'red');
        for (const part of lamp.parts) {
          const dead = litWhenDead.includes(part) ? 'heartbeat' : 'off';
          await lightPart(part, lit.includes(part) ? look.rhythm : 'off', isWatched ? dead : undefined);
        }
      }
    }
    working = undefined;
  }

  return {
    show(picture) {
      wanted = picture;
      working ??= work();
    },
    settled: async () => working,
    async close() {
      await working;
      for (const lamp of lamps)
        for (const part of lamp.parts) {
          const isLit = lamp.plays.includes('POWER') && partsLit(lamp, 'red').includes(part);
          await lightPart(part, isLit ? 'heartbeat' : 'off', undefined);
        }
    },
  };
}

/** The folder of an LED; the first of several by name where `*` stands for more. */
async function folderOf(folder: string, name: string): Promise<string | undefined> {
  if (!name.includes('*')) return join(folder, name);
  const wanted = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  const found = (await readdir(folder)).filter((each) => wanted.test(each)).sort();
  return found[0] && join(folder, found[0]);
}
