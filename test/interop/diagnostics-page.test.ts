import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { launch, openIn } from './chromium.ts';

const SCREENS = process.env.SCREENS;

/** Associations and their timelines, and the built-in test modality, as a technician uses them. */
describe('the page of diagnostics', { skip: missing('echoscu'), timeout: 280_000 }, () => {
  let browser: Browser;
  let filmroom: Filmroom;
  before(async () => {
    browser = await launch();
    filmroom = await startFilmroom();
  });
  after(async () => {
    await browser.close();
    await filmroom.stop();
  });

  async function opened(options: { readonly locale?: string } = {}) {
    const open = await openIn(browser, filmroom.webUrl, { cookie: await filmroom.cookie(), ...options });
    await open.page.goto(`${filmroom.webUrl}/diagnostics`);
    return open;
  }

  it('a test image is sent with nothing plugged in, and found', async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByRole('button', { name: 'Send test image' }).click();
    await page.getByText('Stored: the answer came after').waitFor();
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('1 study found in').waitFor();
    await page.getByRole('row', { name: 'made by us' }).first().waitFor();
    assert.deepEqual(open.complaints, []);
  });
  it('an echo is listed as it comes; its timeline has each message and its status', async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByRole('table', { name: 'Associations' }).waitFor();
    await dcmtk('echoscu', ['-aet', 'CT_ROOM1', '-aec', 'FILMROOM', ...to(filmroom.dicomPort)]);
    const row = page.getByRole('row', { name: 'CT_ROOM1' });
    await row.waitFor();
    await row.getByRole('link').click();
    await page.locator('.wire-events li').nth(5).waitFor();
    assert.deepEqual(await page.locator('.wire-events code').allInnerTexts(), [
      'A-ASSOCIATE-RQ',
      'A-ASSOCIATE-AC',
      'C-ECHO-RQ',
      'C-ECHO-RSP',
      'A-RELEASE-RQ',
      'A-RELEASE-RP',
    ]);
    await page.locator('.wire-events summary', { hasText: 'C-ECHO-RSP' }).click();
    await page.getByText('MessageIDBeingRespondedTo').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Save as text').click()]);
    assert.match(download.suggestedFilename(), /^association-\d+\.txt$/);
    assert.deepEqual(open.complaints, []);
  });

  /** What axe-core finds, and what is wider than the screen, on a phone, a tablet and a desk, light and dark. */
  async function faultsInEachLook(page: Page, name: string): Promise<string[]> {
    const faults: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [390, 820, 1366]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 844 });
        await page.evaluate(axe.source);
        const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as axe.AxeResults;
        for (const { id, nodes } of violations)
          faults.push(`${width} ${colorScheme} ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
        if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) faults.push(`${width}: wider than the screen`);
        if (colorScheme !== 'light' || SCREENS === undefined) continue;
        mkdirSync(SCREENS, { recursive: true });
        await page.screenshot({ path: join(SCREENS, `${name}-${width}.png`), fullPage: true });
      }
    return faults;
  }
  for (const locale of ['en-GB', 'ru-RU', 'ja-JP'])
    it(`breaks no rule of axe-core, and is not wider than the screen: ${locale}`, async () => {
      await dcmtk('echoscu', ['-aet', '<b>HOSTILE</b>', '-aec', 'WRONG', ...to(filmroom.dicomPort)]);
      await using open = await opened({ locale });
      const { page } = open;
      await page.getByRole('row', { name: 'HOSTILE' }).first().waitFor();
      assert.deepEqual(await faultsInEachLook(page, `diagnostics-${locale.slice(0, 2)}`), []);
      await page.getByRole('row', { name: 'HOSTILE' }).first().getByRole('link').click();
      await page.locator('.wire-events summary').first().click();
      assert.deepEqual(await faultsInEachLook(page, `timeline-${locale.slice(0, 2)}`), []);
      assert.deepEqual(open.complaints, []);
    });
});
