import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { CT_IMAGE_STORAGE, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf } from '../support/raw-peer.ts';
import { until } from '../support/steps-under-test.ts';
import { launch, openIn } from './chromium.ts';
import { cutOffTexts, violations } from './page-looks.ts';

const SCREENS = process.env.FILMROOM_SCREENS;
const contexts = [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_LE] }];
const JSON_HEADERS = { 'content-type': 'application/json' };

let browser: Browser;
let filmroom: Filmroom;
before(async () => {
  browser = await launch();
  filmroom = await startFilmroom();
  for (const [name, id, accession, time] of [
    ['Yamada^Tarou=山田^太郎', 'P7', 'ACC7', '0830'],
    ['Suzuki^Hanako', 'P8', 'ACC8', '0845'],
  ]) {
    const step = { Modality: 'CT', ScheduledProcedureStepStartDate: '20260102', ScheduledProcedureStepStartTime: time };
    const person = { PatientName: name, PatientID: id, PatientBirthDate: '19700102', PatientSex: 'F', AccessionNumber: accession };
    const attributes = { ...person, RequestedProcedureDescription: 'CT head', ScheduledProcedureStepSequence: [step] };
    const added = await filmroom.ask('/api/worklist', { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ attributes }) });
    assert.equal(added.status, 201);
  }
});
after(async () => {
  await browser.close();
  await filmroom.stop();
});

async function store(patientName: string, count = 2): Promise<void> {
  const [studyInstanceUid, seriesInstanceUid] = [newUid(), newUid()];
  const peer = await rawAssociate(filmroom.dicomPort, { contexts });
  for (let at = 0; at < count; at++) {
    const { sopClassUid, sopInstanceUid, dataset } = smallImage({ patientName, studyInstanceUid, seriesInstanceUid, fill: at });
    assert.equal(statusOf((await peer.ask(1, cStoreRq(sopClassUid, sopInstanceUid), dataset)).command), 0);
  }
  await peer.release();
}

async function opened(path: string, locale = 'en-GB') {
  const open = await openIn(browser, filmroom.webUrl, { cookie: await filmroom.cookie(), locale, viewport: { width: 390, height: 844 } });
  await open.page.goto(filmroom.webUrl + path);
  return open;
}

it('on a phone: said on the dashboard, accepted with one tap, put back, left, changed by hand', { timeout: 240_000 }, async () => {
  await store('Yamada^Taro');
  await using open = await opened('/');
  const { page } = open;
  await page.getByText('1 study contradicts the worklist and waits for a decision.').waitFor();
  await page.getByRole('link', { name: 'Decide' }).click();
  const entry = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) });
  await entry.getByText('No accession number').waitFor();
  await entry.getByRole('row', { name: /Accession no\..*differs.*\(none\).*ACC7/ }).waitFor();
  assert.equal(await page.evaluate(cutOffTexts).then((faults) => faults.join()), '');
  assert.deepEqual(await violations(page), []);

  await entry.getByRole('button', { name: 'Take over from the order: Yamada Taro' }).click();
  await page.getByText('The images get what the order says.').waitFor();
  await entry.getByText(/Given what the order says by root/).waitFor();
  await page.getByText('Nothing waits').waitFor();
  await entry.getByText('Who decided what').click();
  await entry.getByText('Accession no.: (none) → ACC7').waitFor();

  await entry.getByRole('button', { name: /Put back what was received/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put back what was received' }).click();
  await entry.getByRole('button', { name: 'Leave as it is: Yamada Taro' }).click();
  await entry.getByText('Left as it is', { exact: true }).waitFor();
  await entry.getByRole('button', { name: 'Let it wait again: Yamada Taro' }).click();

  await entry.getByRole('button', { name: 'Search another order: Yamada Taro' }).click();
  await page.getByRole('searchbox').fill('suzuki');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Compare with this: Suzuki/ })
    .click();
  await entry.getByRole('row', { name: /Patient ID.*differs.*RAW1.*P8/ }).waitFor();
  await entry.getByText('Against it:').waitFor();

  await entry.getByRole('button', { name: 'Change by hand: Yamada Taro' }).click();
  const dialog = page.getByRole('dialog');
  assert.deepEqual(await violations(page), []);
  await dialog.getByLabel('Patient ID', { exact: true }).fill('P9');
  await dialog.getByLabel('Accession no.').fill('HAND 1');
  await dialog.getByRole('button', { name: 'Change all images' }).click();
  await entry.getByText(/Changed by hand by root/).waitFor();
  const found = () => filmroom.ask('/dicom-web/studies?PatientID=P9', { headers: { accept: 'application/dicom+json' } });
  await until('all images are changed', async () => (await (await found()).text()).includes('HAND 1')); // said when it is decided, done a little later
  assert.deepEqual(open.complaints, []);
});

for (const [language, locale] of [
  ['en', 'en-GB'],
  ['ru', 'ru-RU'],
  ['ja', 'ja-JP'],
] as const)
  it(`fits phone, tablet and desk in ${language}, without a fault of axe-core`, { timeout: 120_000 }, async () => {
    await store(`Suzuki^Hanako^${language}`);
    await using open = await opened('/inbox', locale);
    const { page } = open;
    await page.locator('.inbox-comparison').first().waitFor();
    const faults: string[] = [];
    for (const width of [390, 820, 1366]) {
      await page.setViewportSize({ width, height: 844 });
      faults.push(...(await page.evaluate(cutOffTexts)).map((fault) => `${width}: ${fault}`));
      if (SCREENS === undefined) continue;
      mkdirSync(SCREENS, { recursive: true });
      await page.screenshot({ path: join(SCREENS, `inbox-${width}-${language}.png`), fullPage: true });
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      faults.push(...(await violations(page)).map((fault) => `${colorScheme}: ${fault}`));
    }
    assert.deepEqual(faults, []);
    assert.deepEqual(open.complaints, []);
  });
