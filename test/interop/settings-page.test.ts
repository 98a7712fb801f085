import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import type { SettingsView } from '../../app/web/schema.ts';
import { freePort } from '../support/child.ts';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { launch, openIn } from './chromium.ts';
import { cutOffTexts, violations } from './page-looks.ts';

const SCREENS = process.env.FILMROOM_SCREENS;

/** A new value for every setting that has a dialog of its own, entered as a person would. */
const NEW: Readonly<Record<string, unknown>> = {
  ownAeTitle: 'SETTINGS',
  timeZone: 'Asia/Tokyo',
  'storage.transferSyntaxPolicy': 'prefer-explicit',
  'storage.duplicatePolicy': 'reject',
  'storage.catalogueValidation': 'iod',
  'storage.privateSopClasses': ['1.2.3', '1.2.4'],
  'storage.acceptRetired': false,
  'storage.reserveBytes': 1,
  'worklist.folder': 'worklist-files',
  'worklist.keepDays': 30,
  'worklist.inbox': 'on',
  'commitment.timeoutMs': 2000,
  'commitment.retryMs': 3000,
  'commitment.giveUpMs': 70_000,
  'steps.validation': 'lenient',
  'steps.completeAfterMs': 20_000,
  'steps.forwardTo': ['RIS'],
  'steps.notify': ['RIS', 'BOARD'],
  'hl7.host': '127.0.0.1',
  'hl7.port': 0,
  'hl7.tls': true,
  'hl7.inactivityMs': 5000,
  'hl7.applicationName': 'BOX',
  'hl7.characterSet': 'windows-1251',
  'hl7.assigningAuthority': 'CLINIC',
  'hl7.otherMessages': 'ignore',
  'hl7.listen': true,
  'requestor.maxAssociations': 3,
  'requestor.connectTimeoutMs': 1000,
  'requestor.responseTimeoutMs': 2000,
  'panel.leds': 'none',
  'panel.ledsFile': '/nowhere/leds.conf',
  'panel.ledsFolder': '/nowhere',
  'panel.modalityInterface': 'eth1',
  'panel.hospitalInterface': 'eth0',
  'mdns.announce': false,
  'support.name': 'Radiology Service',
  'support.phone': '+49 30 1234',
  'support.mail': 'help@example.org',
  'support.hours': 'Mo–Fr 8–17',
  'log.level': 'debug',
  'web.corsOrigins': ['https://viewer.example'],
  'web.hostNames': ['box.example', 'pacs.example'],
  'web.tls': 'off',
  'web.morePorts': [0],
  'web.host': '0.0.0.0',
  'web.port': 0,
};
/** Lists whose entries have fields of their own. */
const OF_SEVERAL_FIELDS = ['listeners', 'hl7.mapping', 'worklist.upstreams'];
const LISTENER: readonly (readonly [string, string, unknown])[] = [
  ['Name', 'name', 'second'],
  ['Port', 'port', 0],
  ['AE titles', 'aeTitles', ['ONE', 'TWO']],
  ['Called AE title', 'calledAePolicy', 'any'],
  ['Who may call', 'callingAePolicy', 'list'],
  ['Longest PDU', 'maxPduLength', 16_384],
  ['Associations at once', 'maxAssociations', 7],
  ['Of one AE at once', 'maxPerRemoteAe', 2],
  ['ARTIM', 'artimMs', 1000],
  ['Silence', 'inactivityMs', 2000],
  ['After silence', 'onInactivity', 'release'],
];
const REMOTE_AE: readonly (readonly [string, string, unknown])[] = [
  ['AE title', 'title', '<img src=x>'],
  ['Address', 'host', '192.0.2.7'],
  ['Port', 'port', 11_112],
  ['Transfer syntaxes', 'transferSyntaxes', ['1.2.840.10008.1.2.1']],
  ['Associations at once', 'maxAssociations', 2],
  ['Character set', 'characterSet', 'utf-8'],
];

/** Enters a value into a field, by what kind of field it is. */
async function enter(field: Locator, value: unknown): Promise<void> {
  const kind = await field.evaluate((element) => (element instanceof HTMLInputElement ? element.type : element.tagName.toLowerCase()));
  if (kind === 'select') await field.selectOption(String(value));
  else if (kind === 'checkbox') await field.setChecked(value === true);
  else await field.fill(Array.isArray(value) ? value.join('\n') : String(value));
}

