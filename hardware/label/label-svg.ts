import { wrapWords } from '../../app/base/base.ts';
import { qrModules } from '../../app/console/console.ts';
import { STAGE_MS } from '../../app/panel/panel.ts';
import { stageRows } from '../leds/chart-rows.ts';

/** What is on the label of one box. */
export interface LabelFacts {
  /** Without `.local`, e.g. `filmroom-7K3F`. */
  readonly name: string;
  readonly modalityAddress: string;
  readonly aeTitle: string;
  readonly ports: readonly number[];
  /** What the maker adds: serial number, MAC addresses. */
  readonly more: readonly string[];
}

/** In millimetres: a shipping label of 62 mm rolls. */
export const LABEL = { width: 100, height: 62 } as const;
const MARGIN = 3;
const QR_SIDE = 32;
const LEFT = MARGIN + QR_SIDE + 3;
const LABEL_COLUMN = 16;
const FONT = 2.3;
const LINE = 2.9;

/** The label for the underside of a box. */
export function labelSvg(facts: LabelFacts): string {
  const { name, modalityAddress, aeTitle, ports, more } = facts;
  const url = `https://${name}.local/`;
  const parts: string[] = [qr(url, MARGIN, MARGIN)];
  parts.push(text(LEFT, 6.2, 'Filmroom, the DICOM archive', { size: 3.2, bold: true }));
  parts.push(text(LEFT, 11.6, `${name}.local`, { size: nameSize(name), bold: true }));
  let y = 15.8;
  const row = (label: string, words: string) => {
    parts.push(text(LEFT, y, label, { bold: true }));
    for (const line of wrapWords(words, 37)) {
      parts.push(text(LEFT + LABEL_COLUMN, y, line));
      y += LINE;
    }
  };
  row('Page', url);
  row('HOSPITAL', 'address by DHCP');
  row('MODALITY', modalityAddress);
  row('DICOM', `AE title ${aeTitle}, port ${ports.join(' or ')}`);
  row('Claim code', 'on the screen; without one, in CLAIM.txt on the drive FILMROOM of its disk, seen by any computer');
  for (const line of more) {
    parts.push(text(LEFT, y, line));
    y += LINE;
  }
  if (y > BUTTON_TOP) throw new Error(`the label has no room for ${more.length} more lines`);
  parts.push(text(MARGIN, MARGIN + QR_SIDE + 2.4, 'Open the page with a phone'), ...button());
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL.width}mm" height="${LABEL.height}mm" viewBox="0 0 ${LABEL.width} ${LABEL.height}" font-family="Liberation Sans, Arial, Helvetica, sans-serif" fill="#000">`,
    `<title>${escaped(name)}</title>`,
    '<!-- made by hardware/label/label.ts -->',
    `<rect width="${LABEL.width}" height="${LABEL.height}" fill="#fff"/>`,
    `<rect x="0.5" y="0.5" width="${LABEL.width - 1}" height="${LABEL.height - 1}" rx="2" fill="none" stroke="#000" stroke-width="0.2"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

const BUTTON_TOP = 46.5;

/** What the LEDs and the button say, as short as it can be; the chart has the rest. */
function button(): string[] {
  const held = stageRows(STAGE_MS).map(({ fromSeconds, name }) => `${fromSeconds} s ${name.toLowerCase()}`);
  const rows = [
    [
      'LEDs',
      'Green: well. Amber: look at the page today. Red: look now. Red like a heart: the program does not run. MODALITY or HOSPITAL dark: no cable.',
    ],
    ['Button', `Tap: blink. Held: ${held.join(', ')} (tap once more). Longer: nothing.`],
  ] as const;
  let y = BUTTON_TOP;
  const parts = [`<path d="M${MARGIN} ${y - 3}H${LABEL.width - MARGIN}" stroke="#000" stroke-width="0.15"/>`];
  for (const [label, words] of rows) {
    parts.push(text(MARGIN, y, label, { bold: true }));
    for (const line of wrapWords(words, 70)) {
      parts.push(text(MARGIN + 10.5, y, line));
      y += LINE;
    }
  }
  if (y - LINE > LABEL.height - MARGIN / 2) throw new Error('the label has no room for LEDs and button');
  return parts;
}

function nameSize(name: string): number {
  return Math.min(4.6, (LABEL.width - LEFT - MARGIN) / ((name.length + 6) * 0.56));
}

function qr(url: string, x: number, y: number): string {
  const modules = qrModules(url);
  const side = QR_SIDE / modules.length;
  const dark = modules.flatMap((row, at) =>
    row.map((isDark, column) => (isDark ? `M${mm(x + column * side)} ${mm(y + at * side)}h${mm(side)}v${mm(side)}h-${mm(side)}z` : '')),
  );
  return `<path d="${dark.join('')}" shape-rendering="crispEdges"/>`;
}

function text(x: number, y: number, words: string, { size = FONT, bold = false } = {}): string {
  return `<text x="${mm(x)}" y="${mm(y)}" font-size="${mm(size)}"${bold ? ' font-weight="700"' : ''}>${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function mm(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
