import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { KNOWN_PACKS, writePack } from '../../app/ohif/ohif.ts';
import type { StudyShown, Uploaded } from '../../app/web/schema.ts';
import { NoRegistry } from '../../ohif/fetch.ts';
import { type MadePack, makePack } from '../../ohif/make-pack.ts';
import { TINY_VERSION, tinyFiles } from '../support/fake-ohif.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixtureBytes } from '../support/fixtures.ts';
import { launch, openIn } from './chromium.ts';
import { cutOffTexts, violations } from './page-looks.ts';

const SCREENS = process.env.FILMROOM_SCREENS;
const LAPTOP = { viewport: { width: 1366, height: 844 } };
/** By how it is compressed: each needs a decoder of OHIF's own. */
const FILES = {
  ct: 'dicomParser/CT1_UNC.implicit_little_endian.dcm',
  jpegLs: 'cornerstoneWADOImageLoader/CTImage.dcm_JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80.dcm',
  jpeg2000: 'pydicom-data/693_J2KR.dcm',
} as const;

/** The pack, made here where it was not made before; or why it cannot be. */
async function made(): Promise<MadePack | { readonly why: string }> {
  try {
    return await makePack({ fetchMs: 60_000 });
  } catch (error) {
    if (error instanceof NoRegistry) return { why: `the pack is not made: ${error.message}` };
    throw error;
  }
}

const pack = await made();

