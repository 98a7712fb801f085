import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { BEATS } from '../../../app/panel/panel.ts';

const css = readFileSync(new URL('../../../app/ui/dashboard/panel.css', import.meta.url), 'utf8');

it('the LEDs of the page blink as those of the box: each rhythm of panel/look.ts, to the millisecond', () => {
  for (const [rhythm, beats] of Object.entries(BEATS)) {
    if (beats.length === 1) continue; // lit or dark: no animation
    const total = beats.reduce((sum, { ms }) => sum + ms, 0);
    assert.match(css, new RegExp(`\\[data-rhythm="${rhythm}"\\] > span \\{\\s*animation: ${rhythm} ${total}ms step-end infinite;`));
    const [, frames = ''] = new RegExp(`@keyframes ${rhythm} \\{([\\s\\S]*?)\\n\\}`).exec(css) ?? [];
    const inCss = [...frames.matchAll(/([\d.%,\s]+)\{\s*opacity: ([01]);/g)].flatMap(([, percents = '', opacity]) =>
      percents.split(',').map((percent) => [Math.round((Number.parseFloat(percent) * total) / 100), opacity === '1'] as const),
    );
    const wanted = beats.map(({ isLit }, index) => [beats.slice(0, index).reduce((sum, { ms }) => sum + ms, 0), isLit] as const);
    assert.deepEqual(
      inCss.toSorted(([a], [b]) => a - b),
      wanted,
      rhythm,
    );
  }
});
