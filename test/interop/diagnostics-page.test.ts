import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { launch, openIn } from './chromium.ts';
import { faultsInEachLook } from './page-looks.ts';

const captures = missing('tcpdump') || (process.getuid?.() !== 0 && 'listening to the network wants root');

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

  it('the network is captured: begun, counted, stopped, saved after a word about the patients, removed', { skip: captures }, async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByLabel('Network port').selectOption('lo');
    await page.getByLabel('Minutes, at most').fill('99');
    await page.getByRole('button', { name: 'Start capturing' }).click();
    await page.getByText('The number must lie between 1 and 30.').waitFor();
    await page.getByLabel('Minutes, at most').fill('1');
    await page.getByRole('button', { name: 'Start capturing' }).click();
    await page.getByText('Now let the device send.').waitFor();
    await dcmtk('echoscu', ['-aet', 'CT_ROOM1', '-aec', 'FILMROOM', ...to(filmroom.dicomPort)]);
    await page.locator('.capture-state strong', { hasText: /^[1-9]\d* packets, / }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('Captured:').waitFor();
    await page.getByRole('button', { name: 'Save the file' }).click();
    const dialog = page.getByRole('dialog', { name: 'This file has patients in it' });
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save the file' }).click()]);
    assert.match(download.suggestedFilename(), /^filmroom-lo-.*\.pcap$/);
    await page.getByRole('button', { name: 'Remove it' }).click();
    await page.locator('.capture-state').waitFor({ state: 'detached' });
    assert.equal(open.complaints.filter((words) => !words.includes('400')).join(), '');
  });
  it('a clock that is years off is off by days, apart from the words above it on a phone', async () => {
    await using open = await opened();
    const { page } = open;
    const clocks = [{ aeTitle: 'CT_ROOM1', medianMs: 400 * 86_400_000, samples: 1, lastAt: Date.now() }];
    await page.route('**/api/clocks', (route) => route.fulfill({ json: { clocks } }));
    await page.reload();
    const card = page.locator('section[aria-labelledby="clocks-title"]');
    await card.getByText('400 days behind').waitFor();
    const [about, row] = await Promise.all([card.locator('.quiet').first().boundingBox(), card.getByRole('row').last().boundingBox()]);
    assert.ok(row!.y - (about!.y + about!.height) >= 8);
  });
  it('the journal is of a box: on a computer that is said', async () => {
    await using open = await opened();
    const { page } = open;
    await page.locator('.log-lines li').first().waitFor();
    await page.getByLabel('Of', { exact: true }).selectOption('kernel');
    await page.getByText('This is there on a Filmroom box.').waitFor();
    assert.equal(await page.locator('.log-lines li').count(), 0);
    await page.getByLabel('Of', { exact: true }).selectOption('own');
    await page.locator('.log-lines li').first().waitFor();
    assert.deepEqual(open.complaints, []);
  });

  for (const locale of ['en-GB', 'ru-RU', 'ja-JP'])
    it(`breaks no rule of axe-core and cuts no text off: ${locale}`, async () => {
      await dcmtk('echoscu', ['-aet', '<b>HOSTILE</b>', '-aec', 'WRONG', ...to(filmroom.dicomPort)]);
      await using open = await opened({ locale });
      const { page } = open;
      await page.getByRole('row', { name: 'HOSTILE' }).first().waitFor();
      await page.locator('section[aria-labelledby="capture-title"] form').waitFor();
      assert.deepEqual(await faultsInEachLook(page, `diagnostics-${locale.slice(0, 2)}`), []);
      await page.getByRole('row', { name: 'HOSTILE' }).first().getByRole('link').click();
      await page.locator('.wire-events summary').first().click();
      assert.deepEqual(await faultsInEachLook(page, `timeline-${locale.slice(0, 2)}`), []);
      assert.deepEqual(open.complaints, []);
    });
});
