import { wrapWords } from '../../app/base/base.ts';
import { BEATS, type Colour, LEDS, type Led, type Look, RHYTHM_WORDS, STAGE_MS } from '../../app/panel/panel.ts';
import { type ChartRow, handRows, rowsOf, stageRows } from './chart-rows.ts';

// A4 upright, in millimetres.
export const PAGE = { width: 210, height: 297, margin: 8 } as const;
const RIGHT = PAGE.width - PAGE.margin;
const FONT = 2.5;
const LINE = 2.95;
const GAP = 1.5;
const STRIP = { width: 27, height: 2.6, seconds: 4 } as const;
const COLUMNS = { strip: PAGE.margin, looks: 37, means: 66, toDo: 132 } as const;

/** Dark enough for print, light enough for a screen; each is named in words beside it too. */
const INK: Readonly<Record<Colour, string>> = { green: '#18894a', amber: '#e08a00', red: '#c81e1e' };
const LED_WORDS: Readonly<Record<Led, string>> = {
  POWER: 'the box itself',
  MODALITY: 'the cable to CT, MR, US, CR …',
  HOSPITAL: 'the cable to the hospital network, and what is sent on',
  STORE: 'the disk and the index',
};

/** The chart for the wall. */
export function chartSvg(): string {
  const parts: string[] = [];
  let y: number = PAGE.margin + 7;
  parts.push(text(PAGE.margin, y, 'Filmroom: what the LEDs say', { size: 7, bold: true }));
  y += 5;
  const about =
    'Colour says how bad: green, nothing to do or work going on; amber, look at it today; red, look at it now. The rhythm says what: it alone is enough, for eyes and LEDs that know one colour. The bars show four seconds.';
  for (const line of wrapped(about, RIGHT - PAGE.margin, FONT)) {
    parts.push(text(PAGE.margin, y, line));
    y += LINE;
  }
  for (const led of LEDS) {
    y = heading(parts, y, led, LED_WORDS[led]);
    for (const row of rowsOf(led)) y = chartRow(parts, y, row);
  }
  y = heading(parts, y, 'ALL FOUR', 'somebody is at the box');
  for (const row of handRows()) y = chartRow(parts, y, row);
  y = heading(
    parts,
    y,
    'THE BUTTON',
    'a tap makes the box blink; held, it counts: let go at the count you want, or hold on beyond the last to cancel',
  );
  y = stages(parts, y);
  if (y > PAGE.height - PAGE.margin / 2) throw new Error(`the chart is ${y - PAGE.height + PAGE.margin / 2} mm too long for its page`);
  const box = `width="${PAGE.width}mm" height="${PAGE.height}mm" viewBox="0 0 ${PAGE.width} ${PAGE.height}"`;
  const style = `font-family="Liberation Sans, Arial, Helvetica, sans-serif" font-size="${FONT}" fill="#111"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${box} ${style}>`,
    '<title>Filmroom: what the LEDs say</title>',
    '<!-- made by hardware/leds/chart.ts from app/panel/grammar.ts -->',
    `<rect width="${PAGE.width}" height="${PAGE.height}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function heading(parts: string[], y: number, name: string, words: string): number {
  const top = y + 0.6;
  parts.push(`<rect x="${PAGE.margin}" y="${mm(top)}" width="${RIGHT - PAGE.margin}" height="5" fill="#1b2a3a"/>`);
  parts.push(text(PAGE.margin + 1.5, top + 3.6, name, { size: 3.4, bold: true, ink: '#fff' }));
  parts.push(text(PAGE.margin + 29, top + 3.5, words, { ink: '#fff' }));
  return top + 5;
}

function chartRow(parts: string[], y: number, { look, means, toDo }: ChartRow): number {
  const columns = [
    { x: COLUMNS.looks, lines: wrapped(looksOf(look), COLUMNS.means - COLUMNS.looks - 1, FONT * 1.2), bold: true },
    { x: COLUMNS.means, lines: wrapped(means, COLUMNS.toDo - COLUMNS.means - 2, FONT), bold: false },
    { x: COLUMNS.toDo, lines: wrapped(toDo, RIGHT - COLUMNS.toDo, FONT), bold: false },
  ];
  const height = Math.max(...columns.map(({ lines }) => lines.length)) * LINE + GAP;
  strip(parts, COLUMNS.strip, y + (height - STRIP.height) / 2, look);
  for (const { x, lines, bold } of columns)
    for (const [at, line] of lines.entries()) parts.push(text(x, y + GAP / 2 + FONT * 0.9 + at * LINE, line, { bold }));
  const bottom = y + height;
  parts.push(`<path d="M${PAGE.margin} ${mm(bottom)}H${RIGHT}" stroke="#bbb" stroke-width="0.15"/>`);
  return bottom;
}

function looksOf({ colour, rhythm }: Look): string {
  return rhythm === 'off' ? RHYTHM_WORDS.off : `${colour}: ${RHYTHM_WORDS[rhythm]}`;
}

/** Four seconds of the LED, from left to right. */
function strip(parts: string[], x: number, y: number, { colour, rhythm }: Look): void {
  const perMs = STRIP.width / (STRIP.seconds * 1000);
  const beats = BEATS[rhythm];
  parts.push(`<rect x="${x}" y="${mm(y)}" width="${STRIP.width}" height="${STRIP.height}" fill="#2c2c2c"/>`);
  for (let at = 0, beat = 0; at < STRIP.seconds * 1000; beat++) {
    const { isLit, ms } = beats[beat % beats.length]!;
    const width = Math.min(ms, STRIP.seconds * 1000 - at) * perMs;
    if (isLit)
      parts.push(`<rect x="${mm(x + at * perMs)}" y="${mm(y)}" width="${mm(width)}" height="${STRIP.height}" fill="${INK[colour]}"/>`);
    at += ms;
  }
}

function stages(parts: string[], y: number): number {
  const rows = stageRows(STAGE_MS);
  const width = (RIGHT - PAGE.margin) / rows.length;
  let bottom = y;
  for (const [at, { flashes, fromSeconds, name, does }] of rows.entries()) {
    const x = PAGE.margin + at * width + (at > 0 ? 1.5 : 0);
    parts.push(text(x, y + 4.4, `${flashes}×`, { size: 4.4, bold: true, ink: INK.amber }));
    parts.push(text(x + 8, y + 3.2, name, { bold: true }), text(x + 8, y + 3.2 + LINE, `from ${fromSeconds} s`));
    for (const [line, words] of wrapped(does, width - 3, FONT).entries()) {
      const top = y + 10 + line * LINE;
      parts.push(text(x, top, words));
      bottom = Math.max(bottom, top + GAP);
    }
  }
  return bottom;
}

/** Widths are guessed a little large, so that any sans-serif fits. */
function wrapped(words: string, width: number, size: number): string[] {
  return wrapWords(words, Math.floor(width / (size * 0.52)));
}

function text(x: number, y: number, words: string, { size = FONT, bold = false, ink = '' } = {}): string {
  const attributes = [size === FONT ? '' : ` font-size="${size}"`, bold ? ' font-weight="700"' : '', ink ? ` fill="${ink}"` : ''];
  return `<text x="${mm(x)}" y="${mm(y)}"${attributes.join('')}>${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}

function mm(value: number): string {
  return String(Math.round(value * 100) / 100);
}
