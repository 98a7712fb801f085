import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildPage } from '../../app/ui/build-page.ts';
import {
  createFakeSources,
  FAKE_DISK,
  type FakeSources,
  fakeAssociations,
  fakeRefusals,
  fakeStudy,
  studiesOfTheWorld,
} from '../support/fake-sources.ts';
import { startTestWeb } from '../support/web-under-test.ts';
import { launch, namesOn, openIn } from './chromium.ts';

const WIDTHS = [320, 390, 820, 1366];

let browser: Browser;
before(async () => {
  browser = await launch();
});
after(async () => await browser.close());

/** The built page in a fresh browser context; fails on any console message, error, or request to another host. */
async function openPage(sources: FakeSources, options: BrowserContextOptions = {}) {
  const web = await startTestWeb({ sources, page: await buildPage() });
  const opened = await openIn(browser, web.url, { cookie: web.cookie, ...options });
  return {
    ...opened,
    web,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await web[Symbol.asyncDispose]();
    },
  };
}

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const FULL = { ...FAKE_DISK, freeBytes: 1e9, accepting: false };
const STATES = {
  'with no images': () => createFakeSources(),
  'with studies, senders and refusals': () => {
    const now = Date.now();
    return createFakeSources({ studies: studiesOfTheWorld(now), associations: fakeAssociations(9, now), refusals: fakeRefusals(now) });
  },
  'with a full disk': () => createFakeSources({ studies: studiesOfTheWorld(Date.now()), disk: FULL }),
  'with a disk that is nearly full': () => createFakeSources({ disk: { ...FAKE_DISK, freeBytes: 71e9 } }),
};

