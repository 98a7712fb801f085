/** The page Certificate in Chromium, as an administrator and as others have it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { buildPage } from '../../app/ui/build-page.ts';
import type { PageFile } from '../../app/web/web.ts';
import { cookieOver, startTlsWeb, type TlsWeb } from '../support/tls-web.ts';
import { NEW_PASSWORD } from '../support/users-under-test.ts';
import { launch } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [390, 820, 1366] as const;

describe('the page of the certificate', () => {
  let browser: Browser;
  let page: readonly PageFile[];
  before(async () => {
    [browser, page] = await Promise.all([launch(), buildPage()]);
  });
  after(() => browser.close());

  async function open(tls: TlsWeb, { cookie, ...options }: BrowserContextOptions & { readonly cookie?: string } = {}) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, bypassCSP: true, locale: 'en-GB', ...options });
    const [name = '', value = ''] = (cookie ?? cookieOver(tls.web).cookie).split('=');
    await context.addCookies([{ name, value, url: tls.own, secure: true }]);
    const opened = await context.newPage();
    await opened.goto(`${tls.own}/certificate`);
    await opened.locator('#trust-title').waitFor();
    return opened;
  }

  it('makes a request, says in words what is wrong with an upload, and takes one that is right', async () => {
    await using tls = await startTlsWeb({ page });
    const opened = await open(tls);
    const request = opened.locator('section[aria-labelledby="request-title"]');
    await request.getByLabel('Names and addresses').fill('pacs.clinic.example 127.0.0.1');
    await request.getByRole('button', { name: 'Make a request' }).click();
    await request.getByLabel('Request (PEM)', { exact: true }).waitFor();
    assert.deepEqual(tls.certificates.facts().request?.names, ['pacs.clinic.example', '127.0.0.1']);

    const upload = opened.locator('section[aria-labelledby="upload-title"]');
    const chain = upload.getByLabel('Certificate and chain (PEM)', { exact: true });
    await chain.fill('no certificate');
    await upload.getByRole('button', { name: 'Check and use it' }).click();
    await upload.getByRole('alert').getByText('There is no certificate in PEM form here').waitFor();

    const { key, certificate } = JSON.parse(readFileSync(`${tls.box.folder}/tls/leaf.json`, 'utf8'));
    await chain.fill(certificate);
    await upload.getByLabel('Private key (PEM)', { exact: true }).fill(key);
    await upload.getByRole('button', { name: 'Check and use it' }).click();
    await opened.getByRole('button', { name: 'Back to the own CA' }).waitFor();
    assert.equal(tls.certificates.facts().inUse.source, 'uploaded');
    assert.equal(await chain.inputValue(), '');
    await opened.context().close();
  });

  it('gives others the CA, and nothing to change', async () => {
    await using tls = await startTlsWeb({ page });
    await tls.web.users.add({ name: 'viewer', role: 'viewer', password: NEW_PASSWORD });
    const { secret } = await tls.web.users.signIn('viewer', NEW_PASSWORD, '127.0.0.1');
    const opened = await open(tls, { cookie: `__Host-filmroom-session=${secret}` });
    assert.equal(await opened.locator('section.card').count(), 1);
    const loading = opened.waitForEvent('download');
    await opened.getByRole('link', { name: '.crt' }).click();
    assert.match((await loading).suggestedFilename(), /^filmroom-ca-[\w-]+\.crt$/);
    await opened.context().close();
  });

  for (const language of ['en', 'ru', 'ja'] as const)
    it(`fits every screen and breaks no rule of axe, in ${language}, light and dark`, async () => {
      await using tls = await startTlsWeb({ page });
      await tls.certificates.request({}, 'root');
      for (const width of WIDTHS) {
        const colorScheme = width === 820 ? 'dark' : 'light';
        const opened = await open(tls, { locale: language, viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
        await opened.locator('#request-title').waitFor();
        assert.equal(
          await opened.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
          0,
          `${width} px`,
        );
        await opened.evaluate(AXE);
        const violations = await opened.evaluate(async () => {
          const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
          return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        });
        assert.deepEqual(violations, [], `${width} px`);
        if (process.env.FILMROOM_SCREENS)
          await opened.screenshot({ path: `${process.env.FILMROOM_SCREENS}/certificate-${language}-${width}.png`, fullPage: true });
        await opened.context().close();
      }
    });
});
