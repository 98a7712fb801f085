import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { systemClock as clock } from '../../app/base/base.ts';
import { DEFAULT_SETTINGS } from '../../app/network/network.ts';
import { openSetup, type SetupState, STEPS, type Tested } from '../../app/setup/setup.ts';
import type { PageFile, WebNetwork } from '../../app/web/web.ts';
import { fakeAeTable } from '../support/fake-ae-table.ts';
import { FAKE_WIRE } from '../support/fake-wire.ts';
import { gatheredLog } from '../support/gathered-log.ts';
import { testSettings } from '../support/settings-under-test.ts';
import { startTestWeb } from '../support/web-under-test.ts';
import { launch, openIn } from './chromium.ts';
import { cutOffTexts, stopOfKeyboard, violations } from './page-looks.ts';
import { busySources } from './page-sources.ts';

const LOCALES = { en: 'en-GB', ru: 'ru-RU', ja: 'ja-JP' } as const;
const WIDTHS = [390, 820, 1366];
const SCREENS = process.env.FILMROOM_SCREENS;

const PEER = { aeTitle: 'VIEWER', name: 'Viewer', host: 'viewer.local', addresses: ['10.0.0.40'], port: 104, tls: false, isOwn: false };
const TESTS: readonly Omit<Tested, 'at'>[] = [
  {
    way: 'there',
    title: 'CT_ROOM1',
    host: '10.0.0.10',
    port: 104,
    isGood: true,
    rung: 'echo',
    code: 'ECHO_OK',
    values: { title: 'CT_ROOM1' },
    words: 'ok',
  },
  {
    ...{ way: 'there', title: 'MR-1.5T', host: '10.0.1.11', port: 11112, isGood: false, rung: 'associate' },
    ...{
      code: 'ASSOCIATE_OTHER_TITLE',
      values: { title: 'MR-1.5T' },
      words: 'The device is there, and says that it is not MR-1.5T (1/1/7).',
    },
  },
];

/** A box with both its ports; `links` is what the kernel says of their cables. */
function fakeBox(links: { hospital: boolean; modality: boolean }): WebNetwork {
  const linkOf = (role: 'hospital' | 'modality', addresses: readonly string[]) => ({
    ...{ role, isPresent: true, isCableIn: links[role], addresses, words: `${role}: ${links[role] ? 'a cable is in' : 'no cable'}.` },
  });
  const show = async () => ({
    settings: DEFAULT_SETTINGS,
    links: [linkOf('hospital', ['10.0.0.7/24', '169.254.3.7/16']), linkOf('modality', ['192.168.104.1/24'])],
  });
  return { isBox: () => true, show, set: show, confirm: show, revert: show, changed() {} };
}

/** Runs in the browser: words of table headings that stand on more than one line. */
function brokenHeadings(): string[] {
  const broken: string[] = [];
  for (const { firstChild: text } of document.querySelectorAll('.sheet-table thead th')) {
    for (const { index, 0: word } of (text?.textContent ?? '').matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(text!, index);
      range.setEnd(text!, index + word.length);
      if (range.getClientRects().length > 1) broken.push(word);
    }
  }
  return broken;
}

