import { BEATS, type Colour, type LedReport, type Rhythm } from '../panel/panel.ts';
import type { Address } from './networks.ts';
import { createPage, type Page, plainWidth } from './page.ts';
import { drawQr } from './qr.ts';

/** What the screen tells. */
export interface BoxFacts {
  readonly version: string;
  /** `filmroom-7K3Q.local`; undefined on a machine that has no name of ours. */
  readonly name: string | undefined;
  readonly addresses: readonly Address[];
  /** What a phone opens, and what the QR code says. */
  readonly pageUrl: string;
  /** The page by its other ways. */
  readonly otherUrls: readonly string[];
  readonly leds: readonly LedReport[];
  /** Our AE titles, each with its ports. */
  readonly dicom: readonly { readonly aeTitle: string; readonly ports: readonly number[]; readonly loopbackOnly: boolean }[];
  /** While nobody has taken the box into use. */
  readonly claimCode: string | undefined;
  /** What is wrong, or went wrong last, each in a sentence or two; the most urgent first. */
  readonly problems: readonly string[];
  /** Images and room, in words. */
  readonly store: string | undefined;
}

export interface ScreenStyle {
  readonly columns: number;
  readonly rows: number;
  readonly colours: boolean;
  /** Since some beginning: LEDs blink by it. */
  readonly atMs: number;
}

const ESC = '\u001b[';
const GAP = 3;
/** The lamp and the name of an LED, with a space each. */
const LED_COLUMN = 13;
const LABEL_COLUMN = 11;
const LEAST_LEFT = 40;
/**
 * How much is told, most first; the first that fits is taken: what to do for every LED, only where it is red, not at all; without gaps; of what an LED
 * means the first sentence. The page and the chart say the rest.
 */
const TELLINGS = ['all', 'red to-dos', 'no to-dos', 'dense', 'brief'] as const;
type Telling = (typeof TELLINGS)[number];
/** Longer lines are hard to read. */
const MOST_LEFT = 100;

/** The whole screen, a line each; never more than `rows`, never wider than `columns`, which are 40 at least. What does not fit is left out, from the end. */
export function drawScreen(facts: BoxFacts, style: ScreenStyle): string[] {
  const { rows, colours } = style;
  const qr = ['', ...drawQr(facts.pageUrl, { colours })]; // beside the second line and those after it
  const qrWidth = plainWidth(qr[1] ?? '');
  const columns = Math.min(style.columns, 1 + MOST_LEFT + GAP + qrWidth);
  const widest = Math.min(columns - 2, MOST_LEFT);
  const beside = columns - qrWidth - GAP - 1;
  const isBeside = beside >= LEAST_LEFT && rows >= qr.length;
  const told = (telling: Telling): Page => {
    const page = createPage((at) => (isBeside && at < qr.length ? beside : widest));
    write(page, facts, style, telling);
    return page;
  };
  const page = TELLINGS.map(told).find((written) => written.lines.length <= rows) ?? told('brief');
  const lines = page.lines.map((line) => ` ${line}`);
  if (!isBeside) return [...lines, ...(lines.length + qr.length <= rows ? qr : [])].slice(0, rows);
  while (lines.length < qr.length) lines.push('');
  return lines
    .map((line, at) => (qr[at] ? `${line.padEnd(line.length + columns - qrWidth - plainWidth(line))}${qr[at]}` : line))
    .slice(0, rows);
}

