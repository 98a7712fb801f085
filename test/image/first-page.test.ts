/** What only a box has on its page, in a browser: two ports and their cables, a clock that is wrong, the time zone, its journal, a capture of its network. One start. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launch, openIn } from '../interop/chromium.ts';
import { runChild } from '../support/child.ts';
import { dcmtk, to } from '../support/dcmtk.ts';
import { PASSWORD } from '../support/users-under-test.ts';
import { missingImage, newBox, type PoweredBox, READY } from './machine.ts';
import { monitor } from './qmp.ts';
import { claimCodeOf } from './system-partition.ts';

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const SCREENS = process.env.FILMROOM_SCREENS;
/** The hospital's is the first on the bus, and the page is reached by it; at the end of the other's cable there is nothing. */
const MODALITY_CARD = [
  '-netdev',
  'user,id=modality,restrict=on',
  '-device',
  'virtio-net-pci,netdev=modality,mac=52:54:00:12:35:02,addr=0x10',
];
/** As of a box whose battery is empty, or that has none. */
const BEHIND_MS = 3 * 86_400_000;
const clock = () => ['-rtc', `base=${new Date(Date.now() - BEHIND_MS).toISOString().slice(0, 19)}`];
/** An emulated box takes its time. */
const PATIENCE_MS = 180_000;

const stepTitle = (page: Page, name: string) => page.getByRole('heading', { level: 2, name: new RegExp(`: ${name}$`) });
const next = (page: Page) => page.getByRole('button', { name: /^(Done, go on|Go on)$/ }).click();

describe(`the page of a new box: ${BOARD} in QEMU`, { skip: missingImage(BOARD) }, () => {
  const box = newBox(BOARD, 'first-page', 4, { args: [...MODALITY_CARD, ...clock()] });
  const folder = mkdtempSync(join(tmpdir(), 'first-page-'));
  let browser: Browser;
  let powered: PoweredBox;
  let opened: Awaited<ReturnType<typeof openIn>>;
  let page: Page;
  const url = () => `https://127.0.0.1:${powered.port(8042)}`;
  const cable = (state: 'on' | 'off') => monitor(powered.qmp, `set_link modality ${state}`);

  before(async () => {
    browser = await launch();
    if (SCREENS) mkdirSync(SCREENS, { recursive: true });
  });
  after(async () => {
    await opened?.[Symbol.asyncDispose]();
    await browser?.close();
    await powered?.cut();
    rmSync(folder, { recursive: true });
  });
  async function screen(name: string): Promise<void> {
    if (SCREENS) await page.screenshot({ path: join(SCREENS, `box-${name}.png`), fullPage: true });
  }

  it('starts, and its page takes the claim code', async () => {
    powered = await box.start();
    await powered.until(READY);
    const code = claimCodeOf(box.folder);
    assert.ok(code);
    opened = await openIn(browser, url(), { ignoreHTTPSErrors: true, timezoneId: 'Asia/Tokyo' });
    ({ page } = opened);
    page.setDefaultTimeout(PATIENCE_MS);
    await page.getByLabel('Claim code').fill(code);
    await page.getByLabel('Your name').fill('root');
    await page.getByLabel('A password of at least 10 characters', { exact: true }).fill(PASSWORD);
    await page.getByLabel('The password again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Make me the administrator' }).click();
    await stepTitle(page, 'Restore a backup').waitFor();
    await page.getByRole('button', { name: 'Skip this step' }).click();
  });

  it('sees which port is which as a cable is pulled', async () => {
    await stepTitle(page, 'Which port is which').waitFor();
    const modality = page.locator('.setup-ports li', { hasText: 'Modality' });
    await modality.getByText('cable is in').waitFor();
    await page.locator('.setup-ports li', { hasText: 'Hospital' }).getByText('cable is in').waitFor();
    await cable('off');
    await page.getByText('Yes: the modality port has lost its cable.').waitFor();
    await screen('port-out');
    await cable('on');
    await page.getByText('Right: this is the modality port.').waitFor();
    await screen('port-good');
    await next(page);
  });

  it('shows the address of each port, and where the page is found whatever is set', async () => {
    await stepTitle(page, 'Addresses').waitFor();
    await page.getByText('192.168.104.1').first().waitFor();
    await page.getByText('10.0.2.15').first().waitFor();
    await page.locator('.setup-always', { hasText: /filmroom-[0-9A-Z]{4}\.local/i }).waitFor();
    await screen('addresses');
    await next(page);
  });

  it('has a clock that is days behind set by the browser, who stays signed in, and takes its time zone', async () => {
    await stepTitle(page, 'Time').waitFor();
    await page.getByText('The clocks are 3 days apart.').waitFor();
    await screen('clock-wrong');
    await page.getByRole('button', { name: 'Take that of this browser: Asia/Tokyo' }).click();
    await page.getByText('Time zone: Asia/Tokyo').waitFor();
    await page.getByRole('button', { name: 'Set Filmroom by this browser' }).click();
    await page.getByText('The clocks agree.').waitFor();
    await screen('clock-set');
    await next(page);
    await stepTitle(page, 'Name for the devices \\(AE title\\)').waitFor();
  });

  it('shows the journal of the kernel and of its services', async () => {
    await page.goto(`${url()}/diagnostics`);
    const part = page.getByLabel('Of', { exact: true });
    await part.selectOption('kernel');
    await page.locator('.log-lines li', { hasText: 'kernel' }).first().waitFor();
    await screen('journal');
  });

  it('captures what crosses its wire, for tcpdump and Wireshark to read', async () => {
    await page.getByLabel('Network port').selectOption('hospital');
    await page.getByRole('button', { name: 'Start capturing' }).click();
    await page.getByText('Now let the device send.').waitFor();
    assert.equal((await dcmtk('echoscu', ['-aet', 'CT_ROOM1', '-aec', 'FILMROOM', ...to(powered.port(104))])).code, 0);
    await page.locator('.capture-state strong', { hasText: /^[1-9]\d* packets, / }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('Captured:').waitFor();
    await screen('capture');
    await page.getByRole('button', { name: 'Save the file' }).click();
    const dialog = page.getByRole('dialog', { name: 'This file has patients in it' });
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save the file' }).click()]);
    const file = join(folder, 'capture.pcap');
    await download.saveAs(file);
    const { stdout, output } = await runChild('tcpdump', ['-n', '-A', '-r', file]);
    assert.match(stdout, /FILMROOM +CT_ROOM1/, output);
    assert.doesNotMatch(stdout, /\.8042[ :]/, 'the page itself is not in it');
  });

  it('complains of nothing', () => {
    assert.deepEqual(opened.complaints.filter((words) => !/status of 4\d\d/.test(words)).join('\n'), '');
  });
});
