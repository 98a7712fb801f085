import { PanelError } from './errors.ts';
import { LEDS, type Led } from './grammar.ts';
import type { Colour } from './look.ts';

/** One thing that gives light, and the LEDs of the panel that it plays. */
export interface Lamp {
  /** More than one: they share it, and it shows the most urgent. */
  readonly plays: readonly Led[];
  readonly parts: readonly LampPart[];
}

export interface LampPart {
  /** `one`: an LED of a single colour, whichever. */
  readonly colour: Colour | 'one';
  /** A folder of the kernel's LED class; `*` stands for any characters, as numbers of input devices change from start to start. */
  readonly name: string;
}

export interface LedsConf {
  readonly lamps: readonly Lamp[];
  /** The name of the input device whose KEY_PROG1 is the button. */
  readonly button: string | undefined;
}

const COLOURS: readonly string[] = ['green', 'amber', 'red', 'one'] satisfies LampPart['colour'][];

/**
 * Reads `hardware/boards/<board>/leds.conf`: for each LED of the panel, the LED-class names that light it, by colour.
 *
 *     POWER='green=box:green:power red=box:red:power'
 *     MODALITY='one=ACT'
 *     HOSPITAL='one=ACT'        # the same lamp: shared
 *     BUTTON='gpio-keys'
 *
 * @throws PanelError PANEL_LEDS_CONF, with the line
 */
export function parseLedsConf(text: string): LedsConf {
  const values = new Map<string, string>();
  for (const [at, line] of text.split('\n').entries()) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    const [, key = '', value = ''] = /^([A-Z]+)='([^']*)'\s*(?:#.*)?$/.exec(line) ?? [];
    if (key !== 'BUTTON' && !isLed(key)) throw bad(at, line, `begins with none of ${[...LEDS, 'BUTTON'].join('=, ')}=, or has no 'quotes'`);
    if (values.has(key)) throw bad(at, line, `sets ${key} again`);
    if (isLed(key))
      for (const part of value.split(/\s+/).filter(Boolean)) if (!isPart(part)) throw bad(at, line, `${part} is no colour=name`);
    values.set(key, value.trim().replaceAll(/\s+/g, ' '));
  }
  return { lamps: lampsOf(values), button: values.get('BUTTON') || undefined };
}

function lampsOf(values: ReadonlyMap<string, string>): Lamp[] {
  const byParts = new Map<string, Led[]>();
  for (const led of LEDS) {
    const parts = values.get(led);
    if (parts) byParts.set(parts, [...(byParts.get(parts) ?? []), led]);
  }
  const lamps = [...byParts].map(([parts, plays]) => ({ plays, parts: parts.split(' ').map(partOf) }));
  const names = lamps.flatMap(({ parts }) => parts.map(({ name }) => name));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw new PanelError('PANEL_LEDS_CONF', `leds.conf: ${twice} is in two lamps; LEDs that share one name the same parts`);
  return lamps;
}

function partOf(text: string): LampPart {
  const at = text.indexOf('=');
  return { colour: text.slice(0, at) as LampPart['colour'], name: text.slice(at + 1) };
}

function isPart(text: string): boolean {
  const { colour, name } = partOf(text);
  return COLOURS.includes(colour) && /^[\w:.*-]+$/.test(name) && !name.startsWith('.');
}

function isLed(key: string): key is Led {
  return (LEDS as readonly string[]).includes(key);
}

function bad(at: number, line: string, why: string): PanelError {
  return new PanelError('PANEL_LEDS_CONF', `leds.conf, line ${at + 1}: "${line}" ${why}`);
}