/** What axe-core finds against WCAG 2.2 A and AA and its best practices, on a phone, a tablet and a desk, light and dark. */
async function violationsInEachLook(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [390, 820, 1366]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      await page.evaluate(() => document.getAnimations().map((animation) => animation.finish()));
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as axe.AxeResults;
      for (const { id, help, nodes } of violations)
        found.push(`${width} px, ${colorScheme}: ${id}: ${help} ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    }
  return found;
}

describe('the page in Chromium', () => {
  it('shows studies as they arrive and grow, without a reload and without a console message', async () => {
    const sources = createFakeSources();
    await using opened = await openPage(sources);
    const { page } = opened;
    await page.getByText('No images yet.').waitFor();
    sources.studies = [
      fakeStudy({ studyInstanceUid: '2.25.1', patientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう', instances: 1, lastReceivedAt: 1 }),
    ];
    sources.changed();
    await page.getByText('1 series · 1 image').waitFor();
    assert.deepEqual(await namesOn(page), ['Yamada Tarou 山田 太郎 やまだ たろう']);
    sources.studies = [{ ...sources.studies[0]!, instances: 412, series: 3, lastReceivedAt: 2 }];
    sources.changed();
    await page.getByText('3 series · 412 images').waitFor();
    assert.equal(await page.locator('.study .glow').count(), 1);
    assert.match((await page.locator('p[aria-live=polite]').textContent()) ?? '', /New study arriving: CT/);
    assert.deepEqual(opened.complaints, []);
  });

  it('shows names in every script, and a hostile one as text', async () => {
    await using opened = await openPage(createFakeSources({ studies: studiesOfTheWorld(Date.now()) }));
    await opened.page.locator('.study').first().waitFor();
    const shown = (await namesOn(opened.page)).join('\n');
    for (const name of ['山田 太郎', 'Müller Änne', 'Люкceмбypг', '홍 길동', '王 小东', 'قباني', 'สมชาย', 'Διονυσιος', 'שרון', 'No name'])
      assert.ok(shown.includes(name), name);
    assert.ok(
      (await opened.page.locator('.study .about').allInnerTexts()).some((text) => text.includes('</script><script>alert(2)</script>')),
    );
    assert.deepEqual(opened.complaints, []);
  });

  for (const width of WIDTHS)
    for (const colorScheme of ['light', 'dark'] as const)
      it(`has no horizontal scroll bar at ${width} px, ${colorScheme}`, async () => {
        const now = Date.now();
        const sources = createFakeSources({
          studies: studiesOfTheWorld(now),
          associations: fakeAssociations(50, now),
          refusals: fakeRefusals(now),
        });
        await using opened = await openPage(sources, { viewport: { width, height: 844 }, colorScheme });
        await opened.page.getByRole('button', { name: 'Show all 50' }).click();
        assert.equal(await opened.page.locator('.sender').count(), 50);
        assert.equal(await overflow(opened.page), 0);
        assert.deepEqual(opened.complaints, []);
      });

  it('says who was refused, why, and what to do', async () => {
    await using opened = await openPage(createFakeSources({ refusals: fakeRefusals(Date.now()) }));
    const refused = opened.page.getByRole('list', { name: 'Lately refused' }).getByRole('listitem').first();
    await refused.waitFor();
    assert.match(
      (await refused.textContent()) ?? '',
      /US_EMERGENCY[\s\S]*14 times[\s\S]*It calls “FILMROM”[\s\S]*What to do: Set the called AE title/,
    );
  });

  it('says what is not well with the box, here and on the simple page', async () => {
    const words = 'The box hung, and its watchdog restarted it.';
    await using opened = await openPage({ ...createFakeSources(), problems: () => [{ code: 'BOX_WATCHDOG', values: {}, words }] });
    await opened.page.getByRole('alert').getByText(words).waitFor();
    await opened.page.goto(new URL('/plain', opened.page.url()).href);
    assert.equal(await opened.page.getByRole('alert').getByText(words).count(), 1);
  });

  it('says what of the day needs a person, with one tap to where it is done', async () => {
    const said = (code: string, values: Readonly<Record<string, string | number>> = {}) => ({ code, values, words: code });
    const problems = [
      said('DAY_STEPS_MISSING', { steps: 1, missing: 2 }),
      said('DAY_HL7_WAITING', { messages: 3 }),
      said('DAY_WORKLIST_ANEW'),
      said('DAY_COMMITMENT_CLOSED', { why: 'it is no database' }),
    ];
    await using opened = await openPage({ ...createFakeSources(), problems: () => problems });
    const alert = opened.page.getByRole('alert');
    await alert.getByText('2 images have not come that 1 performed step names.').waitFor();
    await alert.getByText('3 HL7 messages wait for a person.').waitFor();
    assert.deepEqual(await alert.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href'))), [
      '/today',
      '/worklist/hl7',
      '/worklist',
      '/commitment',
    ]);
  });

  it('warns in red while images are refused, and stops when there is room again', async () => {
    const sources = createFakeSources({ disk: { ...FAKE_DISK, freeBytes: 1e9, accepting: false } });
    await using opened = await openPage(sources);
    const banner = opened.page.getByRole('alert').getByText('The disk is full: new images are refused.');
    await banner.waitFor();
    await opened.page.locator('.tile', { hasText: 'Room left' }).getByText('None').waitFor();
    sources.disk = FAKE_DISK;
    sources.changed();
    await banner.waitFor({ state: 'detached' });
  });

  it('warns before the disk is full, and says how much room is left', async () => {
    const sources = createFakeSources({ disk: { ...FAKE_DISK, freeBytes: 71e9 } });
    await using opened = await openPage(sources);
    await opened.page.getByRole('alert').getByText('The disk is nearly full: room for 21 GB more.').waitFor();
    await opened.page.getByText('21 GB left of 1 TB').waitFor();
  });

  it('tells a new user where to send, and copies it', async () => {
    await using opened = await openPage(createFakeSources(), { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = opened;
    const copied = async (button: string) => {
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByRole('status').getByText('Copied').waitFor({ state: 'attached' });
      return await page.evaluate(() => navigator.clipboard.readText());
    };
    assert.equal(await copied('Copy AE title'), 'FILMROOM');
    assert.equal(await copied('Copy Address'), '127.0.0.1');
    assert.equal(await copied('Copy Port'), '4242');
    assert.equal(await copied('Copy all three'), 'AE title: FILMROOM\nAddress: 127.0.0.1\nPort: 4242\n');
    await page.getByText('Devices cannot reach this address yet').waitFor(); // the loopback address
    await page.getByText('For technicians').click();
    assert.equal(await copied('Copy command'), 'storescu -v -aec FILMROOM 127.0.0.1 4242 image.dcm');
    assert.deepEqual(opened.complaints, []);
  });

  it('says that the connection is lost, and is live again by itself when the server is back', async () => {
    const sources = createFakeSources({ studies: [fakeStudy({ studyInstanceUid: '2.25.1' })] });
    await using opened = await openPage(sources);
    await opened.page.locator('.link.live').waitFor();
    await opened.web.close();
    await opened.page.getByText('The connection to Filmroom is lost').waitFor();
    sources.studies = [...sources.studies, fakeStudy({ studyInstanceUid: '2.25.2', patientName: 'Back^Again', lastReceivedAt: 9 })];
    await using _again = await startTestWeb({ sources, users: opened.web.users, page: await buildPage(), port: opened.web.port });
    await opened.page.getByText('Back Again').waitFor();
    await opened.page.locator('.link.live').waitFor();
    assert.equal(await opened.page.getByText('The connection to Filmroom is lost').count(), 0);
  });

  it('holds no connection while its tab is hidden', async () => {
    const sources = createFakeSources();
    await using opened = await openPage(sources);
    await opened.page.locator('.link.live').waitFor();
    const hide = (hidden: boolean) =>
      opened.page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    while (sources.listeners.size > 0) await opened.page.evaluate(() => new Promise(requestAnimationFrame));
    sources.studies = [fakeStudy({ studyInstanceUid: '2.25.1', patientName: 'Seen^Later' })];
    await hide(false);
    await opened.page.getByText('Seen Later').waitFor();
  });

  it('is used with the keyboard alone: every stop is visible, in the order of the page', async () => {
    await using opened = await openPage(createFakeSources({ studies: studiesOfTheWorld(Date.now()) }));
    await opened.page.locator('.study').first().waitFor();
    const stops: string[] = [];
    for (let tab = 0; tab < 60; tab++) {
      await opened.page.keyboard.press('Tab');
      const stop = await opened.page.evaluate(() => {
        const at = document.activeElement;
        if (!at || at === document.body) return undefined;
        const box = at.getBoundingClientRect();
        const style = getComputedStyle(at);
        const seen =
          box.width > 0 &&
          box.bottom > 0 &&
          box.top < innerHeight &&
          style.outlineStyle === 'solid' &&
          Number.parseFloat(style.outlineWidth) >= 2;
        return `${(at.getAttribute('aria-label') ?? at.textContent ?? '').trim()}${seen ? '' : ' (not visible)'}`;
      });
      if (stop === undefined) break;
      stops.push(stop);
    }
    const names = await opened.page.locator('.open-study').evaluateAll((links) => links.map((link) => (link.textContent ?? '').trim()));
    assert.deepEqual(
      stops.map((stop) => (names.includes(stop) ? stop : stop.replace(/\d.*$/s, ''))),
      [
        ...['Skip to the content', 'Filmroom', 'Overview', 'Studies', 'Today', 'Worklist', 'More'],
        ...['Studies today', 'Studies kept', 'Sending now', 'Room left'],
        ...names,
        ...['Copy AE title', 'Copy Address', 'Copy Port', 'Copy all three', 'Copy Name'],
        'Simple version of this page',
      ],
    );
  });

  it('has touch targets of at least 40 px and text of at least 13 px', async () => {
    const now = Date.now();
    await using opened = await openPage(createFakeSources({ studies: studiesOfTheWorld(now), associations: fakeAssociations(50, now) }));
    await opened.page.locator('.study').first().waitFor();
    const small = await opened.page.evaluate(() => [
      ...[...document.querySelectorAll('button, .tile')]
        .filter((each) => each.getBoundingClientRect().height < 40)
        .map((each) => each.outerHTML.slice(0, 80)),
      ...[...document.querySelectorAll('main *')]
        .filter((each) => Number.parseFloat(getComputedStyle(each).fontSize) < 13)
        .map((each) => each.outerHTML.slice(0, 80)),
    ]);
    assert.deepEqual(small, []);
  });

  for (const [words, sources] of Object.entries(STATES))
    it(`breaks no rule of axe-core, ${words}`, async () => {
      await using opened = await openPage(sources());
      await opened.page.locator('.link.live').waitFor();
      for (const disclosure of await opened.page.locator('summary').all()) await disclosure.click();
      assert.deepEqual(await violationsInEachLook(opened.page), []);
    });
  it('breaks no rule of axe-core while the connection is lost', async () => {
    await using opened = await openPage(STATES['with studies, senders and refusals']());
    await opened.page.locator('.link.live').waitFor();
    await opened.web.close();
    await opened.page.locator('.link.lost').waitFor();
    assert.deepEqual(await violationsInEachLook(opened.page), []);
  });
  it('breaks no rule of axe-core on the simple page', async () => {
    await using opened = await openPage(STATES['with studies, senders and refusals']());
    await opened.page.goto(`${opened.web.url}/plain`);
    assert.deepEqual(await violationsInEachLook(opened.page), []);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has a contrast of at least 4.5 : 1 for every text, ${colorScheme} (WCAG 2.2, 1.4.3)`, async () => {
      const now = Date.now();
      const sources = createFakeSources({
        studies: studiesOfTheWorld(now),
        associations: fakeAssociations(3, now),
        refusals: fakeRefusals(now),
        disk: { ...FAKE_DISK, accepting: false },
      });
      await using opened = await openPage(sources, { colorScheme });
      await opened.page.locator('.study').first().waitFor();
      assert.deepEqual(await opened.page.evaluate(faintTexts), []);
    });

  it('becomes the plain page where scripts are off', async () => {
    await using opened = await openPage(createFakeSources({ studies: studiesOfTheWorld(Date.now()) }), { javaScriptEnabled: false });
    await opened.page.waitForURL('**/plain');
    await opened.page.getByRole('cell', { name: 'Yamada Tarou 山田 太郎 (やまだ たろう)' }).waitFor();
    assert.deepEqual(opened.complaints, []);
  });

  it('lets no other origin read patient data', async () => {
    const sources = createFakeSources({ studies: [fakeStudy({ studyInstanceUid: '2.25.1' })] });
    await using other = await openPage(createFakeSources());
    await using web = await startTestWeb({ sources });
    const read = await other.page.evaluate(
      (url) =>
        fetch(url).then(
          (answer) => answer.text(),
          () => 'not readable',
        ),
      `${web.url}/api/studies`,
    );
    assert.equal(read, 'not readable');
  });
});

describe('the built page', () => {
  it('lists all its files, each compressed one equal to its original', async () => {
    const files = new Map((await buildPage()).map(({ path, bytes }) => [path, Buffer.from(bytes)]));
    assert.deepEqual(JSON.parse(files.get('ui/files.json')!.toString()).toSorted(), [...files.keys()].toSorted());
    for (const [path, bytes] of files)
      if (path.endsWith('.br')) assert.deepEqual(brotliDecompressSync(bytes), files.get(path.slice(0, -3)), path);
  });
});

/** Runs in the browser: the texts whose colour is too near to what lies behind them. */
function faintTexts(): string[] {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  const rgba = (colour: string) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour: number[]) => {
    const [r = 0, g = 0, b = 0] = colour.map((value) =>
      value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element: Element | null): number[] => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const faint: string[] = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    if (!own) continue;
    const [a, b] = [luminance(rgba(getComputedStyle(element).color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${element.className} ${element.textContent?.slice(0, 40)}`);
  }
  return faint;
}
