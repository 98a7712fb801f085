import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildPage } from '../../app/ui/build-page.ts';
import { PAGES } from '../../app/ui/pages.ts';
import { NEW_PASSWORD } from '../support/users-under-test.ts';
import { startTestWeb, type TestWeb } from '../support/web-under-test.ts';
import { launch, openIn } from './chromium.ts';
import { cutOffTexts, stopOfKeyboard, violations } from './page-looks.ts';
import { busySources } from './page-sources.ts';

/** Those of this test; other pages have their own. */
const OWN = ['/', '/account', '/users', '/tokens'];
const LOCALES = { en: 'en-GB', ru: 'ru-RU', ja: 'ja-JP' } as const;
const WIDTHS = [390, 820, 1366];
const FIRST_PAGE_BYTES = 60_000;
const FIRST_PAINT_MS = 1000;
const SCREENS = process.env.FILMROOM_SCREENS;

let browser: Browser;
let web: TestWeb;
before(async () => {
  browser = await launch();
  web = await startTestWeb({ sources: busySources(Date.now()), page: await buildPage() });
  for (const [name, role] of [
    ['anna.kowalska', 'technician'],
    ['Иванова Мария', 'technologist'],
    ['tv-monitor', 'viewer'],
  ] as const)
    await web.users.add({ name, role, password: NEW_PASSWORD });
  await web.users.tokens.add({ name: 'Zabbix', role: 'viewer' }, 'root');
  if (SCREENS) mkdirSync(SCREENS, { recursive: true });
});
after(async () => {
  await browser.close();
  await web[Symbol.asyncDispose]();
});

const visit = async (page: Page, path: string) => {
  await page.goto(web.url + path);
  await page.locator('.link.live').waitFor();
  await page.locator('main > :not(h1):not([role=alert])').first().waitFor();
};

/** Once what was done is drawn. */
const settled = (page: Page) => page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));