function write(page: Page, facts: BoxFacts, style: ScreenStyle, telling: Telling): void {
  const bold = (text: string) => (style.colours ? `${ESC}1m${text}${ESC}0m` : text);
  const labelled = (label: string, texts: readonly string[]) => {
    for (const [at, text] of texts.entries()) page.put((at === 0 ? label : '').padEnd(LABEL_COLUMN), text);
  };
  page.line(`${bold(`Filmroom ${facts.version}`)}${facts.name ? `   ${bold(facts.name)}` : ''}`);
  const isDense = telling === 'dense' || telling === 'brief';
  const gap = () => isDense || page.line('');
  page.line('');
  for (const led of facts.leds) putLed(page, led, style, telling);
  gap();
  labelled('Page', [facts.pageUrl, ...facts.otherUrls]);
  if (facts.claimCode) page.line(`${'Claim code'.padEnd(LABEL_COLUMN)}${bold(facts.claimCode)}  for the page`);
  if (facts.problems.length > 0) {
    gap();
    labelled('Problem', facts.problems); // before what may be cut off
    gap();
  }
  labelled('Networks', facts.addresses.length > 0 ? (isDense ? oneLineEach : severalLines)(facts.addresses) : ['no address']);
  labelled('DICOM', facts.dicom.map(dicomWords));
  labelled('Images', facts.store ? [facts.store] : []);
}

const severalLines = (addresses: readonly Address[]): string[] => addresses.map(addressWords);

/** A network's addresses behind each other. */
function oneLineEach(addresses: readonly Address[]): string[] {
  const networks = [...new Set(addresses.map(({ network }) => network))];
  return networks.map((name) => {
    const cidrs = addresses.flatMap(({ network, cidr }) => (network === name ? [cidr] : []));
    return `${name} ${cidrs.join(', ')}`;
  });
}

export function addressWords({ network, cidr, isLinkLocal }: Address): string {
  return `${network} ${cidr}${isLinkLocal ? ', its own' : ''}`;
}

export function dicomWords({ aeTitle, ports, loopbackOnly }: BoxFacts['dicom'][number]): string {
  const many = ports.length > 1 ? 'ports' : 'port';
  return `AE title ${aeTitle}, ${many} ${ports.join(' and ')}${loopbackOnly ? ', for this machine only' : ''}`;
}

function putLed(page: Page, report: LedReport, { colours, atMs }: ScreenStyle, telling: Telling): void {
  const { led, colour, rhythm, looks, means, toDo } = report;
  const lamp = colours ? paintedLamp(colour, rhythm, atMs) : rhythm === 'off' ? '( )' : '(#)';
  const isToDoShown = toDo !== 'Nothing.' && (telling === 'all' || (telling === 'red to-dos' && colour === 'red'));
  const meaning = telling === 'brief' ? means.replace(/(?<=\.) .*$/, '') : means;
  const told = [...(colours ? [] : [`${looks}:`]), meaning, ...(isToDoShown ? [toDo] : [])].join(' ');
  page.put(`${lamp} ${led.padEnd(LED_COLUMN - 4)}`, told);
}

const INK: Readonly<Record<Colour, string>> = { green: '32', amber: '33', red: '31' };

/** A lamp as it is at this moment. The font of the kernel's console has no round one. */
function paintedLamp(colour: Colour, rhythm: Rhythm, atMs: number): string {
  return isLitAt(rhythm, atMs) ? `${ESC}${INK[colour]}m▄▄▄${ESC}0m` : `${ESC}2m___${ESC}0m`;
}

function isLitAt(rhythm: Rhythm, atMs: number): boolean {
  return beatAt(rhythm, atMs).isLit;
}

function beatAt(rhythm: Rhythm, atMs: number): { readonly isLit: boolean; readonly leftMs: number } {
  const beats = BEATS[rhythm];
  let rest = atMs % beats.reduce((sum, { ms }) => sum + ms, 0);
  for (const { isLit, ms } of beats) {
    if (rest < ms) return { isLit, leftMs: ms - rest };
    rest -= ms;
  }
  throw new Error(`${rhythm} has no beats`);
}

/** How long the screen stays as it is, as far as its lamps go. */
export function untilNextBlink(leds: readonly LedReport[], atMs: number): number {
  const blinking = leds.filter(({ rhythm }) => rhythm !== 'off' && rhythm !== 'steady');
  return Math.min(...blinking.map(({ rhythm }) => beatAt(rhythm, atMs).leftMs));
}
