import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { askFor, type Named, PUSH_MODEL, startModality } from '../support/raw-commitment.ts';
import { CT_IMAGE_STORAGE, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf } from '../support/raw-peer.ts';
import { until } from '../support/steps-under-test.ts';
import { launch, openIn } from './chromium.ts';
import { cutOffTexts, violations } from './page-looks.ts';

const SCREENS = process.env.FILMROOM_SCREENS;
const WIDTHS = [390, 820, 1366] as const;
const contexts = [PUSH_MODEL, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));

describe('the page of storage commitment, in Chromium at the running program', { timeout: 300_000 }, () => {
  let browser: Browser;
  let filmroom: Filmroom;
  let modality: Awaited<ReturnType<typeof startModality>>;
  before(async () => {
    browser = await launch();
    modality = await startModality({ accepts: false });
    filmroom = await startFilmroom({ config: { remoteAes: [{ title: 'CT1', host: '127.0.0.1', port: modality.port }] } });
  });
  after(async () => {
    await browser.close();
    await filmroom.stop();
    await modality.close();
  });

  async function opened(locale = 'en-GB') {
    const open = await openIn(browser, filmroom.webUrl, { cookie: await filmroom.cookie(), locale });
    await open.page.goto(`${filmroom.webUrl}/commitment`);
    return open;
  }
  async function store(): Promise<Named> {
    const { sopClassUid, sopInstanceUid, dataset } = smallImage();
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    assert.equal(statusOf((await peer.ask(3, cStoreRq(sopClassUid, sopInstanceUid), dataset)).command), 0);
    await peer.release();
    return { sopClassUid, sopInstanceUid };
  }
  async function askAndLeave(callingAeTitle: string, references: readonly Named[]): Promise<void> {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts, callingAeTitle });
    assert.equal(await askFor(peer, newUid(), references), 0);
    await peer.release();
  }

  it('empty, it says what the service is called on a device', async () => {
    await using open = await opened();
    await open.page.getByText('Nobody waits.').waitFor();
    await open.page.getByText('the service is called storage commitment').waitFor();
    assert.deepEqual(open.complaints, []);
  });

  it('shows why each waits, and which image is not safe; “Try now” tells the device, “Give up” asks first', async () => {
    const unknown = { sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: newUid() };
    await askAndLeave('CT1', [await store()]);
    await askAndLeave('STRANGER', [await store(), unknown]);
    await using open = await opened();
    const { page } = open;
    const device = (title: string) => page.getByRole('listitem').filter({ hasText: title });
    await device('CT1').getByText('does not take storage commitment').waitFor();
    await device('STRANGER').getByText('is not in the table of modalities and destinations').waitFor();
    await device('STRANGER').getByText('2 images, 1 safe, 1 not safe').waitFor();
    await device('STRANGER').getByText('1 image is not safe').click();
    await device('STRANGER').getByText('Not here (0112H)').waitFor();
    await device('STRANGER').getByText(unknown.sopInstanceUid).waitFor();

    modality.become({});
    await page.getByRole('button', { name: 'Try now: CT1' }).click();
    await device('CT1').getByText('Told.').waitFor();
    const told = () => modality.calls.flatMap(({ report }) => (report ? [report.eventTypeId] : []));
    await until('the device has what it was told', async () => told().length > 0);
    assert.deepEqual(told(), [1]);

    await page.getByRole('button', { name: 'Give up: STRANGER' }).click();
    await page.getByRole('dialog').getByText('The device is not told.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Give up' }).click();
    await device('STRANGER').getByText('Given up.').waitFor();
    assert.deepEqual(open.complaints, []);
  });

  for (const [language, locale] of [
    ['en', 'en-GB'],
    ['ru', 'ru-RU'],
    ['ja', 'ja-JP'],
  ] as const)
    it(`fits phone, tablet and desk in ${language}, without a fault of axe-core`, async () => {
      modality.become({ role: [0, 0] });
      await askAndLeave('CT1', [await store()]);
      await using open = await opened(locale);
      const { page } = open;
      await page.locator('.commitment').nth(2).waitFor();
      const found: string[] = [];
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 844 });
        found.push(...(await page.evaluate(cutOffTexts)).map((fault) => `${width}: ${fault}`));
        if (SCREENS === undefined) continue;
        mkdirSync(SCREENS, { recursive: true });
        await page.screenshot({ path: join(SCREENS, `commitment-${width}-${language}.png`), fullPage: true });
      }
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        found.push(...(await violations(page)).map((fault) => `${colorScheme}: ${fault}`));
      }
      assert.deepEqual(found, []);
      assert.deepEqual(open.complaints, []);
    });
});
