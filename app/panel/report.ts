import { wrapWords } from '../base/base.ts';
import { LEDS, type Led, type Picture, type Row, SAID_BY_OTHERS, type Urgency } from './grammar.ts';
import { type Colour, lookWords, type Rhythm } from './look.ts';

/** One LED as the API gives it and the terminal prints it. */
export interface LedReport {
  readonly led: Led;
  readonly state: string;
  readonly colour: Colour;
  readonly rhythm: Rhythm;
  readonly urgency: Urgency;
  /** How it looks, in words. */
  readonly looks: string;
  readonly means: string;
  readonly toDo: string;
}

export function reportOf(picture: Picture): LedReport[] {
  return LEDS.map((led) => oneReport(led, picture[led]));
}

function oneReport(led: Led, { state, look, urgency, means, toDo }: Omit<Row, 'isShown'>): LedReport {
  return { led, state, ...look, urgency, looks: lookWords(look), means, toDo };
}

/** The panel of a machine whose program does not answer. */
export function reportWithoutProgram(): LedReport[] {
  const power = SAID_BY_OTHERS.find(({ state }) => state === 'not-running');
  if (!power) throw new Error('the grammar has no row for a program that does not run');
  const dark = {
    state: 'not-running',
    look: { colour: 'green', rhythm: 'off' },
    urgency: 'fault',
    means: 'Not known.',
    toDo: 'Nothing.',
  } as const;
  return LEDS.map((led) => oneReport(led, led === 'POWER' ? power : dark));
}

const COLOUR_CODES: Readonly<Record<Colour, string>> = { green: '32', amber: '33', red: '31' };
const ESC = '\u001b[';
const INDENT = ' '.repeat(12);

/** The panel for a terminal: each LED, how it looks, what it means and what to do. */
export function drawPanel(leds: readonly LedReport[], options: { readonly colours: boolean; readonly columns: number }): string {
  return leds.map((led) => drawLed(led, options)).join('');
}

function drawLed({ led, colour, rhythm, looks, means, toDo }: LedReport, { colours, columns }: Parameters<typeof drawPanel>[1]): string {
  const lamp = rhythm === 'off' ? '○' : '●';
  const blink = rhythm === 'off' || rhythm === 'steady' ? '' : '5;';
  const painted = colours && rhythm !== 'off' ? `${ESC}${blink}${COLOUR_CODES[colour]}m${lamp}${ESC}0m` : lamp;
  const words = [means, ...(toDo === 'Nothing.' ? [] : [toDo])].flatMap((text) => wrapWords(text, Math.max(20, columns - INDENT.length)));
  return [`${led.padEnd(10)}${painted} ${looks}`, ...words.map((line) => `${INDENT}${line}`), ''].join('\n');
}

/** The panel in one line, for a log or a console. */
export function panelLine(picture: Picture): string {
  return reportOf(picture)
    .map(({ led, looks, state }) => `${led} ${looks} (${state})`)
    .join(' | ');
}
