import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { freePort } from '../support/child.ts';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { startFilmroom } from '../support/filmroom.ts';
import { fixtureDataset, fixturePath } from '../support/fixtures.ts';
import { openVerbatim } from '../support/send-verbatim.ts';
import { scan } from '../unit/dataset/scan.ts';
import { launch, namesOn, openIn } from './chromium.ts';

const CT = 'pydicom/dicomdirtests/77654033/CT2/17106';
const CT_SLICES = [CT, 'pydicom/dicomdirtests/77654033/CT2/17136'];
/** Names in the Specific Character Sets of PS3.5 Annexes H to K and §C.12.1.1.2 of PS3.3, and what a reader must see. */
const NAMES: Readonly<Record<string, string>> = {
  _ISO2022IR87: 'Yamada Tarou 山田 太郎 やまだ たろう',
  ISO2022IR13_ISO2022IR87: 'ﾔﾏﾀﾞ ﾀﾛｳ 山田 太郎 やまだ たろう',
  _ISO2022IR149: 'Hong Gildong 洪 吉洞 홍 길동',
  _ISO2022IR58: 'Zhang XiaoDong 张 小东',
  GB18030: 'Wang XiaoDong 王 小东',
  GBK: 'Wang XiaoDong 王 小东',
  ISO_IR192: 'Wang XiaoDong 王 小东',
  ISO_IR144: 'Люкceмбypг',
  ISO_IR126: 'Διονυσιος',
  ISO_IR127: 'قباني لنزار',
  ISO_IR138: 'שרון דבורה',
  ISO_IR166: 'นามสกุล ชื่อ',
};

async function sliceOf(file: string) {
  const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
  const scanned = await scan(dataset, transferSyntaxUid);
  return { dataset, transferSyntaxUid, sopClassUid: scanned.text('SOPClassUID')!, sopInstanceUid: scanned.text('SOPInstanceUID')! };
}

describe('the page of a Filmroom that storescu sends to', { skip: missing('storescu') }, () => {
  let browser: Browser;
  let folder: string;
  before(async () => {
    browser = await launch();
    folder = mkdtempSync(join(tmpdir(), 'filmroom-page-'));
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it('counts images while the association is open, and shows who sends', async () => {
    const filmroom = await startFilmroom();
    try {
      await using opened = await openIn(browser, filmroom.webUrl, { cookie: await filmroom.cookie() });
      const { page } = opened;
      await page.getByText('No images yet.').waitFor();
      const [first, second] = await Promise.all(CT_SLICES.map(sliceOf));
      const held = (await openVerbatim(filmroom.dicomPort, first!))!;
      try {
        await page.locator('.sender', { hasText: 'VERBATIM' }).waitFor();
        assert.equal((await held.store(first!.dataset, first!.sopInstanceUid)).status, 0);
        await page.locator('.study .how-many', { hasText: '1 series · 1 image' }).waitFor();
        assert.equal((await held.store(second!.dataset, second!.sopInstanceUid)).status, 0);
        await page.locator('.study .how-many', { hasText: '1 series · 2 images' }).waitFor();
        await page.locator('.sender', { hasText: '2 images' }).waitFor();
      } finally {
        await held.close();
      }
      await page.getByText('Nobody is connected.').waitFor();
      const args = ['-aet', 'CT_ROOM1', '-aec', 'FILMROOM', '--repeat', '40', '+IR', '10'];
      const { code, output } = await dcmtk('storescu', [...args, ...to(filmroom.dicomPort), fixturePath(CT)]);
      assert.equal(code, 0, output);
      await page.getByText('4 series · 40 images').waitFor();
      await page.getByText('Nobody is connected.').waitFor();
      assert.deepEqual(opened.complaints, []);
    } finally {
      await filmroom.stop();
    }
  });

  it('reads names in the script that they were sent in', async () => {
    const filmroom = await startFilmroom();
    try {
      await using opened = await openIn(browser, filmroom.webUrl, { cookie: await filmroom.cookie() });
      for (const [charset, name] of Object.entries(NAMES)) {
        const file = fixturePath(`synthetic/charset/${charset}.dcm`);
        const { code, output } = await dcmtk('storescu', ['-R', '-aec', 'FILMROOM', ...to(filmroom.dicomPort), file]);
        assert.equal(code, 0, output);
        await opened.page.locator('.study', { hasText: name }).first().waitFor();
        assert.ok((await namesOn(opened.page)).includes(name), charset);
      }
      await opened.page.reload();
      await opened.page.locator('.study').first().waitFor();
      assert.deepEqual(await namesOn(opened.page), Object.values(NAMES).toReversed());
    } finally {
      await filmroom.stop();
    }
  });

  it('says that the connection is lost when Filmroom is killed, and goes on by itself when it is back', async () => {
    const [dicomPort, webPort, dataFolder] = [await freePort(), await freePort(), join(folder, 'data')];
    const start = () => startFilmroom({ dataFolder, config: { listeners: [{ port: dicomPort }], web: { port: webPort } } });
    const send = async (charset: string) => {
      const { code, output } = await dcmtk('storescu', [
        '-aec',
        'FILMROOM',
        ...to(dicomPort),
        fixturePath(`synthetic/charset/${charset}.dcm`),
      ]);
      assert.equal(code, 0, output);
      return NAMES[charset]!;
    };
    let filmroom = await start();
    try {
      await using opened = await openIn(browser, filmroom.webUrl, { cookie: await filmroom.cookie() });
      const { page } = opened;
      const before = await send('ISO_IR144');
      await page.locator('.study .name', { hasText: before }).waitFor();
      await filmroom.kill();
      await page.getByRole('alert').getByText('The connection to Filmroom is lost.').waitFor();
      assert.deepEqual(await namesOn(page), [before]);
      filmroom = await start();
      const later = await send('ISO_IR126');
      await page.locator('.study .name', { hasText: later }).waitFor();
      await page.locator('.link.live').waitFor();
      assert.deepEqual(await namesOn(page), [later, before]);
      assert.equal(await page.getByRole('alert').first().textContent(), '');
    } finally {
      await filmroom.stop();
    }
  });

  it('a page that was opened while Filmroom was away comes by itself when it is back', async () => {
    const [webPort, dataFolder] = [await freePort(), join(folder, 'away')];
    const start = () => startFilmroom({ dataFolder, config: { web: { port: webPort } } });
    let filmroom = await start();
    try {
      await using opened = await openIn(browser, filmroom.webUrl, {
        cookie: await filmroom.cookie(),
        viewport: { width: 1366, height: 844 },
      });
      const { page } = opened;
      const place = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
      await place('Settings');
      await page.getByText('Data folder', { exact: true }).waitFor();
      await filmroom.kill();
      await page.getByRole('alert').getByText('The connection to Filmroom is lost.').waitFor();
      await place('Modalities');
      await page.getByText('This page could not be loaded.').waitFor();
      filmroom = await start();
      await page.getByRole('heading', { name: 'Our own card' }).waitFor();
      await filmroom.kill();
      await page.getByRole('alert').getByText('The connection to Filmroom is lost.').waitFor();
      await place('Settings');
      await page.getByRole('button', { name: 'Try again' }).waitFor();
      filmroom = await start();
      await page.getByText('Data folder', { exact: true }).waitFor();
    } finally {
      await filmroom.stop();
    }
  });
});
