/** The page “This box” in Chromium, before a box whose hands are real and whose RAUC is not. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { PageFile } from '../../app/web/web.ts';
import { boxUnderTest, GOOD_BUNDLE } from '../support/box-under-test.ts';
import { createFakeSources } from '../support/fake-sources.ts';
import { SESSION_COOKIE } from '../support/signed-in.ts';
import { type StudiesWeb, startStudiesWeb } from '../support/studies-under-test.ts';
import { NEW_PASSWORD } from '../support/users-under-test.ts';
import { startTestWeb } from '../support/web-under-test.ts';
import { launch, openIn } from './chromium.ts';
import { cutOffTexts, violations } from './page-looks.ts';

const SCREENS = process.env.FILMROOM_SCREENS;

describe('the page of the box', { timeout: 600_000 }, () => {
  let browser: Browser;
  let page: readonly PageFile[];
  let studies: StudiesWeb;
  before(async () => {
    browser = await launch();
    page = await (await import('../../app/ui/build-page.ts')).buildPage();
    studies = await startStudiesWeb();
    if (SCREENS) mkdirSync(SCREENS, { recursive: true });
  });
  after(async () => {
    await browser.close();
    await studies[Symbol.asyncDispose]();
  });

  async function opened(options: { isBox?: boolean; role?: 'technician' } & Parameters<typeof openIn>[2] = {}) {
    const { isBox = true, role, ...more } = options;
    const box = await boxUnderTest({ isBox, dataFolder: studies.folder });
    const web = await startTestWeb({ page, sources: { ...createFakeSources(), box: box.box } });
    let { cookie } = web;
    if (role) {
      await web.users.add({ name: role, role, password: NEW_PASSWORD });
      cookie = `${SESSION_COOKIE}=${(await web.users.signIn(role, NEW_PASSWORD, '127.0.0.1')).secret}`;
    }
    const open = await openIn(browser, web.url, { cookie, bypassCSP: true, reducedMotion: 'reduce', ...more });
    const show = async () => {
      await open.page.goto(`${web.url}/box`);
      await open.page.locator('#about-title').waitFor();
    };
    await show();
    return {
      ...{ box, web, show, page: open.page, complaints: open.complaints },
      async [Symbol.asyncDispose]() {
        await open[Symbol.asyncDispose]();
        await web[Symbol.asyncDispose]();
        await box[Symbol.asyncDispose]();
      },
    };
  }

  const choose = (at: Page, name: string, buffer: Buffer) =>
    at.locator('input[type="file"]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  const answer = (at: Page, name: string) => at.getByRole('dialog').getByRole('button', { name, exact: true }).click();

  it('an update: uploaded, checked, installed, started; it stays', async () => {
    await using test = await opened();
    await choose(test.page, 'filmroom-nuc-0.2.0.raucb', GOOD_BUNDLE);
    await test.page.getByText('Version 0.2.0 is here. Its signature is good').waitFor();
    await test.page.getByRole('button', { name: 'Install', exact: true }).click();
    test.box.rauc.percent = 30;
    await answer(test.page, 'Install');
    await test.page.getByText('Being installed. Do not switch the box off.').waitFor();
    Object.assign(test.box.env, { ORDER: 'B A', B_OK: '1' });
    Object.assign(test.box.rauc, { percent: 100, operation: 'idle' });
    await test.page.getByText('Version 0.2.0 is installed, and starts with the next restart.').waitFor();
    assert.equal(test.box.ran.filter((line) => line.includes('reboot')).length, 0);
    await test.page.getByRole('button', { name: 'Restart into it' }).click();
    await test.page.getByRole('dialog').getByText('else the box comes back to this one by itself').waitFor();
    await answer(test.page, 'Restart into it');
    await test.page.getByText('The box restarts. This page waits for it').waitFor();
    assert.match(test.box.ran.at(-1)!, /reboot\.target$/);

    Object.assign(test.box.env, { B_TRY: '1' });
    test.box.starts('B', '0.2.0', 'second');
    await test.page.getByText('Version 0.2.0 runs on trial.').waitFor();
    Object.assign(test.box.env, { B_PROVEN: '1' });
    test.box.state({ versions: { A: '0.1.0', B: '0.2.0' }, last: { outcome: 'good', version: '0.2.0', at: Date.now(), words: '' } });
    await test.page.getByText('The last update, to version 0.2.0, was installed and works').waitFor();
    await test.page.getByRole('button', { name: 'Back to the version before' }).click();
    await answer(test.page, 'Go back and restart');
    await test.page.getByText('The box restarts. This page waits for it').waitFor();
    assert.ok(test.box.ran.includes('rauc status mark-active other'));
    assert.deepEqual(test.complaints, []);
  });

  it('an update that is foreign is refused in words; one that did not stay is told, with the reason', async () => {
    await using test = await opened();
    await choose(test.page, 'foreign.raucb', Buffer.from('signed by somebody else'));
    await test.page.getByText('This file is not signed by the maker of the box').waitFor();
    assert.deepEqual(test.box.updates(), []);
    test.box.state({ versions: { A: '0.1.0' }, last: { outcome: 'returned', version: '0.2.0', at: Date.now(), words: '' } });
    const errors = ['WEB_PORT_IN_USE: port 80 is taken <b>by another</b>'];
    test.box.falls([
      { at: 1, slot: 'B', version: '0.2.0', unit: 'filmroom.service', result: 'exit-code', status: '1', rung: 'other-slot', errors },
    ]);
    await test.show();
    await test.page.getByText('Version 0.2.0 did not prove itself').waitFor();
    await test.page.getByText('What failed: filmroom.service (exit-code 1).').waitFor();
    await test.page.getByText('Its last lines in the log').click();
    await test.page.getByText(errors[0]!).waitFor();
  });

  it('a factory reset says what goes, and wants the name of the box', async () => {
    await using test = await opened();
    await test.page.getByRole('button', { name: 'Reset, wipe the images too…' }).click();
    const dialog = test.page.getByRole('dialog');
    await dialog.getByText('ALL IMAGES.').waitFor();
    assert.deepEqual(await violations(test.page), []);
    await dialog.getByLabel('Type the name of the box, filmroom-7K3F').fill('filmroom');
    await dialog.getByRole('button', { name: 'Reset and wipe everything' }).click();
    await dialog.getByText('That is not the name of this box').waitFor();
    assert.equal(test.box.resetAsked(), undefined);
    if (SCREENS) await test.page.screenshot({ path: `${SCREENS}/box-reset-390.png` });
    await dialog.getByLabel('Type the name of the box, filmroom-7K3F').fill('filmroom-7K3F');
    await dialog.getByRole('button', { name: 'Reset and wipe everything' }).click();
    await test.page.getByText('The box restarts as a new one').waitFor();
    assert.equal(test.box.resetAsked(), 'wipe');
  });

  it('verifies the images, on a PC too, where the rest says what to do', async () => {
    await using test = await opened({ isBox: false });
    await test.page.getByText('This is no Filmroom box').waitFor();
    assert.deepEqual(await test.page.locator('.box-page h2').allInnerTexts(), ['What it is', 'Verify the images']);
    await test.page.getByRole('button', { name: 'Verify all images' }).click();
    await test.page.getByText('all as they were received').waitFor();
    await test.page.getByText('If the index is damaged').click();
    await test.page.getByText('Stop Filmroom, type filmroom reindex').waitFor();
    assert.deepEqual(test.complaints, []);
    const boxOf = async (selector: string) => (await test.page.locator(selector).first().boundingBox())!;
    const [banner, facts] = [await boxOf('.box-page .banner'), await boxOf('.box-facts')];
    assert.ok(facts.y - (banner.y + banner.height) >= 8, 'the facts stand apart from what is said above them');
  });

  it('a technician may restart it, and nothing else', async () => {
    await using test = await opened({ role: 'technician' });
    await test.page.locator('#power-title').waitFor();
    assert.deepEqual(await test.page.locator('.box-page button').allInnerTexts(), ['Restart']);
  });

  for (const [language, locale] of [
    ['en', 'en-GB'],
    ['ru', 'ru-RU'],
    ['ja', 'ja-JP'],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const)
      it(`${language}, ${colorScheme}: breaks no rule of axe-core and cuts no text off, at each width`, async () => {
        await using test = await opened({ locale, colorScheme });
        Object.assign(test.box.env, { B_OK: '1', B_PROVEN: '1' });
        const last = { outcome: 'returned', version: '0.2.0', at: Date.now(), words: '' } as const;
        test.box.state({ versions: { A: '0.1.0', B: '0.0.9' }, last });
        test.box.falls([
          {
            at: 1,
            slot: 'B',
            version: '0.2.0',
            unit: 'filmroom.service',
            result: 'exit-code',
            status: '1',
            rung: 'other-slot',
            errors: ['line'],
          },
        ]);
        test.box.problems.push({ code: 'BOX_TIME', values: {}, words: 'The time is not known.' });
        await test.web.ask('/api/box/update', { method: 'PUT', body: GOOD_BUNDLE });
        const found: string[] = [];
        for (const width of [390, 820, 1366]) {
          await test.page.setViewportSize({ width, height: 900 });
          await test.show();
          found.push(...(await violations(test.page)), ...(await test.page.evaluate(cutOffTexts)).map((each) => `${width}: ${each}`));
          if (SCREENS)
            await test.page.screenshot({
              path: `${SCREENS}/box-${width}-${colorScheme}${language === 'en' ? '' : `-${language}`}.png`,
              fullPage: true,
            });
        }
        assert.deepEqual(found, []);
      });
});
