import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildPage } from '../../app/ui/build-page.ts';
import { NO_COMMITMENTS } from '../support/fake-commitments.ts';
import { createFakeSources } from '../support/fake-sources.ts';
import { SESSION_COOKIE } from '../support/signed-in.ts';
import { part10, type StudiesWeb, startStudiesWeb, uidsOf, untilFound } from '../support/studies-under-test.ts';
import { NEW_PASSWORD } from '../support/users-under-test.ts';
import { startTestWeb } from '../support/web-under-test.ts';
import { launch, openIn } from './chromium.ts';
import { violations } from './page-looks.ts';

const LOCALES = { en: 'en-GB', ru: 'ru-RU', ja: 'ja-JP' } as const;
const WIDTHS = [390, 820, 1366];
const SCREENS = process.env.FILMROOM_SCREENS;

/** Names that a hostile or careless device may send. */
const NAMES = [
  '<script>window.hacked=1</script>',
  '"><img src=x onerror="window.hacked=1">',
  '\u202eevil\u202c^gnirts',
  'محمد^علي',
  'ישראל^ישראלי',
  'W'.repeat(64),
  '山'.repeat(32),
  '',
  '^^^^',
  'Yamada^Tarou=山田^太郎=やまだ^たろう',
  'Müller^Zoë',
  'Иванов^Иван',
  "O'Brien-Smith^Mary^^Dr^PhD",
  `{{7*7}}$\{7*7}`,
];

let browser: Browser;
let of: StudiesWeb;
let files: string;
before(async () => {
  browser = await launch();
  of = await startStudiesWeb([{ title: 'WORKSTATION', host: '127.0.0.1', port: 1 }], { page: await buildPage() });
  for (const [n, PatientName] of NAMES.entries())
    for (const image of [1, 2]) {
      const more = {
        PatientID: `ID-${n}`,
        StudyDescription: n % 2 ? 'Chest <b>a.p.</b>' : '',
        AccessionNumber: `A${1000 + n}`,
        InstanceNumber: String(image),
      };
      await of.upload(
        part10({
          ...uidsOf(n + 1, 1, image),
          PatientName,
          Modality: n % 3 ? 'CT' : 'MR',
          StudyDate: `202601${String(n + 1).padStart(2, '0')}`,
          ...more,
        }),
      );
    }
  for (let n = 0; n < 600; n++)
    await of.upload(
      part10({ ...uidsOf(1000 + n), PatientName: `Many^Number${n}`, PatientID: `M${n}`, StudyDate: '20250101', Modality: 'US' }),
    );
  await untilFound(of, 200).catch(() => undefined);
  for (const role of ['viewer', 'technologist'] as const) await of.web.users.add({ name: role, role, password: NEW_PASSWORD });
  files = mkdtempSync(join(tmpdir(), 'filmroom-files-'));
  if (SCREENS) mkdirSync(SCREENS, { recursive: true });
});
after(async () => {
  await browser.close();
  await of[Symbol.asyncDispose]();
  rmSync(files, { recursive: true, force: true });
});

const open = async (options: Parameters<typeof openIn>[2] = {}) => openIn(browser, of.web.url, { cookie: of.web.cookie, ...options });
const visit = async (page: Page, path = '/studies') => {
  await page.goto(of.web.url + path);
  await page.locator('[role=option]').first().waitFor({ state: 'attached' });
};
const rows = (page: Page) => page.locator('[role=option]');
const type = async (page: Page, text: string) => {
  await page.locator('input[type=search]').first().fill(text);
  await page.waitForTimeout(400);
};

