import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { GRAMMAR, LEDS } from '../../../app/panel/panel.ts';
import { readmeNow } from '../../../hardware/leds/chart.ts';
import { handRows, rowsOf } from '../../../hardware/leds/chart-rows.ts';
import { chartSvg } from '../../../hardware/leds/chart-svg.ts';

const committed = (file: string) => readFileSync(new URL(`../../../hardware/leds/${file}`, import.meta.url), 'utf8');
const AGAIN = 'run: node hardware/leds/chart.ts';

describe('the chart for the wall', () => {
  it('chart.svg is that of the table', () => assert.ok(committed('chart.svg') === chartSvg(), AGAIN));
  it('README.md has the table', () => assert.ok(committed('README.md') === readmeNow(), AGAIN));
  it('says every state but those of the held button, which its stages say', () => {
    const said = [...LEDS.flatMap(rowsOf), ...handRows()].map(({ means }) => means.toLowerCase()).join('\n');
    for (const led of LEDS)
      for (const { means, state } of GRAMMAR[led]) if (!state.startsWith('held-')) assert.ok(said.includes(means.toLowerCase()), state);
  });
});
