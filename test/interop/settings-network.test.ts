import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { checkSettings, DEFAULT_SETTINGS, type NetworkReport, type NetworkSettings } from '../../app/network/network.ts';
import type { PageFile, WebNetwork } from '../../app/web/web.ts';
import { createFakeSources } from '../support/fake-sources.ts';
import { testSettings } from '../support/settings-under-test.ts';
import { startTestWeb } from '../support/web-under-test.ts';
import { launch, openIn } from './chromium.ts';
import { cutOffTexts, violations } from './page-looks.ts';

/** The hands of a box, in memory: the checks are those of the box. */
function fakeHands(confirmMs: number): WebNetwork & { settings(): NetworkSettings } {
  let settings = DEFAULT_SETTINGS;
  let waiting: { readonly settings: NetworkSettings; readonly until: number } | undefined;
  const report = async (): Promise<NetworkReport> => {
    if (waiting && waiting.until <= Date.now()) waiting = undefined;
    const left = waiting && { settings: waiting.settings, secondsLeft: Math.ceil((waiting.until - Date.now()) / 1000) };
    return { settings, waiting: left, lastChange: undefined, links: [] };
  };
  return {
    settings: () => settings,
    isBox: () => true,
    changed() {},
    show: report,
    async set(given) {
      waiting = { settings: checkSettings(given), until: Date.now() + confirmMs };
      return report();
    },
    async confirm() {
      settings = waiting?.settings ?? settings;
      waiting = undefined;
      return report();
    },
    async revert() {
      waiting = undefined;
      return report();
    },
  };
}

describe('the network of a box on its page', { timeout: 280_000 }, () => {
  let browser: Browser;
  let page: readonly PageFile[];
  before(async () => {
    browser = await launch();
    page = await (await import('../../app/ui/build-page.ts')).buildPage();
  });
  after(() => browser.close());

  async function opened(confirmMs = 90_000, options: Parameters<typeof openIn>[2] = {}) {
    const test = testSettings();
    const network = fakeHands(confirmMs);
    const web = await startTestWeb({ page, sources: { ...createFakeSources(), settings: test.settings, network } });
    const open = await openIn(browser, web.url, { cookie: web.cookie, ...options });
    await open.page.goto(`${web.url}/settings/network`);
    await open.page.getByRole('button', { name: /Apply|Применить|適用/ }).waitFor();
    return {
      ...{ page: open.page, network, complaints: open.complaints },
      async [Symbol.asyncDispose]() {
        await open[Symbol.asyncDispose]();
        await web[Symbol.asyncDispose]();
        test[Symbol.dispose]();
      },
    };
  }

  it('a change waits to be confirmed, and is kept then', async () => {
    await using test = await opened();
    await test.page.getByLabel('Address by DHCP').uncheck();
    await test.page.getByLabel('Our address with its network').first().fill('192.0.2.7/24');
    await test.page.getByLabel('Way out (gateway)').fill('192.0.2.1');
    await test.page.getByRole('button', { name: 'Apply' }).click();
    await test.page.getByText(/The change waits for you: (90|8\d)\D+ left\./).waitFor();
    assert.deepEqual(test.network.settings(), DEFAULT_SETTINGS);
    await test.page.getByRole('button', { name: 'Keep it' }).click();
    await test.page.getByText('Kept.').waitFor();
    assert.deepEqual(test.network.settings().hospital.address, { kind: 'static', address: '192.0.2.7/24', gateway: '192.0.2.1' });
    assert.deepEqual(test.complaints, []);
  });
  it('what nobody confirms goes back by itself, and the page shows it', async () => {
    await using test = await opened(3000);
    await test.page.getByLabel('Servers for the time').fill('ntp.example');
    await test.page.getByRole('button', { name: 'Apply' }).click();
    await test.page.locator('.network-waiting').waitFor();
    await test.page.locator('.network-waiting').waitFor({ state: 'detached' });
    assert.equal(await test.page.getByLabel('Servers for the time').inputValue(), '');
  });
  it('what the box refuses is said, and nothing waits', async () => {
    await using test = await opened();
    await test.page.getByLabel('Address by DHCP').uncheck();
    await test.page.getByLabel('Our address with its network').first().fill('<script>');
    await test.page.getByRole('button', { name: 'Apply' }).click();
    await test.page.getByText('The network stays as it was').waitFor();
    assert.equal(await test.page.locator('.network-waiting').count(), 0);
  });
  for (const [width, locale, colorScheme] of [
    [390, 'ru-RU', 'dark'],
    [820, 'ja-JP', 'light'],
    [1366, 'en-GB', 'light'],
  ] as const)
    it(`breaks no rule of axe-core and cuts no text off: ${width} px, ${locale}`, async () => {
      await using test = await opened(90_000, { viewport: { width, height: 900 }, locale, colorScheme });
      assert.deepEqual(await violations(test.page), []);
      assert.deepEqual(await test.page.evaluate(cutOffTexts), []);
      if (process.env.FILMROOM_SCREENS)
        await test.page.screenshot({ path: `${process.env.FILMROOM_SCREENS}/settings-network-${width}.png`, fullPage: true });
    });
});