describe('the page Studies', () => {
  it('finds as one types, by the keyboard alone', async () => {
    await using opened = await open({ viewport: { width: 1366, height: 844 } });
    const { page, complaints } = opened;
    await visit(page);
    await page.keyboard.press('/');
    await page.keyboard.type('muller', { delay: 30 });
    await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
    assert.match((await rows(page).first().textContent()) ?? '', /Müller Zoë/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.study-detail h2').getByText('Müller').waitFor();
    assert.match(page.url(), /\/studies\/1\.2\.826/);
    for (const [typed, name] of [
      ['やまだ', /山田 太郎/],
      ['иван', /Иванов/],
      ['14.01.2026', /7\*7/],
      ["o'brien", /O'Brien/],
      ['A1009', /Yamada/],
    ] as const) {
      await type(page, typed);
      assert.match((await rows(page).first().textContent()) ?? '', name, typed);
    }
    await type(page, 'no such person at all');
    await page.getByText('No study fits').waitFor();
    assert.deepEqual(complaints, []);
  });
  it('a study says what of it is safe at the destinations that were asked', async () => {
    await using web = await startTestWeb({
      sources: {
        ...createFakeSources({ studies: [] }),
        archived: { archive: of.archive, sends: of.sends, ownAeTitle: () => 'FILMROOM' },
        commitments: { ...NO_COMMITMENTS, ofStudy: async () => [{ peer: 'PACS2', committed: 117, failed: 1, waiting: 2, at: Date.now() }] },
      },
      page: await buildPage(),
    });
    await using opened = await openIn(browser, web.url, { cookie: web.cookie });
    const { page, complaints } = opened;
    await page.goto(`${web.url}/studies`);
    await rows(page).first().click();
    const line = page.locator('.safe-elsewhere li');
    await line.waitFor();
    assert.match((await line.textContent()) ?? '', /PACS2: 117 of 120 images are safe there, 1 not, of 2 it has not said yet/);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(complaints, []);
  });
  it('thousands of rows are a few dozen elements; the end is reached by scrolling', async () => {
    await using opened = await open({ viewport: { width: 1366, height: 844 } });
    const { page } = opened;
    await visit(page);
    await type(page, 'many');
    const seen = new Set<string>();
    for (let step = 0; step < 150 && seen.size < 600; step++) {
      for (const text of await rows(page).locator('.study-about').allInnerTexts()) seen.add(text.split('\n')[0]!);
      assert.ok((await rows(page).count()) < 60);
      await page.locator('#study-list').evaluate((list) => list.scrollBy(0, list.clientHeight));
      await page.waitForTimeout(50);
    }
    assert.ok(seen.size >= 600, `${seen.size}`);
  });
  it('who comes back from another document finds the list where they left it, pages down too', async () => {
    await using opened = await open();
    const { page } = opened;
    await visit(page);
    await type(page, 'many');
    const list = page.locator('#study-list');
    for (let step = 0; step < 100 && (await list.evaluate((box) => box.scrollTop < 20_000)); step++) {
      await list.evaluate((box) => box.scrollBy(0, 4 * box.clientHeight));
      await page.waitForTimeout(50);
    }
    const topRow = () => list.evaluate((box) => Math.floor(box.scrollTop / box.querySelector<HTMLElement>('[role=option]')!.offsetHeight));
    const left = await topRow();
    assert.ok(left > 150, `row ${left}: beyond the first page`);
    await page.goto(`${of.web.url}/healthz`);
    await page.goBack();
    await rows(page).first().waitFor({ state: 'attached' });
    for (let waited = 0; waited < 50 && Math.abs((await topRow()) - left) > 1; waited++) await page.waitForTimeout(100);
    assert.ok(Math.abs((await topRow()) - left) <= 1, `${await topRow()}, left at ${left}`);
    await type(page, 'number');
    assert.equal(await topRow(), 0, 'another search begins at its first');
  });
  it('hostile names run nothing and show as they are, in list, detail, tags and dialogs', async () => {
    await using opened = await open({ viewport: { width: 1366, height: 844 } });
    const { page, complaints } = opened;
    for (const [n] of NAMES.entries()) {
      await visit(page, `/studies/${uidsOf(n + 1).StudyInstanceUID}`);
      await page.locator('.study-facts-list').waitFor();
      await page.locator('.series summary').click();
      await page.locator('.instance').first().click();
      await page.locator('.tags td').getByText('PatientName', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.locator('dialog').waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await page.evaluate(() => 'hacked' in globalThis), false);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), true, `${n}`);
    }
    assert.deepEqual(complaints, []);
  });
  it('uploads files, a ZIP and what is no DICOM, and says what became of each', async () => {
    for (const n of [1, 2])
      writeFileSync(join(files, `${n}.dcm`), part10({ ...uidsOf(5000, 1, n), PatientName: 'Upload^Ed', PatientID: 'UP' }));
    writeFileSync(join(files, 'letter.txt'), 'Dear doctor');
    const zip = await (await of.web.ask(`/api/studies/${uidsOf(1).StudyInstanceUID}/zip`)).arrayBuffer();
    writeFileSync(join(files, 'study.zip'), Buffer.from(zip));
    writeFileSync(join(files, 'broken.zip'), Buffer.from(zip).subarray(0, zip.byteLength - 100));
    await using opened = await open({ viewport: { width: 1366, height: 844 } });
    const { page } = opened;
    await visit(page);
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(['1.dcm', '2.dcm', 'letter.txt', 'study.zip', 'broken.zip'].map((name) => join(files, name)));
    await page.getByText('2 stored').waitFor();
    await page.getByText('2 there already').waitFor();
    await page.getByText('2 not taken').waitFor();
    const problems = (await page.locator('.upload .job-results').textContent()) ?? '';
    assert.match(problems, /letter\.txt: This is no DICOM file/);
    assert.match(problems, /broken\.zip: The ZIP is damaged/);
  });
  it('an upload that takes the place of another image says so', async () => {
    for (const name of ['Once^Ed', 'Twice^Ed'])
      writeFileSync(join(files, `${name}.dcm`), part10({ ...uidsOf(5100, 1, 1), PatientName: name, PatientID: 'UP' }));
    await using opened = await open({ viewport: { width: 1366, height: 844 } });
    const { page } = opened;
    await visit(page);
    const results = page.locator('.upload-results');
    await page.locator('input[type=file]').first().setInputFiles(join(files, 'Once^Ed.dcm'));
    await results.getByText('1 stored').waitFor();
    await page.locator('input[type=file]').first().setInputFiles(join(files, 'Twice^Ed.dcm'));
    await results.getByText('1 in place of others with the same UID').waitFor();
    await results.getByText('0 stored').waitFor();
    for (const [outcome, words] of [
      ['kept-first', '1 not stored: others with the same UID stay'],
      ['quarantined', '1 put aside: others with the same UID stay'],
    ] as const) {
      const answer = { outcome, sopInstanceUid: '1.2', studyInstanceUid: '1.2', bytes: 1 };
      await page.route('**/api/uploads', (route) => route.fulfill({ json: answer }));
      await page.locator('input[type=file]').first().setInputFiles(join(files, 'Twice^Ed.dcm'));
      await results.getByText(words).waitFor();
    }
  });
  it('sends with progress and says why it failed; deletes with a reason', async () => {
    await using opened = await open({ viewport: { width: 1366, height: 844 } });
    const { page } = opened;
    await visit(page, `/studies/${uidsOf(11).StudyInstanceUID}`);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('dialog form button[type=submit], dialog form .button.main').click();
    await page.getByText('2 problems').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.locator('dialog select').selectOption('test');
    if (SCREENS) await page.screenshot({ path: `${SCREENS}/studies-delete-1366.png` });
    await page.locator('dialog form button[type=submit], dialog form .button.main').click();
    await page.getByText('2 images deleted.').waitFor();
    assert.equal((await of.web.ask(`/api/studies/${uidsOf(11).StudyInstanceUID}`)).status, 404);
  });
  it('a viewer sees and downloads, and is not offered what they may not do', async () => {
    const { secret } = await of.web.users.signIn('viewer', NEW_PASSWORD, '127.0.0.1');
    await using opened = await open({ cookie: `${SESSION_COOKIE}=${secret}` });
    const { page } = opened;
    await page.goto(`${of.web.url}/studies/${uidsOf(10).StudyInstanceUID}`);
    await page.getByRole('link', { name: 'Download ZIP' }).waitFor();
    for (const name of ['Send', 'Delete', 'Choose files'])
      assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name);
  });
  for (const [language, locale] of Object.entries(LOCALES))
    it(`${language}: breaks no rule of axe-core at each width, light and dark`, { timeout: 600_000 }, async () => {
      const found: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        if (colorScheme === 'dark' && language !== 'en') continue;
        await using opened = await open({ locale, colorScheme, bypassCSP: true, reducedMotion: 'reduce' });
        const { page } = opened;
        for (const path of ['/studies', `/studies/${uidsOf(10).StudyInstanceUID}`])
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 844 });
            await visit(page, path);
            if (path !== '/studies') await page.locator('.series summary').click();
            if (path !== '/studies') await page.locator('.instance').first().waitFor();
            const at = `${path === '/studies' ? 'studies' : 'study'}-${width}-${colorScheme}-${language}`;
            if (await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth))
              found.push(`${at}: wider than the screen`);
            for (const rule of await violations(page)) found.push(`${at}: ${rule}`);
            if (SCREENS) await page.screenshot({ path: `${SCREENS}/${at}.png` });
            if (path === '/studies') continue;
            await page.locator('.instance').first().click();
            await page.locator('.tags td').first().waitFor();
            for (const rule of await violations(page)) found.push(`tags of ${at}: ${rule}`);
            if (SCREENS) await page.screenshot({ path: `${SCREENS}/tags-${at}.png` });
            await page.keyboard.press('Escape');
          }
      }
      assert.deepEqual(found, []);
    });
});
