import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '../support/child.ts';
import { dcmtk, missing, type Storescp, startStorescp, to } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixturePath } from '../support/fixtures.ts';
import { claimCodeIn } from '../support/signed-in.ts';
import { PASSWORD } from '../support/users-under-test.ts';
import { launch, openIn } from './chromium.ts';

const CT = 'pydicom/dicomdirtests/77654033/CT2/17106';
const SCREENS = process.env.FILMROOM_SCREENS;

/** The whole of it: "Name for the devices" is another step than "Devices". */
const stepTitle = (page: Page, name: string) => page.getByRole('heading', { level: 2, name: new RegExp(`: ${name}$`) });
const next = (page: Page) => page.getByRole('button', { name: /^(Done, go on|Go on)$/ }).click();

/** What a clinic without IT staff does in the first hour, in one browser, against the program itself. */
describe('the first hour', { skip: missing('storescu'), timeout: 280_000 }, () => {
  let browser: Browser;
  let filmroom: Filmroom;
  let strict: Filmroom;
  let storescp: Storescp;
  const folder = mkdtempSync(join(tmpdir(), 'first-hour-'));
  before(async () => {
    browser = await launch();
    filmroom = await startFilmroom({ config: { listeners: [{ callingAePolicy: 'list' }] } });
    strict = await startFilmroom({ config: { ownAeTitle: 'STRICT' } });
    storescp = await startStorescp({ folder });
    if (SCREENS) mkdirSync(SCREENS, { recursive: true });
  });
  after(async () => {
    await browser.close();
    await storescp.stop();
    await filmroom.stop();
    await strict.stop();
    rmSync(folder, { recursive: true });
  });

  const send = (called: string) => dcmtk('storescu', ['-aet', 'CT_ROOM1', '-aec', called, ...to(filmroom.dicomPort), fixturePath(CT)]);
  async function addAndTest(page: Page, title: string, host: string, port: number): Promise<void> {
    await page.getByRole('button', { name: 'Add by hand' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'AE title' }).fill(title);
    await dialog.getByRole('textbox', { name: 'Address' }).fill(host);
    await dialog.getByRole('textbox', { name: 'Port' }).fill(String(port));
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('button', { name: `Test ${title}` }).click();
  }
  async function endOfLadder(page: Page, words: string): Promise<void> {
    await page.locator('.verdict', { hasText: words }).waitFor();
    await page.getByRole('dialog').locator('.button.main').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  it('claim, wizard, knock, ladder, first image, undo, acceptance sheet', async () => {
    await using opened = await openIn(browser, filmroom.webUrl);
    const { page } = opened;

    // claim
    await page.getByLabel('Claim code').fill(claimCodeIn(filmroom.banner())!);
    await page.getByLabel('Your name').fill('ann');
    await page.getByLabel('A password of at least 10 characters', { exact: true }).fill(PASSWORD);
    await page.getByLabel('The password again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Make me the administrator' }).click();
    await stepTitle(page, 'Restore a backup').waitFor();
    await page.getByText('Step 2 of 10').first().waitFor();

    // what is not there to be restored is skipped; what needs a box says so
    await page.getByRole('button', { name: 'Skip this step' }).click();
    await stepTitle(page, 'Which port is which').waitFor();
    await page.getByText('This step is for a Filmroom box.').waitFor();
    await next(page);
    await stepTitle(page, 'Addresses').waitFor();
    await next(page);
    await stepTitle(page, 'Time').waitFor();
    await page.getByText('The clocks agree.').waitFor();
    await next(page);

    // title: warned, then kept
    const title = page.getByRole('textbox', { name: 'AE title of Filmroom' });
    await title.fill('roentgen one two');
    await page.getByText('Small letters: some devices').waitFor();
    await page.getByText('A space is easily overlooked').waitFor();
    await title.fill('ROENTGEN_WITH_MORE');
    await page.getByText('18 characters: at most 16 are allowed.').waitFor();
    await title.fill('ROENTGEN1');
    await page.getByRole('button', { name: 'Keep and go on' }).click();
    await stepTitle(page, 'Devices').waitFor();

    // the browser goes, and comes back where it was; another one sees the same
    await page.reload();
    await stepTitle(page, 'Devices').waitFor();

    // knock list
    await page.locator('.link.live').waitFor();
    assert.notEqual((await send('ROENTGEN1')).code, 0);
    await page.locator('.knock', { hasText: 'CT_ROOM1' }).getByRole('button', { name: 'Adopt CT_ROOM1' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Adopt', exact: true }).click();
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await page.getByRole('button', { name: 'Test CT_ROOM1' }).waitFor();

    // ladder: three planted faults, and one that works
    await addAndTest(page, 'WRONG', '127.0.0.1', strict.dicomPort);
    await page.locator('.rung.failed').getByText('says that it is not WRONG (1/1/7)').waitFor();
    await endOfLadder(page, 'It fails here: Association.');
    await addAndTest(page, 'CLOSED', '127.0.0.1', await freePort());
    await endOfLadder(page, 'It fails here: TCP port.');
    await addAndTest(page, 'NOWHERE', 'no-such-device.invalid', 104);
    await endOfLadder(page, 'It fails here: Name.');
    await next(page);
    await page.getByText('No device has been reached yet').waitFor();
    await addAndTest(page, 'STORESCP', '127.0.0.1', storescp.port);
    await endOfLadder(page, 'All is well');
    await page.locator('.setup-peers li', { hasText: 'STORESCP' }).getByText('works').waitFor();
    await page.getByRole('button', { name: 'Test CT_ROOM1' }).click();
    await page.locator('.verdict', { hasText: 'It fails here' }).waitFor();
    await page.getByRole('button', { name: 'Test the way back' }).click();
    await page.getByText('Now press the echo (verify) button').waitFor();
    await dcmtk('echoscu', ['-aet', 'CT_ROOM1', '-aec', 'ROENTGEN1', ...to(filmroom.dicomPort)]);
    await endOfLadder(page, 'All is well: the device reaches us.');
    await page.locator('.setup-peers li', { hasText: 'CT_ROOM1' }).getByText('works').waitFor();
    if (SCREENS) await page.screenshot({ path: `${SCREENS}/setup-peers-tested-390.png`, fullPage: true });
    await next(page);

    // the disk
    await stepTitle(page, 'Where images go').waitFor();
    await page.getByRole('textbox', { name: 'Always kept free' }).fill('0.7');
    await page.getByRole('button', { name: 'Keep and go on' }).click();

    // the first image, seen as it arrives
    await stepTitle(page, 'First image').waitFor();
    await page.getByText('Waiting for an image…').waitFor();
    await next(page);
    await page.getByText('No image has arrived since this set-up began.').waitFor();
    const { code, output } = await send('ROENTGEN1');
    assert.equal(code, 0, output);
    await page.getByText('It has arrived').waitFor();
    if (SCREENS) await page.screenshot({ path: `${SCREENS}/setup-arrived-390.png`, fullPage: true });
    await next(page);
    await stepTitle(page, 'Acceptance sheet').waitFor();

    // a setting is undone
    await page.goto(`${filmroom.webUrl}/settings/changes`);
    await page.locator('.settings-change', { hasText: 'Disk kept free' }).getByRole('button', { name: /^Undo/ }).click();
    await page.getByText('Undone.').waitFor();
    const { fields } = (await (await page.request.get(`${filmroom.webUrl}/api/settings`)).json()) as {
      fields: { path: string; value: unknown }[];
    };
    assert.equal(fields.find(({ path }) => path === 'storage.reserveBytes')?.value, 536_870_912);

    // the sheet
    await page.goto(`${filmroom.webUrl}/`);
    await page.locator('.setup-offer').getByRole('link').click();
    await page.getByRole('textbox', { name: 'Who did the work' }).fill('Ann Kowalska, Medizintechnik');
    await page.getByRole('button', { name: 'Finish the set-up' }).click();
    const sheet = page.locator('.sheet');
    await sheet.getByText('Ann Kowalska, Medizintechnik (account ann)').waitFor();
    const text = ((await sheet.textContent()) ?? '').replaceAll(/\s+/g, ' ');
    for (const words of [
      'ROENTGEN1',
      'CT, 1 image',
      'not for this machine',
      'STORESCP',
      'fails',
      'says that it is not WRONG',
      'clocks 0 secs apart',
      '700 MB of it kept free always',
    ])
      assert.ok(text.includes(words), `${words} in ${text}`);
    if (SCREENS)
      for (const format of ['A4', 'Letter'])
        await page.pdf({ path: `${SCREENS}/setup-sheet-${format}.pdf`, format, preferCSSPageSize: false });
    await page.goto(`${filmroom.webUrl}/`);
    await page.locator('.columns').waitFor();
    assert.equal(await page.locator('.setup-offer').count(), 0);
    assert.deepEqual(
      opened.complaints.filter((words) => !/status of 409/.test(words)),
      [],
    );
  });
});