describe('the page of the settings', { skip: missing('echoscu'), timeout: 560_000 }, () => {
  let browser: Browser;
  let filmroom: Filmroom;
  let url: string;
  before(async () => {
    browser = await launch();
    filmroom = await startFilmroom({ config: { listeners: [{ port: await freePort() }] } });
    url = filmroom.webUrl;
  });
  after(async () => {
    await browser.close();
    await filmroom.stop();
  });

  const ask = async (path: string) => (await fetch(url + path, { headers: { cookie: await filmroom.cookie() } })).json() as Promise<never>;
  const view = (): Promise<SettingsView> => ask('/api/settings');
  const valueAt = async (path: string) => (await view()).fields.find((field) => field.path === path)?.value;
  async function opened(path = '/settings', options: Parameters<typeof openIn>[2] = {}) {
    const open = await openIn(browser, url, { cookie: await filmroom.cookie(), viewport: { width: 1366, height: 900 }, ...options });
    await open.page.goto(url + path);
    await open.page.waitForSelector('.card, .empty-state');
    return open;
  }
  async function screen(page: Page, name: string): Promise<void> {
    if (SCREENS === undefined) return;
    mkdirSync(SCREENS, { recursive: true });
    await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
  }
  const dialogOf = (page: Page) => page.locator('dialog.setting-dialog');
  async function change(page: Page, path: string, value: unknown): Promise<void> {
    await page.locator(`[data-path="${path}"] button`).first().click();
    await enter(dialogOf(page).locator('.fields').locator('select, input, textarea').first(), value);
    await dialogOf(page).getByRole('button', { name: 'Save' }).click();
  }

  it('changes every setting of the schema, each to a value that is kept and holds', async () => {
    const { fields } = await view();
    assert.deepEqual(fields.map(({ path }) => path).toSorted(), [...Object.keys(NEW), ...OF_SEVERAL_FIELDS, 'dataFolder'].toSorted());
    await using open = await opened();
    for (const [path, given] of Object.entries(NEW)) {
      if (path === 'web.host') break;
      const value = path === 'web.morePorts' ? [await freePort()] : given;
      await change(open.page, path, value);
      if (path === 'web.tls' || path === 'web.morePorts') await open.page.waitForLoadState();
      await dialogOf(open.page).waitFor({ state: 'detached' });
      assert.deepEqual(await valueAt(path), value, path);
    }
    assert.match(filmroom.log(), /debug /, 'log.level holds');
    assert.deepEqual(open.complaints, []);
  });
  it('whom to ask for help stands on the foot of every page as soon as it is saved', async () => {
    await using open = await opened();
    await change(open.page, 'support.phone', '+49 30 5678');
    await dialogOf(open.page).waitFor({ state: 'detached' });
    await open.page.locator('.support a[href="tel:+49305678"]').waitFor();
    await open.page.goto(`${url}/studies`);
    await open.page.locator('.support a[href="tel:+49305678"]').waitFor();
    assert.deepEqual(open.complaints, []);
  });
  it('says why the data folder is not set here', async () => {
    await using open = await opened();
    const folder = open.page.locator('[data-path="dataFolder"]');
    assert.match((await folder.textContent()) ?? '', /--data of the command line sets it/);
    assert.equal(await folder.getByRole('button').count(), 0);
  });
  it('adds a DICOM port with every field of it; DCMTK meets what was set; and removes it', async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByRole('button', { name: 'Add a DICOM port' }).click();
    const dialog = dialogOf(page);
    const port = await freePort();
    for (const [label, key, value] of LISTENER) await enter(dialog.getByLabel(label, { exact: true }), key === 'port' ? port : value);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await enter(dialog.getByLabel('AE title', { exact: true }), 'CT01');
    await enter(dialog.getByLabel('Addresses', { exact: true }), ['127.0.0.1']);
    await dialog.getByLabel('retrieve (C-MOVE, C-GET)').uncheck();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const [, second] = (await valueAt('listeners')) as Record<string, unknown>[];
    for (const [, key, value] of LISTENER) assert.deepEqual(second![key], key === 'port' ? port : value, key);
    assert.deepEqual(second!.services, ['verification', 'storage', 'query', 'worklist', 'commitment', 'mpps']);
    assert.deepEqual(second!.callingAeTitles, [{ aeTitle: 'CT01', addresses: ['127.0.0.1'] }]);
    const echo = async (calling: string) => (await dcmtk('echoscu', ['-aet', calling, ...to(port)])).code;
    assert.equal(await echo('CT01'), 0);
    assert.notEqual(await echo('NOBODY'), 0);
    await page.getByRole('button', { name: 'Remove second' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.locator('[data-path="listeners[1]"]').waitFor({ state: 'detached' });
    assert.notEqual(await echo('CT01'), 0);
  });
  it('adds an AE with every field of it, shows its hostile title as text, and removes it', async () => {
    await using open = await opened();
    const { page } = open;
    await page.getByRole('button', { name: 'Add an AE' }).click();
    for (const [label, , value] of REMOTE_AE) await enter(dialogOf(page).getByLabel(label, { exact: true }), value);
    await dialogOf(page).getByLabel('storage (C-STORE)').check();
    await dialogOf(page).getByRole('button', { name: 'Save' }).click();
    await dialogOf(page).waitFor({ state: 'detached' });
    const { remoteAes } = (await ask('/api/ae-table')) as { remoteAes: Record<string, unknown>[] };
    assert.deepEqual(remoteAes, [{ ...Object.fromEntries(REMOTE_AE.map(([, key, value]) => [key, value])), allowedServices: ['storage'] }]);
    assert.equal(await page.locator('main img').count(), 0);
    await page.getByRole('button', { name: 'Change: <img src=x>' }).click();
    await page.getByRole('button', { name: 'Remove <img src=x>' }).click();
    await dialogOf(page).waitFor({ state: 'detached' });
    assert.deepEqual(await ask('/api/ae-table'), { remoteAes: [] });
    assert.deepEqual(open.complaints, []);
  });
  it('what cannot be entered is said at the field, and nothing is sent', async () => {
    await using open = await opened();
    const { revision } = await view();
    for (const [path, value, words] of [
      ['requestor.maxAssociations', '0', /from 1 to 100/],
      ['requestor.maxAssociations', 'many', /whole number/],
      ['ownAeTitle', 'far too long for a title', /does not have the form/],
      ['storage.privateSopClasses', ['1.2', 'x'], /“x” does not have the form/],
    ] as const) {
      await change(open.page, path, value);
      assert.match((await dialogOf(open.page).locator('.error').textContent()) ?? '', words);
      await open.page.keyboard.press('Escape');
      await dialogOf(open.page).waitFor({ state: 'detached' });
    }
    assert.equal((await view()).revision, revision);
  });
  it('two browsers: the second is told who was first, and sees the present value', async () => {
    await using one = await opened();
    await using other = await opened();
    await other.page.locator('[data-path="log.level"] button').click();
    await change(one.page, 'log.level', 'warn');
    await dialogOf(one.page).waitFor({ state: 'detached' });
    await dialogOf(other.page).locator('select').selectOption('error');
    await dialogOf(other.page).getByRole('button', { name: 'Save' }).click();
    await other.page.getByText('root has changed this since you opened the page').waitFor();
    assert.equal(await valueAt('log.level'), 'warn');
    assert.match((await other.page.locator('[data-path="log.level"] output').textContent()) ?? '', /warn/);
  });
  it('undo from the toast, and from the list of changes', async () => {
    await using open = await opened();
    const { page } = open;
    await change(page, 'log.level', 'info');
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone.').waitFor();
    assert.equal(await valueAt('log.level'), 'warn');
    await page.goto(`${url}/settings/changes`);
    await page.locator('.settings-change').first().getByRole('button').click();
    await page.getByText('Undone.').waitFor();
    assert.equal(await valueAt('log.level'), 'info');
    assert.match((await page.locator('.settings-change').first().textContent()) ?? '', /undo of no\./);
  });
  it('a backup is put back after its difference was shown', async () => {
    await using open = await opened('/settings/backup');
    const { page } = open;
    const backup = JSON.stringify(await ask('/api/settings/backup'));
    await page.goto(`${url}/settings`);
    await change(page, 'ownAeTitle', 'CHANGED');
    await dialogOf(page).waitFor({ state: 'detached' });
    await page.goto(`${url}/settings/backup`);
    const file = (text: string) => ({ name: 'backup.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await page.locator('input[type=file]').setInputFiles(file('{"no":"backup"}'));
    await page.locator('.banner.bad').waitFor();
    await page.locator('input[type=file]').setInputFiles(file(backup));
    const row = page.locator('.settings-differences li');
    assert.match((await row.textContent()) ?? '', /CHANGED → SETTINGS/);
    await page.locator('dialog').getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Restored.').waitFor();
    assert.equal(await valueAt('ownAeTitle'), 'SETTINGS');
  });
  it('a length of time is readable without counting noughts', async () => {
    await using open = await opened();
    const row = open.page.locator('[data-path="hl7.inactivityMs"]');
    const shown = await row.locator('.setting-value').textContent();
    assert.match(shown ?? '', /^5,000 ms \(5 secs?\)$|^3,600,000 ms \(1 hr\)$/);
  });
  it('a port that has no number of its own leaves no colon behind', async () => {
    await using open = await opened();
    const sideOf = (host: string) => ({ value: [{ name: 'main', host }], isSet: true });
    const parts = [{ path: 'listeners', before: sideOf('127.0.0.1'), after: sideOf('0.0.0.0') }];
    const changes = [{ revision: 1, at: Date.now(), by: 'ann', kind: 'change', parts, canUndo: false }];
    await open.page.route('**/api/settings/changes', (route) => route.fulfill({ json: { revision: 1, changes } }));
    await open.page.goto(`${url}/settings/changes`);
    assert.match((await open.page.locator('.settings-change').textContent()) ?? '', /main 127\.0\.0\.1 → main 0\.0\.0\.0(?!:)/);
  });
  it('searches in names and sentences', async () => {
    await using open = await opened();
    await open.page.getByLabel('Search settings').fill('quarantine');
    assert.deepEqual(await open.page.locator('.setting h3').allInnerTexts(), ['When an image comes again']);
    await open.page.getByLabel('Search settings').fill('nothing has this');
    await open.page.getByText('No setting has this').waitFor();
  });
  for (const [width, colorScheme, locale] of [
    [390, 'light', 'en-GB'],
    [390, 'dark', 'ru-RU'],
    [820, 'light', 'ja-JP'],
    [1366, 'dark', 'en-GB'],
    [1366, 'light', 'ru-RU'],
    [390, 'light', 'ja-JP'],
  ] as const)
    it(`breaks no rule of axe-core and cuts no text off: ${width} px, ${colorScheme}, ${locale}`, async () => {
      for (const path of ['/settings', '/settings/changes', '/settings/backup', '/settings/network', '/settings/ohif']) {
        await using open = await opened(path, { viewport: { width, height: 900 }, colorScheme, locale });
        assert.deepEqual(await violations(open.page), [], path);
        assert.deepEqual(await open.page.evaluate(cutOffTexts), [], path);
        await screen(open.page, `${path.slice(1).replace('/', '-')}-${width}-${colorScheme}-${locale.slice(0, 2)}`);
        if (path !== '/settings') continue;
        await open.page.locator('[data-path="listeners[0]"] button').first().click();
        assert.deepEqual(await violations(open.page), [], 'the dialog of a DICOM port');
        await screen(open.page, `settings-port-${width}-${colorScheme}-${locale.slice(0, 2)}`);
      }
    });
  it('the page moves where it is set, and the browser with it', async () => {
    const port = await freePort();
    await using open = await opened();
    await change(open.page, 'web.host', '0.0.0.0');
    await open.page.locator('[data-path="web.host"] output', { hasText: '0.0.0.0' }).waitFor();
    await change(open.page, 'web.port', port);
    await open.page.waitForURL(`http://127.0.0.1:${port}/settings`);
    url = `http://127.0.0.1:${port}`;
    assert.match((await open.page.locator('[data-path="web.port"] output').textContent()) ?? '', new RegExp(String(port)));
    await assert.rejects(fetch(filmroom.webUrl));
    await open.page.locator('[data-path="web.port"] button').click();
    await dialogOf(open.page).getByRole('button', { name: 'Back to default' }).click();
    await open.page.waitForURL((now) => now.port !== String(port) && now.pathname === '/settings');
    url = new URL(open.page.url()).origin;
    assert.equal((await view()).fields.find(({ path }) => path === 'web.port')?.whence, 'file');
    await assert.rejects(fetch(`http://127.0.0.1:${port}`));
  });
});
