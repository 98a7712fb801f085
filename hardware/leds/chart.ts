/** Writes chart.svg and the tables of README.md beside this file, from app/panel/grammar.ts; with --pdf also build/leds-chart.pdf, by Chromium. */
import { readFileSync, writeFileSync } from 'node:fs';
import { LEDS, lookWords, STAGE_MS } from '../../app/panel/panel.ts';
import { printPdf } from '../print-pdf.ts';
import { type ChartRow, handRows, rowsOf, stageRows } from './chart-rows.ts';
import { chartSvg, PAGE } from './chart-svg.ts';

const README = new URL('README.md', import.meta.url);
const SVG = new URL('chart.svg', import.meta.url);
const BEGIN = '<!-- the table: made by chart.ts -->';
const END = '<!-- end of the table -->';

/** README.md with the tables of today. */
export function readmeNow(): string {
  const text = readFileSync(README, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('README.md has lost the marks between which the table stands');
  return `${text.slice(0, begin + BEGIN.length)}\n\n${tables()}\n\n${text.slice(end)}`;
}

function tables(): string {
  const table = (name: string, rows: readonly ChartRow[]) =>
    [
      `### ${name}`,
      '',
      '| looks | means | what to do |',
      '| --- | --- | --- |',
      ...rows.map(
        ({ look, means, toDo, comesWith }) =>
          `| ${lookWords(look)} | ${means}${comesWith ? ` *(Comes with ${comesWith}.)*` : ''} | ${toDo} |`,
      ),
    ].join('\n');
  const stages = stageRows(STAGE_MS).map(
    ({ flashes, fromSeconds, name, does }) => `| ${fromSeconds} s | amber, ${flashes}× | ${name} | ${does} |`,
  );
  return [
    ...LEDS.map((led) => table(led, rowsOf(led))),
    table('All four', handRows()),
    ['### The button', '', '| held for | all LEDs flash | let go for | which does |', '| --- | --- | --- | --- |', ...stages].join('\n'),
  ].join('\n\n');
}

if (import.meta.main) {
  writeFileSync(SVG, chartSvg());
  writeFileSync(README, readmeNow());
  if (process.argv.includes('--pdf')) {
    await printPdf(chartSvg(), 'build/leds-chart.pdf', PAGE);
    console.log('build/leds-chart.pdf');
  }
}
