import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { launch, openIn } from './chromium.ts';
import { faultsInEachLook } from './page-looks.ts';

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

  for (const locale of ['en-GB', 'ru-RU', 'ja-JP'])
    it(`breaks no rule of axe-core and cuts no text off: ${locale}`, async () => {
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