describe('the pages of the shell', () => {
  for (const [language, locale] of Object.entries(LOCALES))
    it(`${language}: break no rule of axe-core and cut no text off, at each width, light and dark`, { timeout: 600_000 }, async () => {
      const found: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        await using opened = await openIn(browser, web.url, {
          cookie: web.cookie,
          locale,
          colorScheme,
          bypassCSP: true,
          reducedMotion: 'reduce',
        });
        for (const path of OWN) {
          await visit(opened.page, path);
          assert.equal(await opened.page.locator('html').getAttribute('lang'), language);
          for (const width of WIDTHS) {
            await opened.page.setViewportSize({ width, height: 844 });
            await opened.page.waitForFunction((wanted) => innerWidth === wanted, width);
            await settled(opened.page);
            const at = `${path} ${language} ${colorScheme} ${width}`;
            for (const text of await opened.page.evaluate(cutOffTexts)) found.push(`${at}: ${text}`);
            if (language === 'en' || colorScheme === 'light')
              for (const rule of await violations(opened.page)) found.push(`${at}: ${rule}`);
            const file = `${path.slice(1) || 'dashboard'}-${width}-${colorScheme}${language === 'en' ? '' : `-${language}`}.png`;
            if (SCREENS && (language === 'en' || colorScheme === 'light')) await opened.page.screenshot({ path: `${SCREENS}/${file}` });
          }
        }
        assert.deepEqual(opened.complaints, []);
      }
      assert.deepEqual(found, []);
    });
  it('dialogs break no rule of axe-core and cut no text off, on a phone, light and dark', { timeout: 300_000 }, async () => {
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await using opened = await openIn(browser, web.url, { cookie: web.cookie, locale: 'ru-RU', colorScheme, bypassCSP: true });
      const { page } = opened;
      for (const [path, button, name] of [
        ['/users', 'Добавить', 'users-add'],
        ['/users', 'Изменить: anna.kowalska', 'users-change'],
        ['/users', 'Удалить: anna.kowalska', 'users-remove'],
        ['/tokens', 'Создать', 'tokens-make'],
        ['/', 'Ещё', 'more'],
      ] as const) {
        await visit(page, path);
        await page.getByRole('button', { name: button, exact: true }).click();
        await page.getByRole('dialog').waitFor();
        for (const text of await page.evaluate(cutOffTexts)) found.push(`${button}: ${text}`);
        for (const rule of await violations(page)) found.push(`${button} ${colorScheme}: ${rule}`);
        if (SCREENS) await page.screenshot({ path: `${SCREENS}/dialog-${name}-390-${colorScheme}-ru.png` });
      }
    }
    assert.deepEqual(found, []);
  });
  for (const path of OWN)
    it(`${path} is used with the keyboard alone: each stop is seen, none lies below the bar`, { timeout: 120_000 }, async () => {
      await using opened = await openIn(browser, web.url, { cookie: web.cookie, reducedMotion: 'reduce' });
      const { page } = opened;
      await visit(page, path);
      const reachable = await page.locator('main').locator('a[href], button, input:not([hidden]), select, summary').count();
      const stops: string[] = [];
      for (let tab = 0; tab < 90; tab++) {
        await page.keyboard.press('Tab');
        await settled(page);
        const stop = await page.evaluate(stopOfKeyboard);
        if (stop === undefined) break;
        stops.push(stop);
      }
      assert.deepEqual(
        stops.filter((stop) => stop.endsWith('(not seen)')),
        [],
      );
      assert.ok(stops.length >= Math.min(reachable, 10), `${stops.length} of ${reachable}`);
      assert.deepEqual(opened.complaints, []);
    });
  it('are reached by links without another load, and back', { timeout: 120_000 }, async () => {
    await using opened = await openIn(browser, web.url, { cookie: web.cookie, viewport: { width: 1366, height: 844 } });
    const { page } = opened;
    await page.locator('.link.live').waitFor();
    await page.evaluate(() => document.body.setAttribute('data-stays', ''));
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Users' }).click();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Users');
    assert.equal(await page.title(), 'Users · Filmroom');
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    assert.equal(await page.locator('body[data-stays]').count(), 1);
  });
  it('are those that a role may see', { timeout: 120_000 }, async () => {
    const { secret } = await web.users.signIn('tv-monitor', NEW_PASSWORD, '192.0.2.9');
    await using opened = await openIn(browser, web.url, { cookie: `filmroom-session=${secret}`, viewport: { width: 1366, height: 844 } });
    await opened.page.locator('.who-is-here').waitFor();
    const shown = await opened.page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    const may = PAGES.filter(({ needs }) => ['status.see', 'studies.see', 'worklist.see', 'self.change'].includes(needs)).map(
      ({ paths }) => paths[0],
    );
    assert.deepEqual(shown, may);
  });
  it('have the rest under “More” on a phone: the focus goes in, Esc closes, the focus comes back', { timeout: 120_000 }, async () => {
    await using opened = await openIn(browser, web.url, { cookie: web.cookie });
    const { page } = opened;
    const more = page.getByRole('button', { name: 'More' });
    await more.click();
    const sheet = page.getByRole('dialog', { name: 'More' });
    await sheet.getByRole('link', { name: 'Account' }).waitFor();
    assert.ok(await sheet.evaluate((dialog) => dialog.contains(document.activeElement)));
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    assert.ok(await more.evaluate((button) => button === document.activeElement));
  });
  it('change language and look by hand, and keep both', { timeout: 120_000 }, async () => {
    await using opened = await openIn(browser, web.url, { cookie: web.cookie });
    const { page } = opened;
    await visit(page, '/account');
    await page.getByText('Dark', { exact: true }).click();
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
    await page.getByText('日本語').click();
    await page.getByRole('heading', { level: 1, name: 'アカウント' }).waitFor();
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
    await page.goto(`${web.url}/plain`);
    assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
  });
});

