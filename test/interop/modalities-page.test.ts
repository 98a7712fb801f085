import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '../support/child.ts';
import { dcmtk, missing, type Storescp, startStorescp, to } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { launch, openIn } from './chromium.ts';
import { faultsInEachLook } from './page-looks.ts';

const SCREENS = process.env.FILMROOM_SCREENS;

/** The knock list adopted, and the ladder with its planted faults, as a technician does it in the browser. */
describe('the page of modalities and destinations', { skip: missing('echoscu'), timeout: 280_000 }, () => {
  let browser: Browser;
  let filmroom: Filmroom;
  let storescp: Storescp;
  let strict: Filmroom;
  const folder = mkdtempSync(join(tmpdir(), 'modalities-'));
  before(async () => {
    browser = await launch();
    filmroom = await startFilmroom({ config: { listeners: [{ callingAePolicy: 'list' }] } });
    strict = await startFilmroom({ config: { ownAeTitle: 'STRICT' } });
    storescp = await startStorescp({ folder });
  });
  after(async () => {
    await browser.close();
    await storescp.stop();
    await filmroom.stop();
    await strict.stop();
    rmSync(folder, { recursive: true });
  });

  const echo = (calling: string, called = 'FILMROOM') => dcmtk('echoscu', ['-aet', calling, '-aec', called, ...to(filmroom.dicomPort)]);
  async function opened(options: { readonly locale?: string } = {}) {
    const open = await openIn(browser, filmroom.webUrl, { cookie: await filmroom.cookie(), ...options });
    await open.page.goto(`${filmroom.webUrl}/modalities`);
    return open;
  }
  async function screen(page: Page, name: string): Promise<void> {
    if (SCREENS === undefined) return;
    mkdirSync(SCREENS, { recursive: true });
    await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
  }
  async function addAndTest(page: Page, title: string, host: string, port: number): Promise<void> {
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('textbox', { name: 'AE title' }).fill(title);
    await page.getByRole('textbox', { name: 'Address' }).fill(host);
    await page.getByRole('textbox', { name: 'Port' }).fill(String(port));
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('button', { name: `Test ${title}` }).click();
  }
  const verdict = (page: Page) => page.locator('.verdict', { hasText: /\S/ });
  const failedRung = (page: Page) => page.locator('.rung.failed');

  it('who knocks is shown at once, adopted with two taps, and let in', async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByText('No device is known yet.').waitFor();
    assert.notEqual((await echo('CT_ROOM1')).code, 0);
    const knock = page.locator('.knock', { hasText: 'CT_ROOM1' });
    await knock.getByText('“CT_ROOM1” is not on the list of those that may call.').waitFor();
    await screen(page, 'modalities-knock-390');
    await knock.getByRole('button', { name: 'Adopt CT_ROOM1' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Adopt', exact: true }).click();
    await page.getByText('CT_ROOM1 is let in the next time it calls.').waitFor();
    await screen(page, 'modalities-adopted-390');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('row', { name: 'CT_ROOM1' }).waitFor();
    assert.equal((await echo('CT_ROOM1')).code, 0);
    assert.deepEqual(open.complaints, []);
  });

  it('searches the network for devices that announce themselves, and says what came of it', async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByRole('button', { name: 'Search the network' }).click();
    const announced = page.locator('section', { hasText: 'Devices that announce themselves' });
    await announced.locator('.announced li, .error, [role=status] .quiet:not(:text("Searching…"))').first().waitFor();
  });

  it('the ladder: all is well', async () => {
    await using open = await opened();
    await addAndTest(open.page, 'STORESCP', '127.0.0.1', storescp.port);
    await verdict(open.page).getByText('All is well: the device can be reached.').waitFor();
    assert.equal(await open.page.locator('.rung.ok').count(), 5);
    await screen(open.page, 'ladder-good-390');
    assert.deepEqual(open.complaints, []);
  });
  it('planted fault: wrong title', async () => {
    await using open = await opened();
    await addAndTest(open.page, 'WRONG', '127.0.0.1', strict.dicomPort);
    await verdict(open.page).getByText('It fails here: Association.').waitFor();
    await failedRung(open.page).getByText('says that it is not WRONG (1/1/7)').waitFor();
    await failedRung(open.page).getByText('Read the AE title on the device').waitFor();
    await screen(open.page, 'ladder-wrong-title-390');
  });
  it('planted fault: closed port', async () => {
    await using open = await opened();
    await addAndTest(open.page, 'CLOSED', '127.0.0.1', await freePort());
    await verdict(open.page).getByText('It fails here: TCP port.').waitFor();
    await failedRung(open.page).getByText('nothing listens on port').waitFor();
  });
  it('planted fault: wrong address', async () => {
    await using open = await opened();
    await addAndTest(open.page, 'NOWHERE', 'no-such-device.invalid', 104);
    await verdict(open.page).getByText('It fails here: Name.').waitFor();
  });
  it('a device that takes the connection and says nothing: the ladder can be stopped', async () => {
    const silent = createServer().unref();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    await using open = await opened();
    await addAndTest(open.page, 'SILENT', '127.0.0.1', (silent.address() as { port: number }).port);
    await open.page.locator('.rung.tried', { hasText: 'Association' }).waitFor();
    await open.page.getByRole('button', { name: 'Stop' }).click();
    await open.page.getByText('Stopped.').waitFor();
    silent.close();
  });
  it('the way back: its echo is seen as it comes', async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByRole('button', { name: 'Test CT_ROOM1' }).click();
    await page.getByRole('button', { name: 'Test the way back' }).click();
    await page.getByText('Now press the echo (verify) button').waitFor();
    await echo('CT_ROOM1', 'WRONG');
    await page.getByText('reaches us, and was turned away').waitFor();
    await screen(page, 'ladder-back-390');
    await echo('CT_ROOM1');
    await verdict(page).getByText('All is well: the device reaches us.').waitFor();
  });

  for (const locale of ['en-GB', 'ru-RU', 'ja-JP'])
    it(`breaks no rule of axe-core and cuts no text off: ${locale}`, async () => {
      await echo('<b>HOSTILE</b>', 'FILMROM');
      await using open = await opened({ locale });
      const { page } = open;
      await page.locator('.own-card .qr').first().waitFor();
      await page.locator('.knock', { hasText: 'HOSTILE' }).waitFor();
      assert.deepEqual(await faultsInEachLook(page, `modalities-${locale.slice(0, 2)}`), []);
      await page.locator('tr', { hasText: 'CLOSED' }).locator('.button').first().click();
      await failedRung(page).waitFor();
      assert.deepEqual(await faultsInEachLook(page, `ladder-${locale.slice(0, 2)}`), []);
      assert.deepEqual(open.complaints, []);
    });
});
