/** Writes chart.svg and the tables of README.md beside this file, from app/panel/grammar.ts; with --pdf also build/leds-chart.pdf, by Chromium. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { LEDS, lookWords, STAGE_MS } from '../../app/panel/panel.ts';
import { type ChartRow, handRows, rowsOf, stageRows } from './chart-rows.ts';
import { chartSvg } from './chart-svg.ts';

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
      ...rows.map(({ look, means, toDo }) => `| ${lookWords(look)} | ${means} | ${toDo} |`),
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

async function writePdf(): Promise<string> {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.setContent(`<style>@page{size:A4;margin:0}body{margin:0}svg{display:block}</style>${chartSvg()}`);
    mkdirSync('build', { recursive: true });
    await page.pdf({ path: 'build/leds-chart.pdf', preferCSSPageSize: true, printBackground: true, pageRanges: '1' });
    return 'build/leds-chart.pdf';
  } finally {
    await browser.close();
  }
}

if (import.meta.main) {
  writeFileSync(SVG, chartSvg());
  writeFileSync(README, readmeNow());
  if (process.argv.includes('--pdf')) console.log(await writePdf());
}