describe('OHIF', { skip: 'why' in pack && pack.why, timeout: 280_000 }, () => {
  const file = 'file' in pack ? pack.file : '';
  const studies = new Map<string, string>();
  let browser: Browser;
  let filmroom: Filmroom;

  before(async () => {
    [browser, filmroom] = await Promise.all([launch(), startFilmroom()]);
    for (const [name, path] of Object.entries(FILES)) {
      const body = Uint8Array.from(fixtureBytes(path));
      const answer = await filmroom.ask('/api/uploads', { method: 'POST', body, headers: { 'content-type': 'application/dicom' } });
      assert.equal(answer.status, 201, await answer.clone().text());
      studies.set(name, ((await answer.json()) as Uploaded).studyInstanceUid);
    }
  });
  after(async () => {
    await browser?.close();
    await filmroom?.stop();
  });

  async function opened(path: string, options: Parameters<typeof openIn>[2] = {}) {
    const open = await openIn(browser, filmroom.webUrl, { cookie: await filmroom.cookie(), ...LAPTOP, ...options });
    await open.page.goto(filmroom.webUrl + path);
    return open;
  }
  async function screen(page: Page, name: string): Promise<void> {
    if (SCREENS === undefined) return;
    mkdirSync(SCREENS, { recursive: true });
    await page.screenshot({ path: join(SCREENS, `${name}.png`) });
  }
  const studyPath = (name: string) => `/studies/${studies.get(name)}`;
  const viewerPath = (name: string) => `/ohif/viewer?StudyInstanceUIDs=${studies.get(name)}`;

  it('is made as it was, byte for byte', () => assert.equal('digest' in pack && pack.digest, KNOWN_PACKS[0]));
  it('is not offered without its pack, and its address says so', async () => {
    await using open = await opened(studyPath('ct'));
    const { page } = open;
    await page.getByRole('link', { name: 'View images' }).waitFor();
    assert.equal(await page.getByRole('link', { name: /OHIF/ }).count(), 0);
    const answer = await page.goto(filmroom.webUrl + viewerPath('ct'));
    assert.equal(answer?.status(), 404);
    assert.match((await page.locator('main').textContent()) ?? '', /\w+ \w+/);
  });
  it('is added by an administrator on the page of the settings; another file is refused in words', async () => {
    await using open = await opened('/settings/ohif');
    const { page } = open;
    const choose = (name: string, buffer: Buffer) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    await choose('other.pack', writePack(TINY_VERSION, tinyFiles()).pack);
    await page.getByText(/was not made for this version of Filmroom/).waitFor();
    await choose('above.pack', writePack(TINY_VERSION, [{ ...tinyFiles()[0]!, path: '../../config.json' }]).pack);
    await page.getByText('This file is no OHIF pack. It was not kept.').waitFor();
    await choose('ohif.pack', readFileSync(file));
    await page.getByText('OHIF is installed.').waitFor();
    await page.getByText(/^Installed: OHIF \d/).waitFor();
    assert.deepEqual((await filmroom.ask('/api/ohif').then((answer) => answer.json())).fault, undefined);
  });
  for (const [width, colorScheme, locale] of [
    [390, 'light', 'ru-RU'],
    [390, 'dark', 'ja-JP'],
    [1366, 'light', 'en-GB'],
  ] as const)
    it(`its part of the settings breaks no rule of axe-core and cuts no text off: ${width} px, ${colorScheme}, ${locale}`, async () => {
      await using open = await opened('/settings/ohif', { viewport: { width, height: 844 }, colorScheme, locale, bypassCSP: true });
      await open.page.locator('#settings-ohif').waitFor();
      assert.deepEqual(await violations(open.page), []);
      assert.deepEqual(await open.page.evaluate(cutOffTexts), []);
      await screen(open.page, `settings-ohif-${width}-${colorScheme}-${locale.slice(0, 2)}`);
    });
  it('opens a CT from the list, reads it by DICOMweb alone, and draws its pixels', async (t) => {
    await using open = await opened(studyPath('ct'));
    const { page, complaints } = open;
    const asked = new Set<string>();
    const link = page.getByRole('link', { name: 'Open in OHIF', exact: true });
    await link.waitFor();
    await page.waitForLoadState('load');
    page.on('request', (request) => page.url().includes('/ohif/') && asked.add(new URL(request.url()).pathname));
    const at = Date.now();
    await link.click();
    await page.waitForURL(/\/ohif\/viewer/);
    const drawn = await pixelsOf(page);
    t.diagnostic(`drawn ${Date.now() - at} ms after the click`);
    assert.ok(drawn.brightest > 100 && drawn.share > 0.05, JSON.stringify(drawn));
    await page.getByRole('button', { name: 'Confirm and hide' }).click();
    await screen(page, 'ohif-ct-1366');
    const others = [...asked].filter((path) => !/^\/(ohif|dicom-web\/studies)(\/|$)/.test(path));
    assert.deepEqual(others, []);
    for (const end of [/\/studies$/, /\/series$/, /\/metadata$/, /\/frames\/1$/])
      assert.ok(
        [...asked].some((path) => end.test(path)),
        `${end} in ${[...asked]}`,
      );
    assert.deepEqual(troubles(complaints), []);
    if (SCREENS === undefined) return;
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForTimeout(500);
    await screen(page, 'ohif-ct-390');
  });
  it('decodes JPEG-LS and JPEG 2000', async () => {
    await using open = await opened('/ohif/');
    for (const name of ['jpegLs', 'jpeg2000']) {
      await open.page.goto(filmroom.webUrl + viewerPath(name));
      const drawn = await pixelsOf(open.page);
      assert.ok(drawn.brightest > 100 && drawn.share > 0.05, `${name}: ${JSON.stringify(drawn)}`);
    }
    assert.deepEqual(troubles(open.complaints), []);
  });
  it('has a list of the studies, and a way back to ours', async () => {
    await using open = await opened('/ohif/');
    const { page, complaints } = open;
    const { description = '' } = (await (await filmroom.ask(`/api${studyPath('ct')}`)).json()) as StudyShown;
    await page.getByText(description, { exact: true }).first().waitFor({ timeout: 30_000 });
    await screen(page, 'ohif-list-1366');
    assert.deepEqual(troubles(complaints), []);
    await page.getByRole('link', { name: '← Filmroom' }).first().click();
    await page.waitForURL(`${filmroom.webUrl}/studies`);
  });
  it('is offered in the list, with the study and by our viewer, in three languages, and not on a phone', async () => {
    for (const [locale, words] of [
      ['en-GB', 'Open in OHIF'],
      ['ru-RU', 'Открыть в OHIF'],
      ['ja-JP', 'OHIF で開く'],
    ] as const) {
      await using open = await opened(studyPath('ct'), { locale });
      const { page } = open;
      const link = page.getByRole('link', { name: words, exact: true });
      await link.waitFor();
      assert.equal(await link.getAttribute('href'), viewerPath('ct'));
      await page.locator('.study-ohif').nth(2).waitFor();
      await screen(page, `studies-ohif-1366-${locale.slice(0, 2)}`);
      await page.setViewportSize({ width: 390, height: 844 });
      await link.waitFor({ state: 'hidden' });
      await page.setViewportSize(LAPTOP.viewport);
      await page.goto(`${filmroom.webUrl}/view/${studies.get('ct')}`);
      await page.locator('.stage[data-shown-by="pixels"]').first().waitFor({ timeout: 30_000 });
      assert.equal(await page.getByRole('link', { name: words }).getAttribute('href'), viewerPath('ct'));
      await screen(page, `viewer-ohif-1366-${locale.slice(0, 2)}`);
    }
  });
  it('is for who is signed in', async () => {
    const answer = await fetch(filmroom.webUrl + viewerPath('ct'), { redirect: 'manual', headers: { accept: 'text/html' } });
    assert.equal(answer.status, 303);
    assert.equal((await fetch(`${filmroom.webUrl}/ohif/index.html`)).status, 401);
  });
  it('goes when it is removed', async () => {
    await using open = await opened('/settings/ohif');
    const { page } = open;
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('OHIF was removed.').waitFor();
    await page.goto(filmroom.webUrl + studyPath('ct'));
    await page.getByRole('link', { name: 'View images' }).waitFor();
    assert.equal(await page.getByRole('link', { name: /OHIF/ }).count(), 0);
    assert.equal((await page.goto(`${filmroom.webUrl}/ohif/`))?.status(), 404);
  });
});

/** What is on the canvas of the first viewport, once something is: its brightest value, and how much of it is not black. */
async function pixelsOf(page: Page): Promise<{ brightest: number; share: number }> {
  const canvas = page.locator('canvas.cornerstone-canvas').first();
  await canvas.waitFor({ timeout: 60_000 });
  const deadline = Date.now() + 30_000;
  for (;;) {
    const drawn = await canvas.evaluate((element: HTMLCanvasElement) => {
      const { width, height } = element;
      const copy = new OffscreenCanvas(width, height).getContext('2d')!;
      copy.drawImage(element, 0, 0);
      const { data } = copy.getImageData(0, 0, width, height);
      let [brightest, lit] = [0, 0];
      for (let at = 0; at < data.length; at += 4) {
        const value = Math.max(data[at]!, data[at + 1]!, data[at + 2]!);
        brightest = Math.max(brightest, value);
        if (value > 10) lit++;
      }
      return { brightest, share: lit / (width * height) };
    });
    if (drawn.share > 0 || Date.now() > deadline) return drawn;
    await page.waitForTimeout(100);
  }
}

/** Errors, what the policy forbids, requests to another host; what OHIF tells its makers is none. */
const troubles = (complaints: readonly string[]) =>
  complaints.filter((words) => !/^(log|info|debug|warning|startGroup|startGroupCollapsed|endGroup|timeEnd): /.test(words));