describe('the page of the set-up', { timeout: 900_000 }, () => {
  let browser: Browser;
  let page: readonly PageFile[];
  before(async () => {
    browser = await launch();
    page = await (await import('../../app/ui/build-page.ts')).buildPage();
    if (SCREENS) mkdirSync(SCREENS, { recursive: true });
  });
  after(() => browser.close());

  async function started(isBox = true) {
    const test = testSettings();
    const setup = await openSetup({ file: undefined, clock, log: gatheredLog().log });
    const links = { hospital: true, modality: true };
    const sources = {
      ...busySources(Date.now()),
      settings: test.settings,
      aeTable: fakeAeTable([
        { title: 'CT_ROOM1', host: '10.0.0.10', port: 104 },
        { title: 'MR-1.5T', host: '10.0.1.11', port: 11112 },
      ]).aeTable,
      wire: FAKE_WIRE,
      network: { ...fakeBox(links), isBox: () => isBox },
      setup: { ...setup, discover: async () => [PEER], setClock: async () => {} },
    };
    const web = await startTestWeb({ page, sources });
    return {
      ...{ web, setup, links, sources },
      async open(options: Parameters<typeof openIn>[2] = {}) {
        const opened = await openIn(browser, web.url, { cookie: web.cookie, reducedMotion: 'reduce', ...options });
        await visit(opened.page, web.url);
        return opened;
      },
      async [Symbol.asyncDispose]() {
        await web[Symbol.asyncDispose]();
        test[Symbol.dispose]();
      },
    };
  }
  async function visit(on: Page, url: string): Promise<void> {
    await on.goto(`${url}/setup`);
    await on.locator('.link.live').waitFor();
    await on.locator('#setup-step-title').waitFor();
    await on.getByText(/^(Loading…|Загрузка…|読み込み中…)$/).waitFor({ state: 'detached' });
  }

  for (const [language, locale] of Object.entries(LOCALES))
    it(`${language}: breaks no rule of axe-core and cuts no text off, at each step and width, light and dark`, async () => {
      await using test = await started();
      for (const step of STEPS.slice(0, 5)) await test.setup.record(step, { outcome: 'done', by: 'root', facts: {} });
      await test.setup.record('image', { outcome: 'skipped', by: 'root', facts: {} });
      for (const each of TESTS) await test.setup.tested(each);
      const found: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        await using opened = await test.open({ locale, colorScheme, bypassCSP: true });
        for (const at of [...STEPS, 'sheet'] as readonly SetupState['at'][]) {
          await test.setup.go(at);
          await visit(opened.page, test.web.url);
          for (const width of WIDTHS) {
            await opened.page.setViewportSize({ width, height: 844 });
            await opened.page.waitForFunction((wanted) => innerWidth === wanted, width);
            await opened.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
            const where = `${at} ${language} ${colorScheme} ${width}`;
            for (const text of await opened.page.evaluate(cutOffTexts)) found.push(`${where}: ${text}`);
            if (language === 'en' || (colorScheme === 'light' && width === 390))
              for (const rule of await violations(opened.page)) found.push(`${where}: ${rule}`);
            const isShown = SCREENS && (language === 'en' || colorScheme === 'light') && width !== 820;
            const file = `setup-${at}-${width}-${colorScheme}${language === 'en' ? '' : `-${language}`}.png`;
            if (isShown) await opened.page.screenshot({ path: `${SCREENS}/${file}`, fullPage: width === 1366 });
          }
        }
        assert.deepEqual(opened.complaints, []);
      }
      assert.deepEqual(found, []);
    });

  it('sees which cable is pulled', async () => {
    await using test = await started();
    await test.setup.go('ports');
    await using opened = await test.open();
    const { page: on } = opened;
    await on.getByText('Unplug the cable of the modality port now').waitFor();
    test.links.hospital = false;
    await on.getByText('That was the hospital port.').waitFor();
    test.links.hospital = true;
    test.links.modality = false;
    await on.getByText('Yes: the modality port has lost its cable.').waitFor();
    await on.getByRole('button', { name: 'Done, go on' }).click();
    await on.getByRole('alert').getByText('No cable is seen in: modality.').waitFor();
    test.links.modality = true;
    await on.getByText('Right: this is the modality port.').waitFor();
    await on.getByRole('button', { name: 'Done, go on' }).click();
    await on.getByRole('heading', { level: 2, name: 'Addresses' }).waitFor();
    await on.getByRole('link', { name: '169.254.3.7' }).waitFor();
  });
  it('a box takes the time zone of the browser', async () => {
    await using test = await started();
    await test.setup.go('time');
    await using opened = await test.open({ timezoneId: 'Asia/Tokyo' });
    await opened.page.getByText('Time zone: UTC').waitFor();
    await opened.page.getByRole('button', { name: 'Take that of this browser: Asia/Tokyo' }).click();
    await opened.page.getByText('Time zone: Asia/Tokyo').waitFor();
    assert.equal(test.sources.settings.now().timeZone, 'Asia/Tokyo');
    assert.equal(await opened.page.getByRole('button', { name: /^Take that/ }).count(), 0);
  });
  it('finds who announces itself, and a browser elsewhere goes on where this one stopped', async () => {
    await using test = await started();
    await test.setup.go('peers');
    await using opened = await test.open();
    await opened.page.getByRole('button', { name: 'Search the network' }).click();
    await opened.page.getByRole('button', { name: 'Add VIEWER' }).click();
    await opened.page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
    await opened.page.getByRole('button', { name: 'Test VIEWER' }).waitFor();
    await opened.page.getByRole('button', { name: 'Skip this step' }).click();
    await opened.page.locator('#setup-step-title', { hasText: 'Where images go' }).waitFor();
    await using other = await test.open({ locale: 'ru-RU' });
    await other.page.getByRole('heading', { level: 2, name: 'Где хранятся снимки' }).waitFor();
  });
  it('goes by the keyboard alone: the next step has the focus, each stop is seen', async () => {
    await using test = await started(false);
    await using opened = await test.open();
    const { page: on } = opened;
    for (const name of ['Which port is which', 'Addresses', 'Time']) {
      const stops: string[] = [];
      for (let tab = 0; tab < 40; tab++) {
        await on.keyboard.press('Tab');
        await on.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
        const stop = await on.evaluate(stopOfKeyboard);
        if (stop === undefined) break;
        stops.push(stop);
        if (/^(Skip this step|Go on)$/.test(stop)) break;
      }
      assert.deepEqual(
        stops.filter((stop) => stop.endsWith('(not seen)')),
        [],
      );
      await on.keyboard.press('Enter');
      await on.getByRole('heading', { level: 2, name }).waitFor();
      assert.match(await on.evaluate(() => document.activeElement?.textContent ?? ''), new RegExp(name));
    }
  });
  it('the sheet is not thrown away without a question', async () => {
    await using test = await started(false);
    for (const step of STEPS) await test.setup.record(step, { outcome: 'skipped', by: 'root', facts: {} });
    await test.setup.finish({ by: 'root', name: 'Ann', version: '1' });
    await using opened = await test.open();
    const { page: on } = opened;
    const again = on.getByRole('button', { name: 'Go through it again' });
    await again.click();
    await on.getByRole('dialog').getByText('print it first').waitFor();
    await on.keyboard.press('Escape');
    await on.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(test.setup.state().finished?.name, 'Ann');
    await again.click();
    await on.getByRole('dialog').getByRole('button', { name: 'Begin again' }).click();
    await on.getByRole('heading', { level: 2, name: 'Restore a backup' }).waitFor();
    assert.equal(test.setup.state().finished, undefined);
  });
  it('no heading of the sheet is broken within a word', async () => {
    await using test = await started();
    const facts = { freeBytes: 70e9, reserveBytes: 536_870_912 };
    for (const step of STEPS) await test.setup.record(step, { outcome: 'done', by: 'Dr. Ann', facts });
    for (const each of TESTS) await test.setup.tested(each);
    for (const locale of ['en-GB', 'ru-RU']) {
      await using opened = await test.open({ locale, viewport: { width: 1366, height: 844 } });
      assert.deepEqual(await opened.page.evaluate(brokenHeadings), [], locale);
    }
  });
  it('fits paper, A4 and Letter: nothing but the sheet, and nothing cut off', async () => {
    await using test = await started();
    for (const step of STEPS) await test.setup.record(step, { outcome: 'done', by: 'root', facts: {} });
    for (const each of TESTS) await test.setup.tested(each);
    await using opened = await test.open({ viewport: { width: 794, height: 1123 } });
    const { page: on } = opened;
    await on.emulateMedia({ media: 'print' });
    for (const width of [680, 703]) {
      await on.setViewportSize({ width, height: 1000 }); // Letter and A4 within 15 mm, in CSS pixels
      assert.deepEqual(await on.evaluate(cutOffTexts), []);
    }
    for (const hidden of ['.masthead', '.places', '.setup-progress', '.setup-head', '.not-printed'])
      assert.equal(await on.locator(hidden).isVisible(), false, hidden);
    if (SCREENS) for (const format of ['A4', 'Letter']) await on.pdf({ path: `${SCREENS}/setup-sheet-${format}.pdf`, format });
  });
});
