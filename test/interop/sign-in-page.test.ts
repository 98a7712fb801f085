import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildPage } from '../../app/ui/build-page.ts';
import { createFakeSources } from '../support/fake-sources.ts';
import { CODE, NEW_PASSWORD, PASSWORD, type TestUsers, testUsers } from '../support/users-under-test.ts';
import { startTestWeb } from '../support/web-under-test.ts';
import { launch, type OpenOptions, openIn } from './chromium.ts';

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

let browser: Browser;
before(async () => {
  browser = await launch();
});
after(async () => await browser.close());

async function openNew(options: OpenOptions = {}, prepare: (test: TestUsers) => Promise<unknown> = async () => {}) {
  const test = await testUsers();
  await prepare(test);
  const web = await startTestWeb({ sources: createFakeSources(), users: test.users, page: await buildPage() });
  const opened = await openIn(browser, web.url, options);
  return {
    ...{ ...opened, test, web },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await web[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}
const claim = ({ users }: TestUsers) => users.claim({ code: CODE, name: 'root', password: PASSWORD }, '192.0.2.1');
const fill = async (page: Page, fields: Readonly<Record<string, string>>) => {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
};
const passwords = (password: string) => ({ 'A password of at least 10 characters': password, 'The password again': password });

describe('claiming and signing in with a browser', () => {
  for (const javaScriptEnabled of [true, false])
    it(`works ${javaScriptEnabled ? 'with' : 'without'} JavaScript: claim, sign out, sign in, another password`, {
      timeout: 60_000,
    }, async () => {
      await using opened = await openNew({ javaScriptEnabled });
      const { page, web } = opened;
      assert.equal(new URL(page.url()).pathname, '/claim');
      await fill(page, { 'Claim code': CODE, 'Your name': 'ann', ...passwords(PASSWORD) });
      await page.getByRole('button', { name: 'Make me the administrator' }).click();
      await page.waitForURL((url) => url.pathname === (javaScriptEnabled ? '/setup' : '/plain')); // who goes on before the answer has no session
      await page.goto(`${web.url}/plain/account`);
      await page.getByText('You are ann, administrator.').waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('You are signed out.').waitFor();
      await page.goto(`${web.url}/plain/account`);
      await fill(page, { Name: 'ann', Password: 'wrong wrong' });
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('do not belong together').waitFor();
      await fill(page, { Password: PASSWORD });
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('You are ann, administrator.').waitFor();
      await fill(page, { 'The password until now': PASSWORD, ...passwords(NEW_PASSWORD) });
      await page.getByRole('button', { name: 'Change it' }).click();
      await page.getByText('The password is changed.').waitFor();
      assert.ok(await opened.test.users.signIn('ann', NEW_PASSWORD, '192.0.2.2'));
    });
  it('the live page goes to the sign-in when its session ends', { timeout: 60_000 }, async () => {
    await using opened = await openNew({}, claim);
    const { page, test } = opened;
    await fill(page, { Name: 'root', Password: PASSWORD });
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.link.live').waitFor();
    await test.users.change('root', { password: NEW_PASSWORD });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });
});

describe('the language of who has not signed in', () => {
  for (const [locale, title] of [
    ['ru-RU', 'Вход'],
    ['ja-JP', 'サインイン'],
    ['de-DE', 'Sign in'],
  ] as const)
    it(`is that of the browser, ${locale}, and another by hand`, { timeout: 60_000 }, async () => {
      await using opened = await openNew({ locale, javaScriptEnabled: false }, claim);
      const { page } = opened;
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      if (locale !== 'ru-RU') return;
      await page.locator('#name').fill('root');
      await page.locator('#password').fill('wrong wrong');
      await page.getByRole('button').click();
      await page.getByRole('alert').getByText('Имя и пароль не подходят друг к другу.').waitFor();
      await page.goto(`${opened.web.url}/login`);
      await page.getByRole('link', { name: '日本語' }).click();
      await page.getByRole('heading', { level: 1, name: 'サインイン' }).waitFor();
      await page.goto(`${opened.web.url}/login`);
      await page.getByRole('heading', { level: 1, name: 'サインイン' }).waitFor();
    });
});

describe('the pages of signing in', () => {
  const pages = {
    claim: { path: '/claim', prepare: async () => {} },
    'claim-window': { path: '/claim', prepare: async ({ claim: source }: TestUsers) => void Object.assign(source, { windowMs: 599_000 }) },
    login: { path: '/login', prepare: claim },
    account: { path: '/plain/account', prepare: claim },
  } as const;
  for (const [name, { path, prepare }] of Object.entries(pages))
    it(`${name}: no violation of axe-core, nothing beside the screen, no field that a phone zooms into; light and dark, 320 to 1366 px`, {
      timeout: 120_000,
    }, async () => {
      let cookie: string | undefined;
      await using opened = await openNew({}, async (test) => {
        const signedIn = await prepare(test);
        if (name === 'account' && signedIn) cookie = `filmroom-session=${signedIn.secret}`;
      });
      for (const colorScheme of ['light', 'dark'] as const)
        for (const width of [320, 390, 820, 1366]) {
          const options = { colorScheme, viewport: { width, height: 844 }, bypassCSP: true, ...(cookie && { cookie }) };
          await using look = await openIn(browser, opened.web.url, options);
          const { page } = look;
          await page.goto(opened.web.url + path);
          if (path === '/login') {
            await fill(page, { Name: '<script>alert(1)</script>', Password: 'x' });
            await page.getByRole('button', { name: 'Sign in' }).click();
            await page.getByRole('alert').waitFor();
          }
          await page.addScriptTag({ content: AXE });
          const { violations } = await page.evaluate(async () => {
            // biome-ignore lint/suspicious/noExplicitAny: axe is a global of the page
            return await (globalThis as any).axe.run(document, { resultTypes: ['violations'] });
          });
          assert.deepEqual(
            violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id} ${nodes[0]?.html}`),
            [],
            `${width} ${colorScheme}`,
          );
          const [over, least] = await page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            const sizes = [...document.querySelectorAll('input:not([type=hidden])')].map((each) =>
              Number.parseFloat(getComputedStyle(each).fontSize),
            );
            return [scrollWidth - clientWidth, Math.min(...sizes)] as const;
          });
          assert.deepEqual([over, least >= 16], [0, true], `${width} ${colorScheme}`);
          const folder = process.env.FILMROOM_SCREENS;
          if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        }
    });
});
