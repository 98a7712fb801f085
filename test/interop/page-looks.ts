import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core finds against WCAG 2.2 A and AA and its best practices. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as axe.AxeResults;
  return found.map(({ id, help, nodes }) => `${id}: ${help} ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

/** Runs in the browser: texts that do not fit where they stand, and anything that sticks out of the screen. */
export function cutOffTexts(): string[] {
  const found: string[] = [];
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push('wider than the screen');
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    const { overflowX, overflowY, position, clipPath } = getComputedStyle(element);
    if (element.closest('.unseen') || clipPath !== 'none' || position === 'absolute') continue;
    const isSeen = element.clientWidth > 0 && element.textContent?.trim() !== '';
    if (!isSeen) continue;
    const hides = overflowX !== 'visible' || overflowY !== 'visible';
    const isLeaf = element.childElementCount === 0;
    const sticksOut = element.scrollWidth > element.clientWidth + 1;
    if (sticksOut && (hides || isLeaf))
      found.push(
        `${element.tagName}.${element.className} ${element.scrollWidth} > ${element.clientWidth}: ${element.textContent?.slice(0, 40)}`,
      );
    if (hides && overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1)
      found.push(`hidden below: ${element.className}`);
  }
  for (const input of document.querySelectorAll<HTMLInputElement>('input[type=date]')) {
    const { width } = input.getBoundingClientRect();
    input.style.cssText = 'inline-size: max-content; min-inline-size: max-content';
    const needed = input.getBoundingClientRect().width; // its parts are the browser's, and say nothing of themselves
    input.style.cssText = '';
    if (width > 0 && needed > width + 1) found.push(`date ${input.className} ${needed} > ${width}`);
  }
  return found;
}

const SCREENS = process.env.FILMROOM_SCREENS;

/** Once the page is laid out and drawn at this width. */
export async function atWidth(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 844 });
  await page.waitForFunction((wanted) => innerWidth === wanted, width);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** What axe-core finds and what is cut off on a phone, a tablet and a desk, light and dark. Leaves a picture of each look where pictures are wanted. */
export async function faultsInEachLook(page: Page, name: string): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [390, 820, 1366]) {
      await page.emulateMedia({ colorScheme });
      await atWidth(page, width);
      const at = `${name}-${width}-${colorScheme}`;
      for (const text of await page.evaluate(cutOffTexts)) faults.push(`${at}: ${text}`);
      for (const rule of await violations(page)) faults.push(`${at}: ${rule}`);
      if (SCREENS === undefined || (colorScheme === 'dark' && !name.endsWith('-en'))) continue;
      mkdirSync(SCREENS, { recursive: true });
      await page.screenshot({ path: join(SCREENS, `${at}.png`), fullPage: true });
    }
  return faults;
}

/** Runs in the browser: what has the focus; marked where one does not see it, or not that it has it. */
export function stopOfKeyboard(): string | undefined {
  const at = document.activeElement;
  if (!at || at === document.body) return undefined;
  const box = at.getBoundingClientRect();
  const ring = at.matches('.choice input') ? at.nextElementSibling! : at; // the ring is around its words
  const { outlineStyle, outlineWidth } = getComputedStyle(ring);
  const hasRing = outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 2;
  const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const isOnTop = middle !== null && (at.contains(middle) || middle.contains(at) || ring.contains(middle));
  const name = (at.getAttribute('aria-label') ?? at.textContent ?? '').trim() || at.id || at.tagName;
  if (hasRing && isOnTop) return name;
  return `${name}: ${hasRing ? `covered by ${middle?.outerHTML.slice(0, 80)} at ${Math.round(box.top)}` : `outline ${outlineStyle} ${outlineWidth}`} (not seen)`;
}