describe('accounts and tokens on the page', () => {
  it('an account is added, refused in words, changed and removed', { timeout: 120_000 }, async () => {
    await using opened = await openIn(browser, web.url, { cookie: web.cookie, locale: 'ru-RU' });
    const { page } = opened;
    await visit(page, '/users');
    await page.getByRole('button', { name: 'Добавить' }).click();
    await page.getByLabel('Имя').fill('<b>bob</b>');
    await page.getByLabel('Пароль', { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Добавить запись' }).click();
    await page.getByRole('alert').getByText('Имя состоит из букв и цифр').waitFor();
    await page.getByLabel('Имя').fill('bob');
    await page.getByRole('combobox', { name: 'Роль' }).selectOption('viewer');
    await page.getByRole('button', { name: 'Добавить запись' }).click();
    await page.getByText('bob: запись добавлена.').waitFor();
    assert.equal(web.users.list().find(({ name }) => name === 'bob')?.role, 'viewer');
    await page.getByRole('button', { name: 'Удалить: bob' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Удалить', exact: true }).click();
    await page.getByText('bob: запись удалена.').waitFor();
    await page.getByRole('button', { name: 'Удалить: root' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Удалить', exact: true }).click();
    await page.getByText('Это последний администратор.').waitFor();
  });
  it('a token is shown once, works, and is revoked', { timeout: 120_000 }, async () => {
    await using opened = await openIn(browser, web.url, { cookie: web.cookie });
    const { page } = opened;
    await visit(page, '/tokens');
    await page.getByRole('button', { name: 'Make one' }).click();
    await page.getByLabel('What it is for').fill('probe');
    await page.getByRole('button', { name: 'Make the token' }).click();
    const secret = await page
      .locator('.secret code')
      .first()
      .evaluate((code) => code.textContent);
    const status = () => fetch(`${web.url}/api/status`, { headers: { authorization: `Bearer ${secret}` } });
    assert.equal((await status()).status, 200);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    assert.ok(!(await page.content()).includes(secret));
    await page.getByRole('button', { name: 'Revoke probe' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('probe is revoked.').waitFor();
    assert.equal((await status()).status, 401);
  });
  it('the own password is changed, or the page says why not', { timeout: 120_000 }, async () => {
    await web.users.add({ name: 'carol', role: 'viewer', password: NEW_PASSWORD });
    const { secret } = await web.users.signIn('carol', NEW_PASSWORD, '192.0.2.7');
    await using opened = await openIn(browser, web.url, { cookie: `filmroom-session=${secret}` });
    const { page } = opened;
    await visit(page, '/account');
    const fill = async (before: string, after: string, again: string) => {
      await page.getByLabel('The password until now').fill(before);
      await page.getByLabel('The new password', { exact: true }).fill(after);
      await page.getByLabel('The new password again').fill(again);
      await page.getByRole('button', { name: 'Change it' }).click();
    };
    await fill(NEW_PASSWORD, 'seven blue kites', 'seven blue kits');
    await page.getByText('The two are not the same.').waitFor();
    await fill(NEW_PASSWORD, 'short', 'short');
    await page.getByRole('alert').getByText('at least 10 characters').waitFor();
    await fill(NEW_PASSWORD, 'seven blue kites', 'seven blue kites');
    await page.getByText('The password is changed.').waitFor();
    assert.ok(await web.users.signIn('carol', 'seven blue kites', '192.0.2.8'));
  });
});

describe('the first page on a phone', () => {
  it(`takes at most ${FIRST_PAGE_BYTES} bytes over the wire, in each language`, { timeout: 120_000 }, async () => {
    for (const locale of Object.values(LOCALES)) {
      await using opened = await openIn(browser, 'about:blank', { locale });
      const { page } = opened;
      const [name = '', value = ''] = web.cookie.split('=');
      await page.context().addCookies([{ name, value, url: web.url }]);
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('Network.enable');
      let bytes = 0;
      cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength;
      });
      await visit(page, '/');
      await page.waitForLoadState('networkidle').catch(() => {});
      process.stdout.write(`# first page ${locale}: ${bytes} bytes\n`);
      assert.ok(bytes > 10_000 && bytes <= FIRST_PAGE_BYTES, `${locale}: ${bytes} bytes`);
    }
  });
  it(`is painted within ${FIRST_PAINT_MS} ms of processor time slowed 4 ×`, { timeout: 120_000 }, async () => {
    await using opened = await openIn(browser, web.url, { cookie: web.cookie });
    const { page } = opened;
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      await visit(page, '/');
      times.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN));
    }
    process.stdout.write(`# first paint: ${times.map(Math.round).join(', ')} ms\n`);
    assert.ok(Math.min(...times) <= FIRST_PAINT_MS, `${times} ms`); // the least: what other programs of this machine take is not the page's
  });
});
