import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { freePort } from '../support/child.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { orm } from '../support/hl7-messages.ts';
import { connectRaw, framed } from '../support/hl7-sender.ts';
import { launch, openIn } from './chromium.ts';
import { atWidth, cutOffTexts, violations } from './page-looks.ts';

const SCREENS = process.env.FILMROOM_SCREENS;
const WIDTHS = [390, 820, 1366] as const;
const NOW = new Date();
const TODAY = `${NOW.getFullYear()}-${String(NOW.getMonth() + 1).padStart(2, '0')}-${String(NOW.getDate()).padStart(2, '0')}`;

/** The worklist as a receptionist uses it, in Chromium, at the running program. */
describe('the page of the worklist', { timeout: 300_000 }, () => {
  let browser: Browser;
  let filmroom: Filmroom;
  let hl7Port: number;
  before(async () => {
    browser = await launch();
    hl7Port = await freePort();
    filmroom = await startFilmroom({ config: { hl7: { listen: true, host: '127.0.0.1', port: hl7Port } } });
  });
  after(async () => {
    await browser.close();
    await filmroom.stop();
  });

  async function opened(path = '/worklist', options: { readonly locale?: string } = {}) {
    const open = await openIn(browser, filmroom.webUrl, {
      cookie: await filmroom.cookie(),
      timezoneId: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...options,
    });
    await open.page.goto(filmroom.webUrl + path);
    return open;
  }
  async function screen(page: Page, name: string): Promise<void> {
    if (SCREENS === undefined) return;
    mkdirSync(SCREENS, { recursive: true });
    await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
  }
  async function faultsInEachLook(page: Page, name: string): Promise<string[]> {
    const found: string[] = [];
    for (const width of WIDTHS) {
      await atWidth(page, width);
      found.push(...(await page.evaluate(cutOffTexts)).map((fault) => `${name} ${width}: ${fault}`));
      await screen(page, `${name}-${width}`);
    }
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await violations(page)).map((fault) => `${colorScheme}: ${fault}`));
    }
    await page.setViewportSize({ width: 390, height: 844 });
    return found;
  }
  const dialog = (page: Page) => page.getByRole('dialog');
  const field = (page: Page, label: string): Locator => dialog(page).getByLabel(label, { exact: true });
  const row = (page: Page, name: string) => page.getByRole('row', { name });
  async function itemsOfToday(): Promise<readonly { attributes: Record<string, string>; status: string }[]> {
    const answer = await filmroom.ask(`/api/worklist?from=${TODAY}&to=${TODAY}`);
    return ((await answer.json()) as { items: { attributes: Record<string, string>; status: string }[] }).items;
  }
  async function sendHl7(message: string): Promise<void> {
    using sender = await connectRaw(hl7Port);
    sender.write(framed(message));
    await sender.answer();
  }

  it('empty, it says what to do', async () => {
    await using open = await opened();
    await open.page.getByText('Nobody is expected on this day.').waitFor();
    await open.page.getByText('Add a patient, import a table, or have orders sent by HL7').waitFor();
    assert.deepEqual(await faultsInEachLook(open.page, 'worklist-empty'), []);
    assert.deepEqual(open.complaints, []);
  });

  it('a patient is added by typing, with the keyboard alone', async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByRole('button', { name: 'Add a patient' }).first().click();
    await page.waitForFunction(() => document.activeElement?.closest('[data-field=patientId]') !== null);
    await page.keyboard.type('P-1001');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('Nobody has this ID yet.').waitFor();
    await page.waitForFunction(() => document.activeElement?.closest('[data-field=family]') !== null);
    await page.keyboard.type('Yamada');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.closest('[data-field=given]') !== null);
    await page.keyboard.type('Hanako');
    await dialog(page).getByText('Name in other scripts').click();
    await field(page, 'Name in Chinese characters').fill('山田 花子');
    await field(page, 'Birth date').fill('1980-02-29');
    await field(page, 'Sex').selectOption('F');
    await field(page, 'Procedure').fill('Chest CT');
    await field(page, 'Modality').selectOption('CT');
    await field(page, 'Device (AE title)').fill('CT_ROOM1');
    await field(page, 'Time').fill('09:30');
    assert.deepEqual(await faultsInEachLook(page, 'worklist-add'), []);
    await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('is on the list.').waitFor();
    await row(page, 'Yamada').getByText('Expected').waitFor();
    const [item] = await itemsOfToday();
    assert.equal(item?.attributes.PatientName, 'Yamada^Hanako=山田^花子');
    assert.equal(item?.attributes.PatientID, 'P-1001');
    assert.match(item?.attributes.AccessionNumber ?? '', /\S/);
    assert.deepEqual(open.complaints, []);
  });

  it('what is missing is said at its field, and nothing is sent', async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByRole('button', { name: 'Add a patient' }).first().click();
    await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
    await dialog(page).getByText('Without an ID images of two people').waitFor();
    await dialog(page).getByText('Choose the modality').waitFor();
    assert.equal(await field(page, 'Patient ID').evaluate((at) => at === document.activeElement), true);
    await dialog(page).getByRole('button', { name: 'Make one up' }).click();
    assert.match(await field(page, 'Patient ID').inputValue(), /^TMP-\d{6}-[2-9A-Z]{6}$/);
    assert.equal((await itemsOfToday()).length, 1);
  });

  it('a scanner types an ID and Enter: the known patient is filled in, and nothing is sent', async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByRole('button', { name: 'Add a patient' }).first().click();
    await page.waitForFunction(() => document.activeElement?.closest('[data-field=patientId]') !== null);
    await page.keyboard.type('P-1001', { delay: 3 }); // as a keyboard wedge does
    await page.keyboard.press('Enter');
    await dialog(page).getByText('Known: Yamada, Hanako').waitFor();
    assert.equal(await field(page, 'Family name').inputValue(), 'Yamada');
    assert.equal(await field(page, 'Birth date').inputValue(), '1980-02-29');
    await page.waitForFunction(() => document.activeElement?.closest('[data-field=procedure]') !== null);
    await page.keyboard.type('che');
    await dialog(page).getByRole('option', { name: 'Chest CT' }).waitFor();
    await screen(page, 'worklist-completion-390');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await field(page, 'Modality').inputValue(), 'CT');
    assert.equal(await field(page, 'Device (AE title)').inputValue(), 'CT_ROOM1');
    assert.equal((await itemsOfToday()).length, 1);
    await field(page, 'Time').fill('10:00');
    await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('is on the list.').waitFor();
    assert.equal((await itemsOfToday()).length, 2);
  });

  it('Escape closes the suggestions, then the dialog; the focus goes back', async () => {
    await using open = await opened();
    const { page } = open;
    const add = page.getByRole('button', { name: 'Add a patient' }).first();
    await add.click();
    await field(page, 'Family name').pressSequentially('yam');
    await dialog(page).getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).getByRole('option').first().waitFor({ state: 'hidden' });
    assert.equal(await dialog(page).isVisible(), true);
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'hidden' });
    assert.equal(await add.evaluate((at) => at === document.activeElement), true);
  });

  it('edit, arrive, cancel, and put back', async () => {
    await using open = await opened();
    const { page } = open;
    const at10 = page.getByRole('row').filter({ hasText: '10:00' });
    await at10.getByRole('button', { name: 'Edit' }).click();
    await field(page, 'Time').fill('10:45');
    await dialog(page).getByRole('button', { name: 'Keep' }).click();
    const at1045 = page.getByRole('row').filter({ hasText: '10:45' });
    await at1045.getByRole('button', { name: 'has arrived' }).click();
    await at1045.getByText('Has arrived').waitFor();
    await at1045.getByRole('button', { name: 'Cancel' }).click();
    await dialog(page).getByText('Devices are no longer offered this step.').waitFor();
    await screen(page, 'worklist-cancel-390');
    await dialog(page).getByRole('button', { name: 'Cancel the step' }).click();
    await at1045.getByText('Cancelled', { exact: true }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('log').getByRole('button', { name: 'Undo' }).last().click();
    await at1045.getByText('Has arrived').waitFor();
    assert.deepEqual((await itemsOfToday()).map(({ status }) => status).toSorted(), ['ARRIVED', 'SCHEDULED']);
    assert.deepEqual(open.complaints, []);
  });

  it('left open over midnight, the worklist and the work of the day go on to the new day; another day stays', async () => {
    const at = Date.parse(`${TODAY}T23:58:00`);
    const next = new Date(at + 86_400_000);
    const tomorrow = `${next.getFullYear()}-${String(next.getMonth() + 1).padStart(2, '0')}-${String(next.getDate()).padStart(2, '0')}`;
    for (const path of ['/worklist', '/today']) {
      await using open = await opened();
      const { page } = open;
      await page.clock.install({ time: at });
      await page.goto(filmroom.webUrl + path);
      const day = page.locator('input[type=date]').first();
      await day.waitFor();
      assert.equal(await day.inputValue(), TODAY);
      await page.clock.runFor(180_000);
      await page.waitForFunction((wanted) => document.querySelector<HTMLInputElement>('input[type=date]')?.value === wanted, tomorrow);
      await page.getByRole('button', { name: 'The day before' }).click();
      await page.waitForFunction((wanted) => document.querySelector<HTMLInputElement>('input[type=date]')?.value === wanted, TODAY);
      await page.clock.runFor(60_000);
      assert.equal(await day.inputValue(), TODAY);
    }
  });
  it('one device, and words', async () => {
    await using open = await opened();
    const { page } = open;
    await row(page, 'Yamada').first().waitFor();
    await page.getByLabel('Device').selectOption('CT_ROOM1');
    await page.getByLabel('Name, ID, procedure').fill('nobody');
    await page.getByText('Nothing on this day fits.').waitFor();
    await page.getByRole('button', { name: 'Show all of the day' }).click();
    await row(page, 'Yamada').first().waitFor();
    await page.getByRole('button', { name: 'The day after' }).click();
    await page.getByText('Nobody is expected on this day.').waitFor();
    await page.getByRole('button', { name: 'Today' }).click();
    await row(page, 'Yamada').first().waitFor();
  });

  it('a table is pasted: what will happen is shown line by line, then it happens', async () => {
    await using open = await opened('/worklist/import');
    const { page } = open;
    const table = [
      'ID;Name;Birth date;Sex;Accession;Modality;Date;Time;Procedure',
      `P-2001;"Иванов, Иван Иванович";12.03.1975;м;CSV1;MR;${TODAY};11:00;Head`,
      `P-2002;Smith John;1990-01-05;M;CSV2;US;${TODAY};11:30;"Abdomen; liver"`,
      `;Nobody;;;;CT;${TODAY};;`,
      'P-2004;Smith Jane;1990-01-05;F;CSV4;US;31.13.2026;25:00;Neck',
    ].join('\n');
    await page.getByLabel('Table', { exact: true }).fill(table);
    await page.getByRole('button', { name: 'Show what will happen' }).click();
    await page.getByText('patient ID: is missing').waitFor();
    await page.getByText('date: “31.13.2026” is no date').waitFor();
    await page.getByText('2 are added.').waitFor();
    assert.deepEqual(await faultsInEachLook(page, 'worklist-import'), []);
    assert.equal((await itemsOfToday()).length, 2, 'nothing has changed yet');
    await page.getByRole('button', { name: 'Import 2 lines' }).click();
    await page.getByText('Added: 2. Changed: 0.').waitFor();
    assert.equal((await itemsOfToday()).length, 4);
    await page.getByLabel('Table', { exact: true }).fill(table.replace('11:00', '11:15'));
    await page.getByRole('button', { name: 'Show what will happen' }).click();
    await page.getByText('is on the list already').waitFor();
    await page.getByText('1 is changed.').waitFor();
    await page.getByLabel('Table', { exact: true }).fill('a;b\n1;2');
    await page.getByRole('button', { name: 'Show what will happen' }).click();
    await page.getByText('The first line has to name the columns.').waitFor();
    assert.deepEqual(open.complaints, []);
  });

  it('a file in another encoding is read as what one chooses', async () => {
    await using open = await opened('/worklist/import');
    const { page } = open;
    const buffer = Buffer.concat([
      Buffer.from('ID;Name;Modality;Date\nP-3001;'),
      Buffer.from('c8e2e0edeee2e0', 'hex'),
      Buffer.from(` A;CT;${TODAY}\n`),
    ]);
    await page.getByLabel('Or a file').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer });
    await page.getByLabel('Read text as').selectOption('windows-1251');
    await page.getByRole('button', { name: 'Show what will happen' }).click();
    await page.getByText('Иванова, A').waitFor();
  });

  it('an order by HL7 appears by itself; what cannot be done waits, is corrected and done', async () => {
    await using open = await opened();
    const { page } = open;
    await sendHl7(orm({ id: 'P1', accession: 'HL7A', name: 'Doe^Jane', patientId: 'H-1', start: `${TODAY.replaceAll('-', '')}140000` }));
    await row(page, 'Doe').waitFor({ timeout: 15_000 });
    await sendHl7(
      orm({
        id: 'P2',
        accession: 'HL7B',
        name: 'Roe^Richard',
        patientId: 'H-2',
        modality: 'RAD',
        start: `${TODAY.replaceAll('-', '')}150000`,
      }),
    );
    await page.getByRole('link', { name: 'HL7' }).click();
    await page.getByRole('rowheader', { name: 'A field has a value that is none: OBR-24.' }).waitFor({ timeout: 15_000 });
    assert.deepEqual(await faultsInEachLook(page, 'worklist-hl7'), []);
    await atWidth(page, 820);
    const came = page.getByRole('cell', { name: /^\d\d:\d\d$/ });
    assert.equal(
      await came.evaluate((cell) => {
        const text = document.createRange();
        text.selectNodeContents(cell.querySelector('time') ?? cell);
        return text.getClientRects().length;
      }),
      1,
      'the time stands on one line',
    );
    await page.getByRole('button', { name: /^Correct ORM/ }).click();
    await dialog(page).getByText('Roe, Richard').waitFor();
    await field(page, 'Modality').selectOption('DX');
    await dialog(page).getByText('From now on, OBR-24 “RAD” means DX').click();
    assert.deepEqual(await faultsInEachLook(page, 'worklist-hl7-correct'), []);
    await dialog(page).getByRole('button', { name: 'Have it done' }).click();
    await page.getByText('Done. Messages like it are done so from now on.').waitFor();
    await page.getByText('No message waits.').waitFor();
    assert.equal(
      (await itemsOfToday()).some(({ attributes }) => attributes.AccessionNumber === 'HL7B'),
      true,
    );
    await sendHl7(
      orm({ id: 'P3', accession: 'HL7C', name: 'Poe^Ann', patientId: 'H-3', modality: 'RAD', start: `${TODAY.replaceAll('-', '')}160000` }),
    );
    assert.equal(
      (await itemsOfToday()).some(({ attributes }) => attributes.AccessionNumber === 'HL7C'),
      true,
    );
    assert.deepEqual(
      open.complaints.filter((each) => !each.includes('409')),
      [],
    );
  });

  for (const locale of ['en-GB', 'ru-RU', 'ja-JP'])
    it(`full, in ${locale}: nothing is cut off, nothing breaks WCAG`, async () => {
      await using open = await opened('/worklist', { locale });
      await open.page.locator('.slot-status').first().waitFor();
      assert.deepEqual(await faultsInEachLook(open.page, `worklist-day-${locale.slice(0, 2)}`), []);
      await open.page.locator('.card-head .button.main').click();
      await open.page.locator('.item-dialog').waitFor();
      assert.deepEqual(await faultsInEachLook(open.page, `worklist-dialog-${locale.slice(0, 2)}`), []);
      assert.deepEqual(open.complaints, []);
    });
});
